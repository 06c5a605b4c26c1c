import {
  actorOf,
  type Country,
  type ListMessages,
  MessageAccepted,
  type MessageView,
  type Page,
  parseInstant,
  type Principal,
  type SendMessage,
} from '@fieldline/contracts';
import { Database, type Transaction } from '@fieldline/database';
import { Outbox } from '@fieldline/events';
import { invalidRequest, notFound, readCursor, toPage } from '@fieldline/http';
import { decide } from '@fieldline/rules';
import { checkBody, parsePhoneNumber } from '@fieldline/sms';
import { Injectable } from '@nestjs/common';
import { Contact } from '../contact/contact.entity.js';
import { sendFacts } from '../consent/send-facts.queries.js';
import { MessagingSettings } from '../config.js';
import { putOnTop } from '../conversation/conversation.queries.js';
import { notActivated } from '../number/number.errors.js';
import { ensureRecipients } from '../recipient/recipient.queries.js';
import { refOf } from '../ref.js';
import { insertOutbound } from './message.draft.js';
import {
  badBody,
  denied,
  idempotencyKeyReused,
  invalidNumber,
  mediaNotSupported,
  notCancelable,
  recipientNoNumber,
  sendAtTooLate,
} from './message.errors.js';
import { findMessages, type MessageFilter, type MessageRow } from './message.queries.js';
import { takeSteps } from './message.steps.js';
import { toMessageView } from './message.view.js';
import { readSendContext, type SendContext } from './send-context.queries.js';

/** How far ahead a text may be scheduled. */
export const SEND_AT_MAX_DAYS = 365;
const DAY_MS = 24 * 60 * 60 * 1_000;

@Injectable()
export class MessageService {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly settings: MessagingSettings,
  ) {}

  /**
   * Accepts a text: row, quote and fact in one transaction, or a refusal and nothing at all.
   * @param id derived from the caller's idempotency key: the same again answers the same message
   */
  send(
    tenantId: string,
    id: string,
    command: SendMessage,
    sender: Principal,
  ): Promise<MessageView> {
    const sendAt = check(command);
    const contact =
      command.contactId === undefined ? undefined : refOf(command.contactId, 'contact');
    return this.database.asTenant(tenantId, async (tx) => {
      const known = await readSendContext(tx, tenantId, id, contact);
      if (known.exists) return sameAs(command, known, await rowOf(tx, tenantId, id));
      const { numberId, ours, contactId, unitPriceMicros } = known;
      if (numberId === null || ours === null) throw notActivated(this.settings.operatorContact);
      const theirs = contact ? numberOf(known) : e164Of(command.to ?? '', known.country);
      if (theirs === ours) throw invalidNumber("This is the business's own number.");
      const recipients = await ensureRecipients(tx, tenantId, [theirs]);
      const recipientId = recipients.get(theirs) ?? '';
      const [facts] = await sendFacts(tx, [{ tenantId, recipientId, contactId }], 'none');
      if (!facts) throw new Error('no facts of the recipient');
      const decision = decide({ ...facts, now: new Date(), mandatory: false });
      if (!decision.allow) throw denied(decision);
      const ends = { tenantId, numberId, recipientId, ours, theirs };
      const sentBy = actorOf(sender);
      const draft = { ends, id, contactId, body: command.body, mandatory: false, sentBy, sendAt };
      const message = await insertOutbound(tx, { ...draft, unitPriceMicros });
      // The same request at the same time was faster: its message is the answer.
      if (!message) return sameAs(command, known, await rowOf(tx, tenantId, id));
      const { conversationId, version } = message;
      await this.outbox.add(tx, MessageAccepted, tenantId, {
        messageId: id,
        conversationId,
        recipientId,
        contactId,
        segments: message.quotedSegments ?? 1,
        mandatory: false,
        sentBy,
        version,
      });
      await putOnTop(tx, tenantId, conversationId);
      return toMessageView(message, { ours, theirs });
    });
  }

  /** @throws not_cancelable once it is on its way to Twilio */
  cancel(tenantId: string, id: string): Promise<MessageView> {
    return this.database.asTenant(tenantId, async (tx) => {
      const step = { kind: 'canceled', errorCode: null } as const;
      await takeSteps(tx, this.outbox, [{ tenantId, messageId: id, step }]);
      const view = await viewOf(tx, tenantId, id);
      if (view.status !== 'canceled') throw notCancelable(view.status);
      return view;
    });
  }

  get(tenantId: string, id: string): Promise<MessageView> {
    return this.database.asTenant(tenantId, (tx) => viewOf(tx, tenantId, id));
  }

  list(
    tenantId: string,
    { limit, cursor, contactId, ...filter }: ListMessages,
  ): Promise<Page<MessageView>> {
    const [at, after] = readCursor(cursor, 2);
    const before = at !== undefined && after !== undefined ? ([at, after] as const) : undefined;
    return this.database.asTenant(tenantId, async (tx) => {
      const contact =
        contactId === undefined ? undefined : await findContact(tx, tenantId, contactId);
      const wanted: MessageFilter = { ...filter, contactId: contact?.id, before, limit: limit + 1 };
      const page = toPage(await findMessages(tx, tenantId, wanted), limit, (row) => [
        row.sortKey,
        row.message.id,
      ]);
      return {
        ...page,
        items: page.items.map(({ message, ends }) => toMessageView(message, ends)),
      };
    });
  }
}

/** The key of a message may outlive the gateway's memory of it, not its meaning. @throws idempotency_key_reused */
function sameAs(
  { body, to }: SendMessage,
  { contactId, country }: SendContext,
  { message, ends }: MessageRow,
): MessageView {
  const sameAddressee =
    to === undefined ? message.contactId === contactId : ends.theirs === e164Of(to, country);
  if (message.body !== body || !sameAddressee) throw idempotencyKeyReused();
  return toMessageView(message, ends);
}

/** @throws not_found, recipient_no_number */
function numberOf({ contactId, contactNumber }: SendContext): string {
  if (contactId === null) throw notFound('contact');
  if (contactNumber === null) throw recipientNoNumber();
  return contactNumber;
}

function e164Of(text: string, country: Country): string {
  const number = parsePhoneNumber(text, country);
  if (!number.ok) throw invalidNumber(number.detail);
  return number.e164;
}

/** What can be refused before anything is read. Answers when it is to be sent, null for now. */
function check({ to, contactId, body, sendAt, mediaUrls }: SendMessage): Date | null {
  if (mediaUrls !== undefined && mediaUrls !== null) throw mediaNotSupported();
  if ((to === undefined) === (contactId === undefined))
    throw invalidRequest([{ field: 'to', message: 'give either to or contactId' }]);
  const checked = checkBody(body);
  if (!checked.ok) throw badBody(checked.code, checked.detail);
  if (sendAt === undefined) return null;
  const at = parseInstant(sendAt);
  if (!at) throw invalidRequest([{ field: 'sendAt', message: 'give date, time and offset' }]);
  if (at.getTime() > Date.now() + SEND_AT_MAX_DAYS * DAY_MS) throw sendAtTooLate(SEND_AT_MAX_DAYS);
  return at;
}

async function viewOf(tx: Transaction, tenantId: string, id: string): Promise<MessageView> {
  const { message, ends } = await rowOf(tx, tenantId, id);
  return toMessageView(message, ends);
}

async function rowOf(tx: Transaction, tenantId: string, id: string): Promise<MessageRow> {
  const [row] = await findMessages(tx, tenantId, { id, limit: 1 });
  if (!row) throw notFound('message');
  return row;
}

async function findContact(tx: Transaction, tenantId: string, text: string): Promise<Contact> {
  const contact = await tx.findOneBy(Contact, { tenantId, ...refOf(text, 'contact') });
  if (!contact) throw notFound('contact');
  return contact;
}
