import type { Transaction } from '@fieldline/database';
import type { Outbox } from '@fieldline/events';
import { takeSteps } from '../message/message.steps.js';

/**
 * Calls off texts to somebody who is erased.
 * @param by whose wish it is, as `user:<id>`
 * @returns how many were called off: what has begun to leave is not
 */
export async function cancelErased(
  tx: Transaction,
  outbox: Outbox,
  tenantId: string,
  messageIds: readonly string[],
  by: string,
): Promise<number> {
  const step = { kind: 'canceled', errorCode: 'recipient_erased' } as const;
  const steps = messageIds.map((messageId) => ({ tenantId, messageId, step, by }));
  return (await takeSteps(tx, outbox, steps)).size;
}
