import { type DrawnLot, HoldPosted, HoldVoided } from '@fieldline/contracts';
import type { Transaction } from '@fieldline/database';
import type { NewEvent, Received } from '@fieldline/events';
import { drawnLots } from '../lot/drawn-lots.queries.js';
import type { Charge } from './ledger.queries.js';

export interface CausedCharge extends Charge {
  /** The event that led to it, when it was its own. */
  readonly cause?: Received;
}

/** What messages cost, as facts; an older message whose debt was repaid is told of again. */
export async function chargeFacts(
  tx: Transaction,
  charges: readonly CausedCharge[],
): Promise<NewEvent[]> {
  const lots = await drawnLots(
    tx,
    charges.filter(({ costMicros }) => costMicros !== null),
  );
  return charges.map((charge) => toFact(charge, lots.get(charge.messageId) ?? []));
}

function toFact(
  { tenantId, messageId, conversationId, segments, costMicros, held, cause }: CausedCharge,
  lots: DrawnLot[],
): NewEvent {
  const known = { tenantId, ...(cause && { cause }) };
  const message = { messageId, conversationId, segments };
  return costMicros === null
    ? { ...known, type: HoldVoided, payload: message }
    : { ...known, type: HoldPosted, payload: { ...message, costMicros, held, lots } };
}
