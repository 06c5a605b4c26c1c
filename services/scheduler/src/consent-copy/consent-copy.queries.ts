import { query, type Transaction } from '@fieldline/database';
import type { ConsentCopy } from './consent-copy.entity.js';

/**
 * Stores the newest of each subject, of any tenants. What is older than what is stored changes nothing;
 * the same version again mends it.
 */
export async function storeConsents(
  tx: Transaction,
  copies: readonly ConsentCopy[],
): Promise<void> {
  const parameters = [JSON.stringify(copies)];
  const given = `
    SELECT DISTINCT ON ("tenantId", "subjectId") *
      FROM json_to_recordset($1) AS n ("tenantId" uuid, "subjectId" uuid, "subjectKind" text, state text,
           origin text, basis text, written boolean, "expiresAt" timestamptz, "boundRecipientId" uuid,
           "eventId" uuid, "changedAt" timestamptz, version bigint)
     ORDER BY "tenantId", "subjectId", version DESC`;
  await tx.query(
    `INSERT INTO consent_copy (tenant_id, subject_id, subject_kind, state, origin, basis, written, expires_at,
            bound_recipient_id, event_id, changed_at, version) ${given}
     ON CONFLICT (tenant_id, subject_id) DO UPDATE
        SET subject_kind = excluded.subject_kind, state = excluded.state, origin = excluded.origin,
            basis = excluded.basis, written = excluded.written, expires_at = excluded.expires_at,
            bound_recipient_id = excluded.bound_recipient_id, event_id = excluded.event_id,
            changed_at = excluded.changed_at, version = excluded.version
      WHERE consent_copy.version <= excluded.version`,
    parameters,
  );
  const behind = await query(
    tx,
    `SELECT FROM (${given}) AS n
       LEFT JOIN consent_copy c ON c.tenant_id = n."tenantId" AND c.subject_id = n."subjectId"
      WHERE c.version IS NULL OR c.version < n.version`,
    parameters,
  );
  if (behind.length > 0) throw new Error(`${behind.length} consents were not stored`);
}
