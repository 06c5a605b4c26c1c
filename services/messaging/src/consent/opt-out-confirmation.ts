import { type ConsentChanged, derivedId } from '@fieldline/contracts';
import { query, type Transaction } from '@fieldline/database';
import { Outbox, type Received } from '@fieldline/events';
import { traceparent } from '@fieldline/telemetry';
import { Injectable } from '@nestjs/common';
import { putOnTop, type ThreadEnds } from '../conversation/conversation.queries.js';
import { confirmBefore, replyTo } from '../message/keyword.replies.js';
import { insertOutbound } from '../message/message.draft.js';
import { acceptedFact } from '../message/message.facts.js';
import { IN_FLIGHT } from '../message/message.status.js';
import { readSendContext } from '../message/send-context.queries.js';
import { Tenant } from '../tenant/tenant.entity.js';
import { sendFacts } from './send-facts.queries.js';
import { CONFIRMS_OPT_OUT, isOptedOutByStaff } from './staff-opt-out.js';

/** An opt-out that staff have just recorded, of somebody who wasn't opted out. */
export interface FreshOptOut {
  readonly tenantId: string;
  readonly recipientId: string;
  readonly eventId: string;
  /** The last moment at which a confirmation may go. */
  readonly sendBefore: Date;
}

/**
 * The one text that may follow an opt-out: it names the business, confirms, and says nothing else
 * (47 CFR 64.1200(a)(12)). A phone's own STOP is answered by Twilio, or where it came in.
 */
@Injectable()
export class OptOutConfirmation {
  constructor(private readonly outbox: Outbox) {}

  /** Once for each opt-out; none to a number that has never heard of the business, nor heard from. */
  async send(tx: Transaction, optOut: FreshOptOut): Promise<void> {
    const { tenantId, recipientId, eventId, sendBefore } = optOut;
    const ends = await threadWith(tx, tenantId, recipientId);
    if (!ends) return;
    const id = derivedId('opt_out_confirmation', tenantId, recipientId, eventId);
    const tenant = await tx.findOneBy(Tenant, { tenantId });
    if (tenant?.state === 'closed') return;
    const { unitPriceMicros } = await readSendContext(tx, tenantId, id);
    const message = await insertOutbound(tx, {
      ends,
      id,
      contactId: null,
      body: replyTo('stop', tenant),
      mandatory: true,
      sentBy: CONFIRMS_OPT_OUT,
      job: undefined,
      sendAt: null,
      sendBefore,
      unitPriceMicros,
      acceptedAt: new Date(),
      traceparent: traceparent(),
    });
    if (!message) return;
    await this.outbox.addAll(tx, [acceptedFact(message, ends)]);
    await putOnTop(tx, tenantId, message.conversationId);
  }
}

/**
 * What an event means for a confirmation, asked before the copy holds it. Undefined unless staff record
 * a wish of these minutes; a list of old wishes is none, and nor is a state that is said again. The
 * recipient is locked: a STOP waits for us, and so does another opt-out of the same number.
 */
export async function freshOptOut(
  tx: Transaction,
  { tenantId, payload }: Received<ConsentChanged>,
  now: Date,
): Promise<FreshOptOut | undefined> {
  const { state, origin, source, by, eventId, obtainedAt, subjectId, subjectKind } = payload;
  if (state !== 'opted_out' || origin !== 'staff' || source === 'import') return undefined;
  if (!by || !eventId || !obtainedAt) return undefined;
  const sendBefore = confirmBefore(new Date(obtainedAt), now);
  if (now >= sendBefore) return undefined;
  const recipientId =
    subjectKind === 'recipient' ? subjectId : await numberOf(tx, tenantId, subjectId);
  if (!recipientId || !(await lockUnlessStopped(tx, tenantId, recipientId))) return undefined;
  const reached = await reachedAt(tx, tenantId, recipientId);
  if (reached.length === 0 && (await isOptedOut(tx, tenantId, recipientId))) return undefined;
  // That no more come would be untrue while somebody else may be texted there: the last of them is confirmed.
  if (subjectKind === 'contact' && reached.some((contactId) => contactId !== subjectId))
    return undefined;
  return { tenantId, recipientId, eventId, sendBefore };
}

async function numberOf(
  tx: Transaction,
  tenantId: string,
  contactId: string,
): Promise<string | null | undefined> {
  const [contact] = await query<{ recipientId: string | null }>(
    tx,
    `SELECT recipient_id AS "recipientId" FROM contact WHERE tenant_id = $1 AND id = $2`,
    [tenantId, contactId],
  );
  return contact?.recipientId;
}

/** False for a number that we don't know, or that has said STOP itself. */
async function lockUnlessStopped(
  tx: Transaction,
  tenantId: string,
  recipientId: string,
): Promise<boolean> {
  const locked = await query(
    tx,
    `SELECT FROM recipient
      WHERE tenant_id = $1 AND id = $2 AND stopped_at IS NULL FOR NO KEY UPDATE`,
    [tenantId, recipientId],
  );
  return locked.length > 0;
}

/** Somebody who has the number was opted out before: where nobody is reached, that was confirmed, or was not to be. */
async function isOptedOut(
  tx: Transaction,
  tenantId: string,
  recipientId: string,
): Promise<boolean> {
  const known = await query(
    tx,
    `SELECT FROM consent_copy x
      WHERE x.tenant_id = $1 AND x.state = 'opted_out'
        AND (x.subject_id = $2 OR x.subject_id IN (
              SELECT p.id FROM contact p WHERE p.tenant_id = $1 AND p.recipient_id = $2))
      LIMIT 1`,
    [tenantId, recipientId],
  );
  return known.length > 0;
}

/** Who has the number and had opted in, as `decide()` has it; null for a number that no contact has. */
async function reachedAt(
  tx: Transaction,
  tenantId: string,
  recipientId: string,
): Promise<(string | null)[]> {
  const contacts = await query<{ id: string }>(
    tx,
    `SELECT id FROM contact WHERE tenant_id = $1 AND recipient_id = $2`,
    [tenantId, recipientId],
  );
  const subjects = contacts.length > 0 ? contacts.map(({ id }) => id) : [null];
  const known = await sendFacts(
    tx,
    subjects.map((contactId) => ({ tenantId, recipientId, contactId })),
    'none',
  );
  return subjects.filter((_, index) => {
    const { facts } = known[index]!;
    return facts.optIn !== null && !isOptedOutByStaff(facts);
  });
}

/** The last thread with a number that texts have come from or gone to. */
async function threadWith(
  tx: Transaction,
  tenantId: string,
  recipientId: string,
): Promise<ThreadEnds | undefined> {
  const [thread] = await query<Pick<ThreadEnds, 'numberId' | 'ours' | 'theirs'>>(
    tx,
    `SELECT n.id AS "numberId", n.phone_number AS ours, r.phone_number AS theirs
       FROM recipient r
       JOIN conversation c ON c.tenant_id = r.tenant_id AND c.recipient_id = r.id
       JOIN number n ON n.tenant_id = c.tenant_id AND n.id = c.number_id AND n.state = 'active'
      WHERE r.tenant_id = $1 AND r.id = $2
        AND (r.last_inbound_at IS NOT NULL OR EXISTS (
              SELECT FROM message m
               WHERE m.tenant_id = c.tenant_id AND m.conversation_id = c.id
                 AND m.direction = 'outbound'
                 AND (m.provider_message_id IS NOT NULL OR m.status = ANY ($3))))
      ORDER BY c.last_message_at DESC LIMIT 1`,
    [tenantId, recipientId, IN_FLIGHT],
  );
  return thread && { tenantId, recipientId, ...thread };
}
