import type { EmailState } from '@fieldline/contracts';
import { query, type Transaction } from '@fieldline/database';
import { Email } from './email.entity.js';
import type { EmailTrouble } from './email.view.js';

export interface EmailDraft {
  readonly id: string;
  readonly employeeId: string;
  readonly recipientId: string;
  readonly contactId: string;
  readonly jobId: string | null;
  readonly carrier: string;
  readonly toAddress: string;
  readonly body: string;
  readonly sentBy: string;
}

/** Queues e-mails of one business; one whose id is there already is left as it is. */
export async function insertEmails(
  tx: Transaction,
  tenantId: string,
  drafts: readonly EmailDraft[],
): Promise<void> {
  await tx.query(
    `INSERT INTO email (tenant_id, id, employee_id, recipient_id, contact_id, job_id, carrier, to_address,
            body, state, next_attempt_at, sent_by, created_at)
     SELECT $1, id, "employeeId", "recipientId", "contactId", "jobId", carrier, "toAddress",
            body, 'queued', now(), "sentBy", now()
       FROM jsonb_to_recordset($2::jsonb) AS e (id uuid, "employeeId" uuid, "recipientId" uuid,
            "contactId" uuid, "jobId" uuid, carrier text, "toAddress" text, body text, "sentBy" text)
     ON CONFLICT DO NOTHING`,
    [tenantId, JSON.stringify(drafts)],
  );
}

/** How many of a business wait to be sent, counted up to `most`. */
export async function countWaiting(
  tx: Transaction,
  tenantId: string,
  most: number,
): Promise<number> {
  const rows = await query(
    tx,
    `SELECT 1 FROM email WHERE tenant_id = $1 AND state IN ('queued', 'sending') LIMIT $2`,
    [tenantId, most],
  );
  return rows.length;
}

export interface EmailFilter {
  readonly employeeId?: string;
  readonly state?: EmailState;
  /** Sort key of the last one seen: its time and id. */
  readonly before?: readonly [at: string, id: string];
  readonly limit: number;
}

/** Newest first. */
export async function findEmails(
  tx: Transaction,
  tenantId: string,
  { employeeId, state, before, limit }: EmailFilter,
): Promise<{ email: Email; sortKey: string }[]> {
  const builder = tx
    .createQueryBuilder(Email, 'e')
    .addSelect(`to_char(e.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`, 'at')
    .where('e.tenant_id = :tenantId', { tenantId })
    .orderBy('e.created_at', 'DESC')
    .addOrderBy('e.id', 'DESC')
    .limit(limit);
  if (employeeId) builder.andWhere('e.employee_id = :employeeId', { employeeId });
  if (state) builder.andWhere('e.state = :state', { state });
  if (before)
    builder.andWhere('(e.created_at, e.id) < (:at::timestamptz, :after::uuid)', {
      at: before[0],
      after: before[1],
    });
  const { entities, raw } = await builder.getRawAndEntities<{ at: string }>();
  return entities.map((email, index) => ({ email, sortKey: raw[index]?.at ?? '' }));
}

export interface LastTrouble extends EmailTrouble {
  readonly errorAt: Date;
}

/** Of each of these employees whose newest tried e-mail didn't go: why. */
export async function lastTroubles(
  tx: Transaction,
  tenantId: string,
  employeeIds: readonly string[],
): Promise<ReadonlyMap<string, LastTrouble>> {
  if (employeeIds.length === 0) return new Map();
  const rows = await query<LastTrouble & { employeeId: string; state: EmailState }>(
    tx,
    `SELECT w.id AS "employeeId", e.state, e.error_code AS "errorCode",
            e.smtp_code AS "smtpCode", e.error_at AS "errorAt"
       FROM unnest($2::uuid[]) AS w (id)
      CROSS JOIN LATERAL (
        SELECT * FROM email e
         WHERE e.tenant_id = $1 AND e.employee_id = w.id
           AND (e.ended_at IS NOT NULL OR e.error_at IS NOT NULL)
         ORDER BY e.created_at DESC, e.id DESC LIMIT 1) e`,
    [tenantId, employeeIds],
  );
  const troubled = rows.filter(({ state }) => state !== 'sent');
  return new Map(troubled.map((row) => [row.employeeId, row]));
}
