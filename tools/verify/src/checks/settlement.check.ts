import type { Check, Look } from '../look.js';
import { sideBySide } from '../side-by-side.js';
import {
  type HoldRow,
  judgeSettlement,
  type MessageRow,
  SETTLEMENT_INVARIANTS,
} from './settlement.js';

const LAST_CHANGE = `greatest(m.created_at, (m.timeline -> -1 ->> 'at')::timestamptz)`;

const MESSAGES = `
  SELECT m.id AS key, m.tenant_id AS "tenantId", m.status, m.mandatory,
         m.quoted_segments AS "quotedSegments", m.provider_segments AS "providerSegments",
         m.charged_segments AS "chargedSegments", m.charged_cost_micros AS "chargedCostMicros",
         m.error_code AS "errorCode", c.at < $1 AS settled,
         c.at < now() - interval '15 minutes' AS overdue,
         c.at < now() - interval '25 hours' AS "unknownOverdue"
    FROM messaging.message m CROSS JOIN LATERAL (SELECT ${LAST_CHANGE} AS at) c
   ORDER BY m.id, m.tenant_id`;

const HOLDS = `
  SELECT message_id AS key, tenant_id AS "tenantId", direction, segments::integer, state,
         posted_segments::integer AS "postedSegments", cost_micros AS "costMicros",
         coalesce(resolved_at, created_at) < $1 AS settled
    FROM billing.hold ORDER BY message_id, tenant_id`;

/** Every message beside its hold: what one service sent, and what the other took for it. */
export const settlementCheck: Check = {
  invariants: SETTLEMENT_INVARIANTS,

  async find(look) {
    const { databases, settledBefore } = look;
    const pending = await subjectsUnderWay(look);
    const messages = databases.of('messaging').batches<MessageRow>(MESSAGES, [settledBefore]);
    const holds = databases.of('billing').batches<HoldRow>(HOLDS, [settledBefore]);
    await sideBySide(messages, holds, (message, hold) => {
      const name = judgeSettlement(message, hold, (id) => pending.has(id));
      const row = message ?? hold;
      if (!name || !row) return;
      const ids = { tenantId: row.tenantId, messageId: row.key };
      look.found(name, name === 'tenancy.crossed' ? { ...ids, holdTenantId: hold?.tenantId } : ids);
    });
  },
};

/** Messages whose facts haven't left messaging, or wait among billing's dead letters. */
async function subjectsUnderWay({ databases }: Look): Promise<Set<string>> {
  const rows = [
    ...(await databases
      .of('messaging')
      .rows<{ subject: string }>(
        `SELECT DISTINCT subject FROM messaging.outbox WHERE topic = 'messaging.message'`,
      )),
    ...(await databases
      .of('billing')
      .rows<{ subject: string }>(
        `SELECT DISTINCT subject FROM billing.dead_letter WHERE state = 'open'`,
      )),
  ];
  return new Set(rows.map(({ subject }) => subject));
}
