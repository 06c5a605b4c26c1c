import type { RegistrationChanged } from '@fieldline/contracts';
import type { Transaction } from '@fieldline/database';
import type { Received } from '@fieldline/events';

/** Keeps how registrations stand, each as its newest fact says; the same version again mends the copy. */
export async function keepRegistrations(
  tx: Transaction,
  facts: readonly Received<RegistrationChanged>[],
): Promise<void> {
  const rows = facts.map(({ tenantId, payload }) => {
    const { path, state, submitted, approved, changedAt, version } = payload;
    return { tenantId, path, state, submitted, approved, changedAt, version };
  });
  await tx.query(
    `INSERT INTO registration_copy AS r (tenant_id, path, state, submitted, approved, changed_at, version)
     SELECT DISTINCT ON ("tenantId") "tenantId", path, state, submitted, approved, "changedAt", version
       FROM jsonb_to_recordset($1::jsonb) AS f ("tenantId" uuid, path text, state text,
            submitted boolean, approved boolean, "changedAt" timestamptz, version bigint)
      ORDER BY "tenantId", version DESC
     ON CONFLICT (tenant_id) DO UPDATE
        SET path = excluded.path, state = excluded.state, submitted = excluded.submitted,
            approved = excluded.approved, changed_at = excluded.changed_at, version = excluded.version
      WHERE r.version <= excluded.version`,
    [JSON.stringify(rows)],
  );
}
