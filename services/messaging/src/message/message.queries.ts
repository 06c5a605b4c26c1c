import type { MessageStatus } from '@fieldline/contracts';
import type { Transaction } from '@fieldline/database';
import { notFound } from '@fieldline/http';
import type { SelectQueryBuilder } from 'typeorm';
import { OwnNumber } from '../number/number.entity.js';
import { Recipient } from '../recipient/recipient.entity.js';
import { isPaused } from '../sending-pause/sending-pause.queries.js';
import { Message } from './message.entity.js';
import type { Ends } from './message.view.js';

export interface MessageFilter {
  readonly id?: string;
  readonly ids?: readonly string[];
  readonly conversationId?: string;
  readonly contactId?: string;
  readonly number?: string;
  readonly status?: MessageStatus;
  /** A code of ours, or Twilio's. */
  readonly error?: string;
  /** `user:…`, or a user's id. */
  readonly user?: string;
  readonly jobId?: string;
  readonly from?: string;
  readonly to?: string;
  /** Sort key of the last message seen: its time and id. */
  readonly before?: readonly [at: string, id: string];
  readonly limit: number;
}

export interface MessageRow {
  readonly message: Message;
  readonly ends: Ends;
  /** Whether sending is paused for the business. */
  readonly isPaused: boolean;
  readonly sortKey: string;
}

/** Messages, newest first, with the numbers at both ends. */
export async function findMessages(
  tx: Transaction,
  tenantId: string,
  filter: MessageFilter,
): Promise<MessageRow[]> {
  const builder = tx
    .createQueryBuilder(Message, 'm')
    .innerJoin(OwnNumber, 'n', 'n.tenant_id = m.tenant_id AND n.id = m.number_id')
    .innerJoin(Recipient, 'r', 'r.tenant_id = m.tenant_id AND r.id = m.recipient_id')
    .addSelect('n.phone_number', 'ours')
    .addSelect('r.phone_number', 'theirs')
    .addSelect(`to_char(m.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`, 'at')
    .addSelect(isPaused(':tenantId'), 'paused')
    .where('m.tenant_id = :tenantId', { tenantId })
    .orderBy('m.created_at', 'DESC')
    .addOrderBy('m.id', 'DESC')
    .limit(filter.limit);
  const { id, conversationId, contactId, number, status, from, to, before } = filter;
  const { error, user, jobId } = filter;
  if (id) builder.andWhere('m.id = :id', { id });
  if (filter.ids) builder.andWhere('m.id = ANY (:ids)', { ids: filter.ids });
  if (conversationId) builder.andWhere('m.conversation_id = :conversationId', { conversationId });
  if (contactId) builder.andWhere('m.contact_id = :contactId', { contactId });
  if (number) builder.andWhere('r.phone_number = :number', { number });
  if (status) builder.andWhere('m.status = :status', { status });
  if (error) whereError(builder, error);
  if (user) whereSentBy(builder, user);
  if (jobId) builder.andWhere('m.job_id = :jobId', { jobId });
  if (from) builder.andWhere('m.created_at >= :from', { from });
  if (to) builder.andWhere('m.created_at < :to', { to });
  if (before)
    builder.andWhere('(m.created_at, m.id) < (:at::timestamptz, :after::uuid)', {
      at: before[0],
      after: before[1],
    });
  const { entities, raw } = await builder.getRawAndEntities<{
    ours: string;
    theirs: string;
    at: string;
    paused: boolean;
  }>();
  return entities.map((message, index) => {
    const { ours = '', theirs = '', at = '', paused = false } = raw[index] ?? {};
    return { message, ends: { ours, theirs }, isPaused: paused, sortKey: at };
  });
}

/**
 * Twilio's codes are numbers, ours are words. That there is one says the index of failures; a text that
 * nobody could find out about has none.
 */
function whereError(builder: SelectQueryBuilder<Message>, error: string): void {
  if (error === 'outcome_unknown') {
    builder.andWhere(`m.status = 'unknown_final'`);
    return;
  }
  builder.andWhere('m.error_code IS NOT NULL');
  if (/^\d{1,9}$/.test(error))
    builder.andWhere('m.provider_code = :providerCode', { providerCode: Number(error) });
  else builder.andWhere('m.error_code = :error', { error });
}

/** A user's id, or an actor. The index has people only: what they sent is looked for in its words. */
function whereSentBy(builder: SelectQueryBuilder<Message>, user: string): void {
  const sentBy = user.includes(':') ? user : `user:${user}`;
  builder.andWhere('m.sent_by = :sentBy', { sentBy });
  if (sentBy.startsWith('user:')) builder.andWhere(`m.sent_by LIKE 'user:%'`);
}

/** @throws not_found */
export async function messageRow(
  tx: Transaction,
  tenantId: string,
  id: string,
): Promise<MessageRow> {
  const [row] = await findMessages(tx, tenantId, { id, limit: 1 });
  if (!row) throw notFound('message');
  return row;
}
