import { query, type Transaction } from '@fieldline/database';
import type { ContactCopy } from './contact-copy.entity.js';

const COLUMNS = `tenant_id, contact_id, external_id, name, recipient_id, version`;

/**
 * Stores the newest of each contact, of any tenants. What is older than what is stored changes nothing;
 * the same version again mends it.
 */
export async function storeCopies(tx: Transaction, copies: readonly ContactCopy[]): Promise<void> {
  const parameters = [JSON.stringify(copies)];
  const given = `
    SELECT DISTINCT ON ("tenantId", "contactId") *
      FROM json_to_recordset($1) AS n ("tenantId" uuid, "contactId" uuid, "externalId" text,
           name text, "recipientId" uuid, version bigint)
     ORDER BY "tenantId", "contactId", version DESC`;
  await tx.query(
    `INSERT INTO contact_copy (${COLUMNS}) ${given}
     ON CONFLICT (tenant_id, contact_id) DO UPDATE
        SET external_id = excluded.external_id, name = excluded.name,
            recipient_id = excluded.recipient_id, version = excluded.version
      WHERE contact_copy.version <= excluded.version`,
    parameters,
  );
  const behind = await query(
    tx,
    `SELECT FROM (${given}) AS n
       LEFT JOIN contact_copy c ON c.tenant_id = n."tenantId" AND c.contact_id = n."contactId"
      WHERE c.version IS NULL OR c.version < n.version`,
    parameters,
  );
  if (behind.length > 0) throw new Error(`${behind.length} contacts were not stored`);
}

/** Contacts' ids by how they were named: by the id itself, and by the external id. */
export interface ContactIds {
  readonly ids: ReadonlySet<string>;
  readonly byExternalId: ReadonlyMap<string, string>;
}

export async function findContacts(
  tx: Transaction,
  tenantId: string,
  named: { readonly ids: readonly string[]; readonly externalIds: readonly string[] },
): Promise<ContactIds> {
  const rows = await query<Pick<ContactCopy, 'contactId' | 'externalId'>>(
    tx,
    `SELECT contact_id AS "contactId", external_id AS "externalId" FROM contact_copy
      WHERE tenant_id = $1 AND (contact_id = ANY ($2::uuid[]) OR external_id = ANY ($3::text[]))`,
    [tenantId, named.ids, named.externalIds],
  );
  return {
    ids: new Set(rows.map((row) => row.contactId)),
    byExternalId: new Map(rows.map((row) => [row.externalId, row.contactId])),
  };
}
