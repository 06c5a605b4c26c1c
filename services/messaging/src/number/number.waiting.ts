import { query, type Transaction } from '@fieldline/database';
import type { Outbox } from '@fieldline/events';
import { takeSteps } from '../message/message.steps.js';

const BATCH = 200;
const CALLED_OFF = { kind: 'canceled', errorCode: 'tenant_closed' } as const;

/** Whether an attempt has begun that may yet come back to wait. None begins at a business that is closed. */
export async function isAnyUnderWay(tx: Transaction, tenantId: string): Promise<boolean> {
  const underWay = await query(
    tx,
    `SELECT FROM message WHERE tenant_id = $1 AND status = 'dispatching' LIMIT 1`,
    [tenantId],
  );
  return underWay.length > 0;
}

/** Whether Twilio has, or may have, a text that it hasn't sent yet, and is still asked about it: a day at most. */
export async function isAnyAtTwilio(tx: Transaction, tenantId: string): Promise<boolean> {
  const texts = await query(
    tx,
    `SELECT FROM message
      WHERE tenant_id = $1 AND status IN ('submitted', 'unknown') AND follow_up_at IS NOT NULL LIMIT 1`,
    [tenantId],
  );
  return texts.length > 0;
}

/**
 * Calls off texts that wait at a business that is closed, so that their segments aren't held for ever.
 * @returns how many, at most 200
 */
export async function cancelWaiting(
  tx: Transaction,
  outbox: Outbox,
  tenantId: string,
): Promise<number> {
  const waiting = await query<{ id: string }>(
    tx,
    `SELECT id FROM message
      WHERE tenant_id = $1 AND status IN ('accepted', 'reserved', 'scheduled', 'waiting_window')
      ORDER BY id LIMIT ${BATCH}`,
    [tenantId],
  );
  const by = 'system:closing';
  const steps = waiting.map(({ id }) => ({ tenantId, messageId: id, step: CALLED_OFF, by }));
  return (await takeSteps(tx, outbox, steps)).size;
}
