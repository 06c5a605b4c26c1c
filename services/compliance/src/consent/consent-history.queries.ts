import { query, type Transaction } from '@fieldline/database';
import { type Subject, subjectKey } from './consent.queries.js';
import type { RecordedMove } from './consent.standing.js';

type OfSubject = Omit<Subject, 'subjectKind'>;

/** What staff last recorded of each subject, by `subjectKey`. Their consents are locked. */
export async function lastOfStaff(
  tx: Transaction,
  subjects: readonly OfSubject[],
): Promise<Map<string, RecordedMove>> {
  if (subjects.length === 0) return new Map();
  const rows = await query<RecordedMove & OfSubject>(
    tx,
    `SELECT DISTINCT ON (e.tenant_id, e.subject_id)
            e.tenant_id AS "tenantId", e.subject_id AS "subjectId", e.id, e.action, e.origin, e.basis, e.source,
            e.written, e.expires_at AS "expiresAt", e.bound_recipient_id AS "boundRecipientId",
            e.keyword_sequence AS "keywordSequence", e.obtained_at AS "obtainedAt", e.recorded_at AS "recordedAt"
       FROM consent_event e
      WHERE (e.tenant_id, e.subject_id) IN (SELECT * FROM unnest($1::uuid[], $2::uuid[]))
        AND e.origin = 'staff' AND e.action IN ('opt_in', 'opt_out')
      ORDER BY e.tenant_id, e.subject_id, e.sequence DESC`,
    [subjects.map((each) => each.tenantId), subjects.map((each) => each.subjectId)],
  );
  return new Map(rows.map((row) => [subjectKey(row), row]));
}

/** Whose consent each event is about that was recorded before, by the event's id. */
export async function alreadyRecorded(
  tx: Transaction,
  tenantId: string,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const rows = await query<{ id: string; subjectId: string }>(
    tx,
    `SELECT id, subject_id AS "subjectId" FROM consent_event
      WHERE tenant_id = $1 AND id = ANY ($2::uuid[])`,
    [tenantId, ids],
  );
  return new Map(rows.map(({ id, subjectId }) => [id, subjectId]));
}
