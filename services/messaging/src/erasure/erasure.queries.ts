import { ERASED_NAME } from '@fieldline/contracts';
import { query, type Transaction } from '@fieldline/database';
import { In } from 'typeorm';
import { Contact } from '../contact/contact.entity.js';
import { Erasure } from './erasure.entity.js';
import type { ErasureScope } from './erasure.scope.js';

/**
 * Texts to somebody that haven't begun to leave.
 * @param until of those to a number, only what was created by then: it may be somebody else's since
 */
export async function findUnsent(
  tx: Transaction,
  tenantId: string,
  scope: ErasureScope,
  until: Date | null = null,
): Promise<string[]> {
  const rows = await query<{ id: string }>(
    tx,
    `SELECT id FROM message m WHERE ${OF_SCOPE}
        AND m.status IN ('accepted', 'reserved', 'scheduled', 'waiting_window')
        AND ($5::timestamptz IS NULL OR m.created_at <= $5 OR m.contact_id = ANY ($4::uuid[]))`,
    [...parametersOf(tenantId, scope), until],
  );
  return rows.map(({ id }) => id);
}

/** Texts to and from somebody that still have bodies, the newest first. */
export async function findBodies(
  tx: Transaction,
  { tenantId, requestedAt, ...scope }: Erasure,
  limit: number,
): Promise<string[]> {
  const rows = await query<{ id: string }>(
    tx,
    `SELECT id FROM message m WHERE ${OF_SCOPE} AND m.redacted_at IS NULL AND m.created_at <= $5
      ORDER BY m.created_at DESC LIMIT $6`,
    [...parametersOf(tenantId, scope), requestedAt, limit],
  );
  return rows.map(({ id }) => id);
}

/** What colleagues wrote into the threads of a number. */
export async function findNotes(
  tx: Transaction,
  { tenantId, requestedAt, recipientIds }: Erasure,
  limit: number,
): Promise<string[]> {
  const rows = await query<{ id: string }>(
    tx,
    `SELECT n.id FROM note n JOIN conversation v ON v.tenant_id = n.tenant_id AND v.id = n.conversation_id
      WHERE n.tenant_id = $1 AND v.recipient_id = ANY ($2::uuid[]) AND n.redacted_at IS NULL
        AND n.created_at <= $3 LIMIT $4`,
    [tenantId, recipientIds, requestedAt, limit],
  );
  return rows.map(({ id }) => id);
}

/** To them or by them, and what was said of them to others: a text to the crew has their name and address. */
const OF_SCOPE = `m.tenant_id = $1 AND (m.about_contact_id = ANY ($4::uuid[])
  OR m.conversation_id = ANY ($2::uuid[])
  AND (m.recipient_id = ANY ($3::uuid[]) OR m.contact_id = ANY ($4::uuid[])))`;

function parametersOf(tenantId: string, scope: ErasureScope): unknown[] {
  return [tenantId, scope.conversationIds, scope.recipientIds, scope.contactIds];
}

/** From here on what they wrote before arrives without a body, however late. */
export async function markRecipients(
  tx: Transaction,
  tenantId: string,
  ids: readonly string[],
): Promise<void> {
  await query(
    tx,
    `SELECT 1 FROM recipient WHERE tenant_id = $1 AND id = ANY ($2::uuid[])
      ORDER BY id FOR NO KEY UPDATE`,
    [tenantId, ids],
  );
  await tx.query(
    `UPDATE recipient SET erased_at = clock_timestamp() WHERE tenant_id = $1 AND id = ANY ($2::uuid[])`,
    [tenantId, ids],
  );
}

/** Takes all from contacts but their ids. @returns those that had not been erased before */
export async function eraseContacts(
  tx: Transaction,
  tenantId: string,
  ids: readonly string[],
): Promise<Contact[]> {
  const contacts = await tx.find(Contact, {
    where: { tenantId, id: In([...ids]) },
    order: { id: 'ASC' },
    lock: { mode: 'pessimistic_write' },
  });
  const fresh = contacts.filter(({ erasedAt }) => erasedAt === null);
  const now = new Date();
  for (const contact of fresh)
    Object.assign(contact, {
      name: ERASED_NAME,
      smsNumber: null,
      recipientId: null,
      customerType: null,
      class: null,
      timeZone: null,
      postalCode: null,
      erasedAt: now,
      updatedAt: now,
      version: contact.version + 1,
    } satisfies Partial<Contact>);
  return tx.save(fresh);
}

/** E-mails to the crew about them that nobody has begun to send. Those that are over have no body. */
export async function forgetEmails(
  tx: Transaction,
  tenantId: string,
  contactIds: readonly string[],
): Promise<void> {
  await tx.query(
    `UPDATE email
        SET state = 'failed', body = NULL, error_code = 'contact_erased', smtp_code = NULL,
            error_at = now(), ended_at = now()
      WHERE tenant_id = $1 AND contact_id = ANY ($2::uuid[]) AND state = 'queued'`,
    [tenantId, contactIds],
  );
}
