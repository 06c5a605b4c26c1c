import { type ContactIdentity, parseRef } from '@fieldline/contracts';
import { query, type Transaction } from '@fieldline/database';

interface Row {
  contactId: string | null;
  recipientId: string | null;
}

/** Contacts by our ids or `ext:…`, in their order; null for what isn't there. */
export async function findIdentities(
  tx: Transaction,
  tenantId: string,
  names: readonly string[],
): Promise<(ContactIdentity | null)[]> {
  const refs = names.map((name) => parseRef(name));
  const rows = await query<Row>(
    tx,
    `SELECT c.id AS "contactId", c.recipient_id AS "recipientId"
       FROM unnest($2::uuid[], $3::text[]) WITH ORDINALITY AS w (id, external_id, position)
       LEFT JOIN contact c
         ON c.tenant_id = $1 AND (c.id = w.id OR c.external_id = w.external_id)
      ORDER BY w.position`,
    [
      tenantId,
      refs.map((ref) => (ref && 'id' in ref ? ref.id : null)),
      refs.map((ref) => (ref && 'externalId' in ref ? ref.externalId : null)),
    ],
  );
  return rows.map(({ contactId, recipientId }) =>
    contactId === null ? null : { contactId, recipientId },
  );
}
