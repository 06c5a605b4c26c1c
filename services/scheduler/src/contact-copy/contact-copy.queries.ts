import { query, type Transaction } from '@fieldline/database';
import type { ContactCopy } from './contact-copy.entity.js';

const COLUMNS = `tenant_id, contact_id, external_id, name, recipient_id, erased_at, version`;

/**
 * Stores the newest of each contact, of any tenants. What is older than what is stored changes nothing;
 * the same version again mends it.
 */
export async function storeCopies(tx: Transaction, copies: readonly ContactCopy[]): Promise<void> {
  const parameters = [JSON.stringify(copies)];
  const given = `
    SELECT DISTINCT ON ("tenantId", "contactId") *
      FROM json_to_recordset($1) AS n ("tenantId" uuid, "contactId" uuid, "externalId" text,
           name text, "recipientId" uuid, "erasedAt" timestamptz, version bigint)
     ORDER BY "tenantId", "contactId", version DESC`;
  await tx.query(
    `INSERT INTO contact_copy (${COLUMNS}) ${given}
     ON CONFLICT (tenant_id, contact_id) DO UPDATE
        SET external_id = excluded.external_id, name = excluded.name,
            recipient_id = excluded.recipient_id, erased_at = excluded.erased_at,
            version = excluded.version
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

/**
 * Takes away where those live who were erased: their visits stay, and others hear nothing of it, since an
 * address is told to nobody.
 */
export async function eraseAddresses(
  tx: Transaction,
  erased: readonly Pick<ContactCopy, 'tenantId' | 'contactId'>[],
): Promise<void> {
  if (erased.length === 0) return;
  await tx.query(
    `UPDATE job SET address = NULL, updated_at = clock_timestamp()
      WHERE (tenant_id, contact_id) IN (SELECT * FROM unnest($1::uuid[], $2::uuid[]))
        AND address IS NOT NULL`,
    [erased.map(({ tenantId }) => tenantId), erased.map(({ contactId }) => contactId)],
  );
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

/** Those of whom nothing personal is kept. */
export async function findErased(
  tx: Transaction,
  tenantId: string,
  contactIds: readonly string[],
): Promise<Set<string>> {
  if (contactIds.length === 0) return new Set();
  const rows = await query<Pick<ContactCopy, 'contactId'>>(
    tx,
    `SELECT contact_id AS "contactId" FROM contact_copy
      WHERE tenant_id = $1 AND contact_id = ANY ($2::uuid[]) AND erased_at IS NOT NULL`,
    [tenantId, contactIds],
  );
  return new Set(rows.map((row) => row.contactId));
}
