import {
  CHARGE_BY_STATUS,
  HoldPosted,
  HoldVoided,
  type MessageProgressed,
  type MessageReceived,
} from '@fieldline/contracts';
import { Database, type Transaction } from '@fieldline/database';
import { type NewEvent, Outbox, type Received } from '@fieldline/events';
import { Injectable } from '@nestjs/common';
import { BillingSettings } from '../config.js';
import { findExpired, setExpiries, stillExpired } from './hold-expiry.queries.js';
import { type Charge, chargeInbound, settleHolds } from './ledger.queries.js';
import { LedgerService } from './ledger.service.js';

/** What messages cost once their outcome is known. Each verb is one transaction with its facts. */
@Injectable()
export class SettlementService {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly settings: BillingSettings,
    private readonly ledger: LedgerService,
  ) {}

  /** Posts or voids the holds of messages whose outcome is known; the charge table says which. */
  async settle(tx: Transaction, events: readonly Received<MessageProgressed>[]): Promise<void> {
    const due = events.filter(({ payload }) => isDue(payload));
    const settlements = await settleHolds(
      tx,
      due.map(({ tenantId, payload: { messageId, status, providerSegments } }) => {
        const segments = CHARGE_BY_STATUS[status] === 'post' ? providerSegments : null;
        return { tenantId, messageId, segments };
      }),
    );
    await this.outbox.addAll(
      tx,
      settlements.map(({ index, ...charge }) =>
        chargeFact(charge, index === null ? undefined : due[index]),
      ),
    );
    await setExpiries(
      tx,
      events.map(({ tenantId, payload: { messageId, status } }) => {
        const expires = CHARGE_BY_STATUS[status] === 'expire';
        const afterSeconds = expires ? this.settings.unknownVoidAfterSeconds : null;
        return { tenantId, messageId, afterSeconds };
      }),
    );
    await this.ledger.announceBalances(tx, due);
  }

  /** Voids holds of messages that nobody could find out about in time. @returns how many it found */
  expire(limit: number): Promise<number> {
    return this.database.asWorker(async (tx) => {
      const found = await findExpired(tx, limit);
      if (found.length === 0) return 0;
      await this.ledger.lock(tx, found);
      const expired = await stillExpired(tx, found);
      const settlements = await settleHolds(
        tx,
        expired.map((hold) => ({ ...hold, segments: null })),
      );
      await this.outbox.addAll(
        tx,
        settlements.map((charge) => chargeFact(charge)),
      );
      await this.ledger.announceBalances(tx, found);
      return found.length;
    });
  }

  /** Charges texts that came in, at Twilio's count; what the balance lacks becomes a debt. */
  async charge(tx: Transaction, events: readonly Received<MessageReceived>[]): Promise<void> {
    const charged = await chargeInbound(
      tx,
      events.map(({ tenantId, payload }) => ({ tenantId, ...payload })),
    );
    await this.outbox.addAll(
      tx,
      charged.map(({ index, costMicros }) => {
        const cause = events[index]!;
        const { tenantId, payload } = cause;
        return chargeFact({ ...payload, tenantId, costMicros, held: null }, cause);
      }),
    );
    await this.ledger.announceBalances(tx, events);
  }
}

/** What a message cost, as a fact; an older message whose debt was repaid is told of again. */
export function chargeFact(
  { tenantId, messageId, conversationId, segments, costMicros, held }: Charge,
  cause?: Received,
): NewEvent {
  const known = { tenantId, ...(cause && { cause }) };
  return costMicros === null
    ? { ...known, type: HoldVoided, payload: { messageId, conversationId, segments } }
    : {
        ...known,
        type: HoldPosted,
        payload: { messageId, conversationId, segments, costMicros, held },
      };
}

/** Due once the outcome is known: nothing to pay, or Twilio's final count to pay by. */
function isDue({ status, providerSegments }: MessageProgressed): boolean {
  const effect = CHARGE_BY_STATUS[status];
  return effect === 'void' || (effect === 'post' && providerSegments !== null);
}
