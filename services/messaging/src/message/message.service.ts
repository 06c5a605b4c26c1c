import {
  type AcceptMessage,
  actorOf,
  type ListMessages,
  type MessageView,
  type Page,
  type PreviewMessage,
  type Principal,
  type TextPreview,
} from '@fieldline/contracts';
import { Database, GroupCommit, type Transaction } from '@fieldline/database';
import { Outbox } from '@fieldline/events';
import { invalidRequest, notFound, readCursor, toPage } from '@fieldline/http';
import { checkBody, parsePhoneNumber } from '@fieldline/sms';
import { traceparent } from '@fieldline/telemetry';
import { Injectable } from '@nestjs/common';
import { Contact } from '../contact/contact.entity.js';
import { MessagingSettings } from '../config.js';
import { countryOf } from '../record/record.book.js';
import { idOf, refOf } from '../ref.js';
import { acceptAll, type AskedMessage } from './message.acceptance.js';
import { badBody, invalidNumber, mediaNotSupported, notCancelable } from './message.errors.js';
import { findMessages, type MessageFilter, messageRow } from './message.queries.js';
import { preview } from './message.preview.js';
import { takeSteps } from './message.steps.js';
import { toMessageView } from './message.view.js';
import { sendAtOf, tooFarAhead } from './send-at.js';

@Injectable()
export class MessageService {
  /** Texts that a business sends at once are accepted together. */
  private readonly sends = new GroupCommit({
    commit: (tenantId, asked: readonly AskedMessage[]) =>
      this.database.asTenant(tenantId, (tx) =>
        acceptAll(tx, tenantId, asked, { outbox: this.outbox, settings: this.settings }),
      ),
  });

  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly settings: MessagingSettings,
  ) {}

  /**
   * Accepts a text: row, quote and fact in one transaction, or a refusal and nothing at all.
   * @param id derived from the caller's idempotency key: the same again answers the same message
   */
  async send(
    tenantId: string,
    id: string,
    command: AcceptMessage,
    sender: Principal,
  ): Promise<MessageView> {
    const sendAt = check(command);
    const { body, to, contactId, employeeId, job, asked: askedHash = null } = command;
    const { aboutContactId = null, confirmContext: contextConfirmed = false } = command;
    const { textClass, automatic = false, confirmQuietHours = false } = command;
    const contact = contactId === undefined ? undefined : refOf(contactId, 'contact');
    const sentBy = actorOf(sender);
    const asked = { askedAt: new Date(), traceparent: traceparent() };
    const words = { body, askedHash };
    const addressee = { to, contact, employeeId };
    const rules = { textClass, automatic, quietHoursConfirmed: confirmQuietHours };
    const text = {
      id,
      ...words,
      ...addressee,
      ...rules,
      sentBy,
      job,
      aboutContactId,
      contextConfirmed,
      sendAt,
      ...asked,
    };
    return this.sends.add(tenantId, text);
  }

  /** @throws not_found, invalid_number, invalid_request */
  preview(tenantId: string, text: PreviewMessage): Promise<TextPreview> {
    checkAddressees([text.to, text.contactId]);
    const { operatorContact } = this.settings;
    return this.database.asTenant(tenantId, (tx) => preview(tx, tenantId, text, operatorContact));
  }

  /** @throws not_cancelable once it is on its way to Twilio */
  cancel(tenantId: string, id: string, caller: Principal): Promise<MessageView> {
    return this.database.asTenant(tenantId, async (tx) => {
      const step = { kind: 'canceled', errorCode: null } as const;
      await takeSteps(tx, this.outbox, [{ tenantId, messageId: id, step, by: actorOf(caller) }]);
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
    { limit, cursor, contactId, jobId, number, ...filter }: ListMessages,
  ): Promise<Page<MessageView>> {
    const [at, after] = readCursor(cursor, 2);
    const before = at !== undefined && after !== undefined ? ([at, after] as const) : undefined;
    return this.database.asTenant(tenantId, async (tx) => {
      const contact =
        contactId === undefined ? undefined : await findContact(tx, tenantId, contactId);
      const wanted: MessageFilter = {
        ...filter,
        contactId: contact?.id,
        number: number === undefined ? undefined : await e164Of(tx, tenantId, number),
        jobId: jobId === undefined ? undefined : idOf(jobId, 'job'),
        before,
        limit: limit + 1,
      };
      const page = toPage(await findMessages(tx, tenantId, wanted), limit, (row) => [
        row.sortKey,
        row.message.id,
      ]);
      return {
        ...page,
        items: page.items.map(({ message, ends, isPaused }) =>
          toMessageView(message, ends, isPaused),
        ),
      };
    });
  }
}

/** A number in any spelling in which one may be given. @throws invalid_number */
async function e164Of(tx: Transaction, tenantId: string, number: string): Promise<string> {
  const parsed = parsePhoneNumber(number, await countryOf(tx, tenantId));
  if (!parsed.ok) throw invalidNumber(parsed.detail, 'number');
  return parsed.e164;
}

/** What can be refused before anything is read. Answers when it is to be sent, null for now. */
function check(text: AcceptMessage): Date | null {
  const { to, contactId, employeeId, body, mediaUrls } = text;
  if (mediaUrls !== undefined && mediaUrls !== null) throw mediaNotSupported();
  checkAddressees([to, contactId, employeeId]);
  const checked = checkBody(body);
  if (!checked.ok) throw badBody(checked.code, checked.detail);
  const at = sendAtOf(text);
  const tooFar = tooFarAhead(at, new Date());
  if (tooFar) throw tooFar;
  return at;
}

function checkAddressees(named: readonly (string | undefined)[]): void {
  if (named.filter((each) => each !== undefined).length !== 1)
    throw invalidRequest([{ field: 'to', message: 'give one of to, contactId and employeeIds' }]);
}

async function viewOf(tx: Transaction, tenantId: string, id: string): Promise<MessageView> {
  const { message, ends, isPaused } = await messageRow(tx, tenantId, id);
  return toMessageView(message, ends, isPaused);
}

async function findContact(tx: Transaction, tenantId: string, text: string): Promise<Contact> {
  const contact = await tx.findOneBy(Contact, { tenantId, ...refOf(text, 'contact') });
  if (!contact) throw notFound('contact');
  return contact;
}
