import { type BeginErasure, ERASED_AT_ONCE_MAX, recipientIdOf } from '@fieldline/contracts';
import { query, type Transaction } from '@fieldline/database';
import { notFound } from '@fieldline/http';
import { parsePhoneNumber } from '@fieldline/sms';
import { Contact } from '../contact/contact.entity.js';
import { invalidNumber } from '../record/record.errors.js';
import { countryOf } from '../record/record.book.js';
import { Recipient } from '../recipient/recipient.entity.js';
import { refOf } from '../ref.js';
import { oneSubject, tooMuchToErase } from './erasure.errors.js';

/** Whose and what an erasure is about. */
export interface ErasureScope {
  readonly contactIds: string[];
  readonly recipientIds: string[];
  readonly conversationIds: string[];
}

/**
 * A number: all contacts that have it, and its thread. A contact: itself, the thread of its number (what
 * was written there can't be told apart by who of several read it), and what was sent to it elsewhere.
 * @throws not_found, invalid_number, invalid_request, too_much_to_erase
 */
export async function scopeOf(
  tx: Transaction,
  tenantId: string,
  { contactId, smsNumber }: Pick<BeginErasure, 'contactId' | 'smsNumber'>,
): Promise<ErasureScope> {
  if ((typeof contactId === 'string') === (typeof smsNumber === 'string')) throw oneSubject();
  const subject =
    typeof contactId === 'string'
      ? await subjectOfContact(tx, tenantId, contactId)
      : await subjectOfNumber(tx, tenantId, smsNumber ?? '');
  const conversationIds = await threadsOf(tx, tenantId, subject);
  const most = Math.max(subject.contactIds.length, conversationIds.length);
  if (most > ERASED_AT_ONCE_MAX) throw tooMuchToErase(ERASED_AT_ONCE_MAX);
  return { ...subject, conversationIds };
}

type Subject = Omit<ErasureScope, 'conversationIds'>;

async function subjectOfContact(tx: Transaction, tenantId: string, ref: string): Promise<Subject> {
  const contact = await tx.findOneBy(Contact, { tenantId, ...refOf(ref, 'contact') });
  if (!contact) throw notFound('contact');
  const { id, recipientId } = contact;
  return { contactIds: [id], recipientIds: recipientId === null ? [] : [recipientId] };
}

async function subjectOfNumber(tx: Transaction, tenantId: string, text: string): Promise<Subject> {
  const number = parsePhoneNumber(text, await countryOf(tx, tenantId));
  if (!number.ok) throw invalidNumber(number.detail);
  const id = recipientIdOf(tenantId, number.e164);
  if (!(await tx.existsBy(Recipient, { tenantId, id }))) throw notFound('number');
  const contacts = await tx.find(Contact, {
    select: { tenantId: true, id: true },
    where: { tenantId, recipientId: id },
    order: { id: 'ASC' },
    take: ERASED_AT_ONCE_MAX + 1,
  });
  return { contactIds: contacts.map((contact) => contact.id), recipientIds: [id] };
}

async function threadsOf(
  tx: Transaction,
  tenantId: string,
  { contactIds, recipientIds }: Subject,
): Promise<string[]> {
  const rows = await query<{ id: string }>(
    tx,
    `SELECT id FROM conversation WHERE tenant_id = $1 AND recipient_id = ANY ($2::uuid[])
     UNION
     SELECT conversation_id FROM message WHERE tenant_id = $1 AND contact_id = ANY ($3::uuid[])
      ORDER BY 1 LIMIT ${ERASED_AT_ONCE_MAX + 1}`,
    [tenantId, recipientIds, contactIds],
  );
  return rows.map(({ id }) => id);
}
