import { query, type Transaction } from '@fieldline/database';
import type { Consent } from './consent.entity.js';
import type { NewConsentEvent } from './consent-event.entity.js';

/** The end of the chain through a subject's records. */
export type Chained = Pick<Consent, 'records' | 'recordsHash'>;
/** A row as plain fields, to be copied with changes. */
export type ConsentRow = Omit<Pick<Consent, keyof Consent>, keyof Chained>;
export type Subject = Pick<Consent, 'tenantId' | 'subjectId' | 'subjectKind'>;

export function subjectKey({ tenantId, subjectId }: Omit<Subject, 'subjectKind'>): string {
  return `${tenantId} ${subjectId}`;
}

/**
 * Locks the rows of subjects, of any tenants, in one order, so that nobody waits in a circle.
 * Rows are made first: a lock on an absent row locks nothing.
 * @param strength SHARE keeps the row as it is; UPDATE is for who will change it
 */
export async function lockConsents(
  tx: Transaction,
  subjects: readonly Subject[],
  strength: 'SHARE' | 'UPDATE' = 'UPDATE',
): Promise<Map<string, ConsentRow>> {
  const distinct = [...new Map(subjects.map((each) => [subjectKey(each), each])).values()];
  const tenants = distinct.map((each) => each.tenantId);
  const ids = distinct.map((each) => each.subjectId);
  await tx.query(
    `INSERT INTO consent (tenant_id, subject_id, subject_kind)
     SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS s ORDER BY 1, 2
     ON CONFLICT DO NOTHING`,
    [tenants, ids, distinct.map((each) => each.subjectKind)],
  );
  const rows = await query<ConsentRow>(
    tx,
    `SELECT c.tenant_id AS "tenantId", c.subject_id AS "subjectId", c.subject_kind AS "subjectKind",
            c.state, c.origin, c.basis, c.source, c.bound_recipient_id AS "boundRecipientId",
            c.written, c.expires_at AS "expiresAt", c.event_id AS "eventId", c.obtained_at AS "obtainedAt",
            c.keyword_sequence AS "keywordSequence", c.version, c.changed_at AS "changedAt"
       FROM consent c
       JOIN unnest($1::uuid[], $2::uuid[], $3::text[]) AS s (tenant_id, subject_id, subject_kind)
         USING (tenant_id, subject_id, subject_kind)
      ORDER BY c.tenant_id, c.subject_id FOR ${strength} OF c`,
    [tenants, ids, distinct.map((each) => each.subjectKind)],
  );
  assertCount('locked', rows.length, distinct.length);
  return new Map(rows.map((row) => [subjectKey(row), row]));
}

/**
 * Stores rows that the transaction has locked, once their records are added.
 * @returns the end of each one's chain, by `subjectKey`
 */
export async function saveConsents(
  tx: Transaction,
  consents: readonly ConsentRow[],
): Promise<Map<string, Chained>> {
  if (consents.length === 0) return new Map();
  const rows = await query<Subject & Chained>(
    tx,
    `UPDATE consent c
        SET state = n.state, origin = n.origin, basis = n.basis, source = n.source,
            written = n.written, expires_at = n."expiresAt", event_id = n."eventId", obtained_at = n."obtainedAt",
            bound_recipient_id = n."boundRecipientId", keyword_sequence = n."keywordSequence",
            version = n.version, changed_at = n."changedAt"
       FROM json_to_recordset($1) AS n (
            "tenantId" uuid, "subjectId" uuid, state text, origin text, basis text, source text,
            written boolean, "expiresAt" timestamptz, "eventId" uuid, "obtainedAt" timestamptz,
            "boundRecipientId" uuid, "keywordSequence" bigint, version bigint, "changedAt" timestamptz)
      WHERE c.tenant_id = n."tenantId" AND c.subject_id = n."subjectId" AND c.version < n.version
     RETURNING c.tenant_id AS "tenantId", c.subject_id AS "subjectId", c.records, c.records_hash AS "recordsHash"`,
    [JSON.stringify(consents)],
  );
  assertCount('changed', rows.length, consents.length);
  return new Map(
    rows.map(({ records, recordsHash, ...row }) => [subjectKey(row), { records, recordsHash }]),
  );
}

/** Adds to the history. A text that was recorded before is passed over. */
export async function appendEvents(
  tx: Transaction,
  events: readonly NewConsentEvent[],
): Promise<void> {
  if (events.length === 0) return;
  await tx.query(
    `INSERT INTO consent_event (
            tenant_id, id, subject_id, subject_kind, action, origin, basis, source, proof, wording,
            implied_reason, bound_recipient_id, message_id, keyword_sequence, in_flight, obtained_at,
            recorded_by, written, expires_at)
     SELECT * FROM json_to_recordset($1) AS n (
            "tenantId" uuid, id uuid, "subjectId" uuid, "subjectKind" text, action text, origin text,
            basis text, source text, proof text, wording text, "impliedReason" text,
            "boundRecipientId" uuid, "messageId" uuid, "keywordSequence" bigint,
            "inFlight" jsonb, "obtainedAt" timestamptz, "recordedBy" text, written boolean, "expiresAt" timestamptz)
     ON CONFLICT (tenant_id, message_id, action) DO NOTHING`,
    [JSON.stringify(events)],
  );
}

function assertCount(what: string, actual: number, expected: number): void {
  if (actual !== expected) throw new Error(`${actual} of ${expected} consents ${what}`);
}
