import type { Transaction } from '@fieldline/database';
import { quoteSegments } from '@fieldline/sms';
import { ensureConversation, type ThreadEnds } from '../conversation/conversation.queries.js';
import { Message } from './message.entity.js';

export interface OutboundDraft {
  readonly ends: ThreadEnds;
  readonly id: string;
  readonly contactId: string | null;
  readonly body: string;
  readonly mandatory: boolean;
  readonly sentBy: string;
  readonly sendAt: Date | null;
  readonly unitPriceMicros: number;
}

/**
 * Writes an accepted message with its quote into its thread.
 * @returns the message, or undefined when its id is there already. Its fact is still to be added.
 */
export async function insertOutbound(
  tx: Transaction,
  draft: OutboundDraft,
): Promise<Message | undefined> {
  const { ends, id, sendAt } = draft;
  const { encoding, segments } = quoteSegments(draft.body);
  const conversationId = await ensureConversation(tx, ends);
  const now = new Date();
  const message = tx.create(Message, {
    tenantId: ends.tenantId,
    id,
    conversationId,
    numberId: ends.numberId,
    recipientId: ends.recipientId,
    contactId: draft.contactId,
    direction: 'outbound',
    status: 'accepted',
    body: draft.body,
    encoding,
    mandatory: draft.mandatory,
    quotedSegments: segments,
    quotedCostMicros: segments * draft.unitPriceMicros,
    providerMessageId: null,
    chargedSegments: null,
    errorCode: null,
    providerCode: null,
    keyword: null,
    mediaDropped: false,
    sentBy: draft.sentBy,
    sendAt,
    nextAttemptAt: sendAt ?? now,
    timeline: [{ status: 'accepted', at: now.toISOString() }],
    version: 1,
    createdAt: now,
  });
  const insert = tx.createQueryBuilder().insert().into(Message).values(message);
  const { raw } = await insert.orIgnore().returning('id').execute();
  return (raw as unknown[]).length === 0 ? undefined : message;
}
