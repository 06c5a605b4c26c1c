import { query, type Transaction } from '@fieldline/database';
import { quoteSegments } from '@fieldline/sms';
import { type ThreadEnds, touchConversation } from '../conversation/conversation.queries.js';
import { Message } from './message.entity.js';

export interface OutboundDraft {
  readonly ends: ThreadEnds;
  readonly id: string;
  readonly contactId: string | null;
  readonly body: string;
  readonly mandatory: boolean;
  readonly sentBy: string;
  readonly sendAt: Date | null;
}

/** Price of a segment until billing has said otherwise. */
const FIRST_UNIT_PRICE_MICROS = 15_000;

/** Writes an accepted message with its quote into its thread. Undefined when its id is there already. */
export async function insertOutbound(
  tx: Transaction,
  draft: OutboundDraft,
): Promise<Message | undefined> {
  const { ends, id, sendAt } = draft;
  const { encoding, segments } = quoteSegments(draft.body);
  const price = await unitPriceMicros(tx, ends.tenantId);
  const conversationId = await touchConversation(tx, ends, { id, mayMeanVisit: false });
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
    quotedCostMicros: segments * price,
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

async function unitPriceMicros(tx: Transaction, tenantId: string): Promise<number> {
  const [row] = await query<{ price: number }>(
    tx,
    `SELECT unit_price_micros AS price FROM balance_copy WHERE tenant_id = $1`,
    [tenantId],
  );
  return row?.price ?? FIRST_UNIT_PRICE_MICROS;
}
