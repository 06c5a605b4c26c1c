import { PLATFORM_ID } from '@fieldline/contracts';
import type { Transaction } from '@fieldline/database';

/** What was due so long before a suspension ended isn't true any more: it's called off. */
export const LATE_AFTER_HOURS = 4;

/** SQL: whether texts of this business may leave, as far as pauses and suspensions go. */
export const mayLeave = (tenantId: string): string => `(
  NOT EXISTS (SELECT FROM sending_pause p WHERE p.tenant_id = '${PLATFORM_ID}' AND p.paused)
  AND ${tenantId} <> ALL (SELECT p.tenant_id FROM sending_pause p WHERE p.paused)
  AND ${tenantId} <> ALL (SELECT h.tenant_id FROM tenant_copy h WHERE h.state IN ('suspended', 'closed')))`;

/** SQL: whether sending is paused for a business, which sees no other's rows. */
export const isPaused = (tenantId: string): string =>
  `EXISTS (SELECT FROM sending_pause p WHERE p.paused AND p.tenant_id IN (${tenantId}, '${PLATFORM_ID}'))`;

/**
 * Not the row of the pause, which may not be there: and whoever only shares a row that others share all
 * the time keeps a change of it waiting for ever, while locks of this kind are given in turn.
 */
const LOCK = `hashtextextended('messaging: may texts leave', 0)`;

/** Before attempts are chosen: a pause that comes now waits for them, or they for it. */
export async function shareSending(tx: Transaction): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock_shared(${LOCK})`);
}

/** Before a pause or a suspension is kept: once it commits, no attempt passes that hasn't seen it. */
export async function haltSending(tx: Transaction): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock(${LOCK})`);
}
