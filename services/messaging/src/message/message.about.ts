import { query, type Transaction } from '@fieldline/database';
import type { OutboundDraft } from './message.draft.js';

/** A text, and the customer whose record it was filled in from. */
export interface Telling {
  readonly tenantId: string;
  readonly messageId: string;
  readonly recipientId: string;
  readonly contactId: string | null;
  readonly employeeId?: string | null;
  readonly aboutContactId: string | null;
}

/**
 * Which texts would tell a customer of another: they are about a record that is neither the addressee's nor that of
 * somebody with the same number. A crew may be told of any customer. Of a number that no contact has, nobody can
 * say whose it is. Asked anew when a text leaves: numbers change hands meanwhile.
 * @returns their ids
 */
export async function tellingOfOthers(
  tx: Transaction,
  texts: readonly Telling[],
): Promise<ReadonlySet<string>> {
  const told = texts.filter(
    ({ employeeId, contactId, aboutContactId }) =>
      !employeeId && aboutContactId !== null && aboutContactId !== contactId,
  );
  if (told.length === 0) return new Set();
  const rows = await query<{ id: string }>(
    tx,
    `SELECT w.id FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[])
         AS w (tenant_id, id, recipient_id, contact_id, about_id)
      WHERE NOT EXISTS (SELECT FROM contact a
              WHERE a.tenant_id = w.tenant_id AND a.id = w.about_id AND a.recipient_id = w.recipient_id)
        AND (w.contact_id IS NOT NULL
          OR EXISTS (SELECT FROM contact c WHERE c.tenant_id = w.tenant_id AND c.recipient_id = w.recipient_id)
             AND NOT EXISTS (SELECT FROM employee e
                   WHERE e.tenant_id = w.tenant_id AND e.recipient_id = w.recipient_id))`,
    [
      told.map(({ tenantId }) => tenantId),
      told.map(({ messageId }) => messageId),
      told.map(({ recipientId }) => recipientId),
      told.map(({ contactId }) => contactId),
      told.map(({ aboutContactId }) => aboutContactId),
    ],
  );
  return new Set(rows.map(({ id }) => id));
}

/** The customers whose records a draft names: its visit may be another's than its contact. */
export function tellingsOf(draft: OutboundDraft): Telling[] {
  const { id: messageId, ends, contactId, employeeId } = draft;
  const { tenantId, recipientId } = ends;
  const named = [draft.aboutContactId ?? [], draft.job?.contactId ?? []].flat();
  return [...new Set(named)].map((aboutContactId) => ({
    tenantId,
    messageId,
    recipientId,
    contactId,
    employeeId,
    aboutContactId,
  }));
}
