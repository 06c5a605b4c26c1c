import { derivedId, MessageReceived, type TextArrived } from '@fieldline/contracts';
import { query, type Transaction } from '@fieldline/database';
import { Outbox, type Received } from '@fieldline/events';
import { encodingOf, keywordOf, type KeywordMatch, maskPhoneNumber } from '@fieldline/sms';
import { traceparent } from '@fieldline/telemetry';
import { Injectable, Logger } from '@nestjs/common';
import { heedPlea, NO_PLEA, type Plea } from '../consent/plea.js';
import { isConfirmed } from '../consent/staff-opt-out.js';
import { ensureConversation, type ThreadEnds } from '../conversation/conversation.queries.js';
import {
  type ConversationStep,
  takeConversationSteps,
} from '../conversation/conversation.steps.js';
import { redactMessages } from '../erasure/redaction.queries.js';
import { OwnNumber } from '../number/number.entity.js';
import {
  ensureRecipients,
  lockRecipient,
  startRecipient,
  stopRecipient,
  type Stopped,
} from '../recipient/recipient.queries.js';
import { Tenant } from '../tenant/tenant.entity.js';
import { findInFlight } from './dispatch.queries.js';
import { confirmBefore, replyTo } from './keyword.replies.js';
import { insertOutbound } from './message.draft.js';
import { acceptedFact } from './message.facts.js';
import { readSendContext } from './send-context.queries.js';

/** Texts that come in: stored whatever the balance, and a STOP in force when this commits. */
@Injectable()
export class InboundService {
  private readonly logger = new Logger(InboundService.name);

  constructor(private readonly outbox: Outbox) {}

  /** One transaction: thread, message, keyword, facts. The same text again changes nothing. */
  async receive(tx: Transaction, { tenantId, payload }: Received<TextArrived>): Promise<void> {
    const ends = await this.endsOf(tx, tenantId, payload);
    if (!ends) return;
    const id = derivedId('inbound', tenantId, payload.providerMessageId);
    const before = await lockRecipient(tx, tenantId, ends.recipientId);
    const keyword = keywordIn(payload.body, before.stoppedAt !== null);
    const conversationId = await ensureConversation(tx, ends);
    if (!(await store(tx, ends, id, conversationId, payload, keyword))) return;
    if (before.erasedAt && new Date(payload.arrivedAt) <= before.erasedAt)
      await redactMessages(tx, tenantId, [id], 'erasure');
    // Before the stop's own time is taken: no attempt may end unlisted between the two.
    const inFlight =
      keyword?.keyword === 'stop' ? await findInFlight(tx, tenantId, ends.recipientId) : null;
    const stopped = await this.obey(tx, ends, keyword);
    const text = {
      ...ends,
      messageId: id,
      body: payload.body,
      isStopped: before.stoppedAt !== null,
    };
    const plea = keyword ? NO_PLEA : await heedPlea(tx, text);
    await this.outbox.add(tx, MessageReceived, tenantId, {
      messageId: id,
      conversationId,
      recipientId: ends.recipientId,
      to: ends.ours,
      segments: payload.segments,
      keyword: keyword?.keyword ?? null,
      word: keyword?.word ?? null,
      keywordSequence: stopped?.keywordSequence ?? null,
      inFlight,
      ...plea,
      receivedAt: payload.arrivedAt,
      version: 1,
    });
    if (keyword) await this.answer(tx, ends, { id, at: payload.arrivedAt }, keyword, stopped);
    await takeConversationSteps(tx, this.outbox, stepsOf(tenantId, conversationId, keyword, plea));
  }

  private async endsOf(
    tx: Transaction,
    tenantId: string,
    { to, from, accountSid }: TextArrived,
  ): Promise<ThreadEnds | undefined> {
    const number = await tx.findOneBy(OwnNumber, { tenantId, phoneNumber: to });
    if (!number || number.accountSid !== accountSid) {
      this.logger.warn(`A text to ${maskPhoneNumber(to)} is not for this business, it is dropped`);
      return undefined;
    }
    const recipients = await ensureRecipients(tx, tenantId, [from]);
    return {
      tenantId,
      numberId: number.id,
      recipientId: recipients.get(from) ?? '',
      ours: to,
      theirs: from,
    };
  }

  private async obey(
    tx: Transaction,
    { tenantId, recipientId }: ThreadEnds,
    keyword: KeywordMatch | undefined,
  ): Promise<Stopped | undefined> {
    if (keyword?.keyword === 'stop') return stopRecipient(tx, tenantId, recipientId, keyword.word);
    if (keyword?.keyword === 'start') return startRecipient(tx, tenantId, recipientId);
    return undefined;
  }

  /** Twilio answers the words it knows; we answer the others, so that nobody gets two replies. */
  private async answer(
    tx: Transaction,
    ends: ThreadEnds,
    inbound: { id: string; at: string },
    keyword: KeywordMatch,
    stopped: Stopped | undefined,
  ): Promise<void> {
    if (keyword.twilioAnswers || stopped?.changed === false) return;
    const { tenantId, recipientId } = ends;
    const now = new Date();
    const isStop = keyword.keyword === 'stop';
    if (isStop && (await isConfirmed(tx, tenantId, recipientId))) return;
    const sendBefore = isStop ? confirmBefore(new Date(inbound.at), now) : null;
    if (sendBefore && now >= sendBefore) return;
    const tenant = await tx.findOneBy(Tenant, { tenantId });
    // Nothing of theirs leaves any more, and nobody would call it off.
    if (tenant?.state === 'closed') return;
    const id = derivedId('reply', tenantId, inbound.id);
    const { unitPriceMicros } = await readSendContext(tx, tenantId, id);
    const message = await insertOutbound(tx, {
      ends,
      id,
      contactId: null,
      body: replyTo(keyword.keyword, tenant),
      mandatory: true,
      sentBy: 'system:keyword',
      job: undefined,
      sendAt: null,
      sendBefore,
      unitPriceMicros,
      acceptedAt: now,
      traceparent: traceparent(),
    });
    if (message) await this.outbox.addAll(tx, [acceptedFact(message, ends)]);
  }
}

/** What their text does to its thread. */
function stepsOf(
  tenantId: string,
  conversationId: string,
  keyword: KeywordMatch | undefined,
  { holdSequence }: Plea,
): ConversationStep[] {
  const thread = { tenantId, conversationId, by: 'system:inbound' };
  const inbound: ConversationStep = { ...thread, step: { kind: 'inbound' } };
  const reason = keyword?.mayMeanVisit ? 'may_mean_visit' : holdSequence && 'revocation';
  return reason ? [inbound, { ...thread, step: { kind: 'flagged', reason } }] : [inbound];
}

/** YES is a keyword only from somebody who had opted out. */
function keywordIn(body: string, isStopped: boolean): KeywordMatch | undefined {
  const keyword = keywordOf(body);
  return keyword?.needsOptedOut && !isStopped ? undefined : keyword;
}

/** False when this text is stored already. */
async function store(
  tx: Transaction,
  { tenantId, numberId, recipientId }: ThreadEnds,
  id: string,
  conversationId: string,
  text: TextArrived,
  keyword: KeywordMatch | undefined,
): Promise<boolean> {
  const moment = { status: 'received', at: text.arrivedAt };
  const stored = await query(
    tx,
    `INSERT INTO message (tenant_id, id, conversation_id, number_id, recipient_id, direction, status, body,
            encoding, provider_message_id, provider_segments, keyword, media_dropped, timeline)
     VALUES ($1, $2, $3, $4, $5, 'inbound', 'received', $6, $7, $8, $9, $10, $11, $12)
     ON CONFLICT DO NOTHING RETURNING 1`,
    [
      tenantId,
      id,
      conversationId,
      numberId,
      recipientId,
      text.body,
      encodingOf(text.body),
      text.providerMessageId,
      text.segments,
      keyword?.keyword ?? null,
      text.mediaCount > 0,
      JSON.stringify([moment]),
    ],
  );
  if (stored.length === 0) return false;
  await tx.query(`UPDATE recipient SET last_inbound_at = now() WHERE tenant_id = $1 AND id = $2`, [
    tenantId,
    recipientId,
  ]);
  return true;
}
