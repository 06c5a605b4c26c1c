import {
  actorOf,
  type ListMessages,
  MessageAccepted,
  type MessageView,
  type Page,
  parseRef,
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
import { NumberService } from '../number/number.service.js';
import { ensureRecipients } from '../recipient/recipient.queries.js';
import { Tenant } from '../tenant/tenant.entity.js';
import { insertOutbound } from './message.draft.js';
import {
  badBody,
  denied,
  invalidNumber,
  mediaNotSupported,
  notCancelable,
  recipientNoNumber,
  sendAtTooLate,
} from './message.errors.js';
import { findMessages, type MessageFilter } from './message.queries.js';
import { takeSteps } from './message.steps.js';
import { toMessageView } from './message.view.js';

/** How far ahead a text may be scheduled. */
export const SEND_AT_MAX_DAYS = 365;
const DAY_MS = 24 * 60 * 60 * 1_000;

@Injectable()
export class MessageService {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly numbers: NumberService,
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
    return this.database.asTenant(tenantId, async (tx) => {
      const [existing] = await findMessages(tx, tenantId, { id, limit: 1 });
      if (existing) return toMessageView(existing.message, existing.ends);
      const number = await this.numbers.senderOf(tx, tenantId);
      const target = await this.targetOf(tx, tenantId, command);
      if (target.phoneNumber === number.phoneNumber)
        throw invalidNumber("This is the business's own number.");
      const recipients = await ensureRecipients(tx, tenantId, [target.phoneNumber]);
      const recipientId = recipients.get(target.phoneNumber) ?? '';
      const { contactId } = target;
      const [facts] = await sendFacts(tx, [{ tenantId, recipientId, contactId }], 'none');
      if (!facts) throw new Error('no facts of the recipient');
      const decision = decide({ ...facts, now: new Date(), mandatory: false });
      if (!decision.allow) throw denied(decision);
      const message = await insertOutbound(tx, {
        ends: {
          tenantId,
          numberId: number.id,
          recipientId,
          ours: number.phoneNumber,
          theirs: target.phoneNumber,
        },
        id,
        contactId,
        body: command.body,
        mandatory: false,
        sentBy: actorOf(sender),
        sendAt,
      });
      // The same request at the same time was faster: its message is the answer.
      if (!message) return viewOf(tx, tenantId, id);
      await this.outbox.add(tx, MessageAccepted, tenantId, {
        messageId: id,
        conversationId: message.conversationId,
        recipientId,
        contactId,
        segments: message.quotedSegments ?? 1,
        mandatory: false,
        sentBy: actorOf(sender),
        version: message.version,
      });
      return toMessageView(message, { ours: number.phoneNumber, theirs: target.phoneNumber });
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

  /** The number that a text goes to, and the contact that it was written to by name, if by name. */
  private async targetOf(
    tx: Transaction,
    tenantId: string,
    { to, contactId }: SendMessage,
  ): Promise<{ phoneNumber: string; contactId: string | null }> {
    if (contactId !== undefined) {
      const contact = await findContact(tx, tenantId, contactId);
      if (contact.smsNumber === null) throw recipientNoNumber();
      return { phoneNumber: contact.smsNumber, contactId: contact.id };
    }
    const tenant = await tx.findOneBy(Tenant, { tenantId });
    const number = parsePhoneNumber(to ?? '', tenant?.country ?? 'US');
    if (!number.ok) throw invalidNumber(number.detail);
    return { phoneNumber: number.e164, contactId: null };
  }
}

/** What can be refused before anything is read. Answers when it is to be sent, null for now. */
function check({ to, contactId, body, sendAt, mediaUrls }: SendMessage): Date | null {
  if (mediaUrls !== undefined && mediaUrls !== null) throw mediaNotSupported();
  if ((to === undefined) === (contactId === undefined))
    throw invalidRequest([{ field: 'to', message: 'give either to or contactId' }]);
  const checked = checkBody(body);
  if (!checked.ok) throw badBody(checked.code, checked.detail);
  if (sendAt === undefined) return null;
  const at = new Date(sendAt);
  if (at.getTime() > Date.now() + SEND_AT_MAX_DAYS * DAY_MS) throw sendAtTooLate(SEND_AT_MAX_DAYS);
  return at;
}

async function viewOf(tx: Transaction, tenantId: string, id: string): Promise<MessageView> {
  const [row] = await findMessages(tx, tenantId, { id, limit: 1 });
  if (!row) throw notFound('message');
  return toMessageView(row.message, row.ends);
}

async function findContact(tx: Transaction, tenantId: string, text: string): Promise<Contact> {
  const ref = parseRef(text);
  const contact = ref && (await tx.findOneBy(Contact, { tenantId, ...ref }));
  if (!contact) throw notFound('contact');
  return contact;
}
