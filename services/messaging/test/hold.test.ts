import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  ConsentHoldChanged,
  consentHoldIdOf,
  type ConversationView,
  eventMeta,
  type MessageReceived,
  type Page,
  recipientIdOf,
} from '@fieldline/contracts';
import { eventually } from '@fieldline/testing';
import { type Business, RunningMessaging } from './running-messaging.js';

let messaging: RunningMessaging;
let acme: Business;
let other: Business;
let lastPhone = 100;
const phone = (): string => `+1312555${String(++lastPhone + 3000).slice(-4)}`;

beforeAll(async () => {
  messaging = await RunningMessaging.start();
  acme = await messaging.business();
  other = await messaging.business('Other Heating');
});
afterAll(() => messaging.stop());

const PLEA = 'Please stop texting me';

/** A customer who asked for no more texts. @returns their number, and what was told of it */
async function held(): Promise<{ from: string; fact: MessageReceived }> {
  const from = phone();
  await messaging.customer(acme, from);
  await messaging.arrive(acme, from, PLEA);
  return { from, fact: (await received(from, 1)).at(-1)! };
}

/** What was told of a phone's texts, once so many facts have been heard. */
function received(from: string, count: number): Promise<MessageReceived[]> {
  const recipientId = recipientIdOf(acme.tenantId, from);
  return eventually(() => {
    const facts = messaging.heard
      .filter(({ type }) => type === 'messaging.message.received.v1')
      .map(({ payload }) => payload as MessageReceived)
      .filter((fact) => fact.recipientId === recipientId);
    expect(facts.length).toBeGreaterThanOrEqual(count);
    return facts;
  });
}

const send = (to: string, business = acme) =>
  messaging.send(business.tenantId, { to, body: 'On our way' });
const codeOf = async (to: string): Promise<string | undefined> => (await send(to)).body.code;

async function threadOf(from: string): Promise<ConversationView> {
  const { body } = await messaging.service.call<Page<ConversationView>>(acme.tenantId, [
    'GET',
    '/conversations?limit=200',
  ]);
  const thread = body.items.find(({ number }) => number === from);
  if (!thread) throw new Error('no such thread');
  return thread;
}

/** Plays compliance. */
async function say(text: MessageReceived, change: Partial<ConsentHoldChanged>): Promise<void> {
  const payload: ConsentHoldChanged = {
    ...(eventMeta(ConsentHoldChanged).example as ConsentHoldChanged),
    holdId: consentHoldIdOf(acme.tenantId, text.messageId),
    recipientId: text.recipientId,
    conversationId: text.conversationId,
    messageId: text.messageId,
    holdSequence: text.holdSequence ?? 1,
    ...change,
  };
  const { tenantId } = acme;
  await messaging.service.handled(
    await messaging.service.say(ConsentHoldChanged, [{ tenantId, payload }]),
  );
}
const opened = { state: 'open', by: null, version: 1 } as const;
const released = { state: 'released', by: 'user:u1', version: 2 } as const;

describe('a plea', () => {
  test('refuses the next send, says which hold it is, and flags the thread', async () => {
    const { from, fact } = await held();
    expect(fact).toMatchObject({
      keyword: null,
      intent: 'revocation',
      intentRule: 'stop_texting',
      holdSequence: 1,
    });
    const refused = await send(from);
    const holdId = consentHoldIdOf(acme.tenantId, fact.messageId);
    expect([refused.status, refused.body]).toMatchObject([
      422,
      { code: 'recipient_on_hold', hold: { id: holdId, at: expect.any(String) } },
    ]);
    expect(await threadOf(from)).toMatchObject({ attention: ['revocation'], optedOut: false });
  });

  test('cancels what waits, and nothing goes out', async () => {
    const from = phone();
    await messaging.customer(acme, from);
    const { body: waiting } = await send(from);
    await messaging.arrive(acme, from, PLEA);
    await messaging.grant(acme.tenantId, waiting.id);
    await eventually(async () =>
      expect(await messaging.message(acme.tenantId, waiting.id)).toMatchObject({
        status: 'canceled',
        error: { code: 'recipient_on_hold' },
      }),
    );
    expect(await messaging.textsAt(from)).toEqual([]);
  });

  test('holds also who has no opt-in but texted first', async () => {
    const from = phone();
    await messaging.arrive(acme, from, 'wrong number');
    expect((await received(from, 1))[0]).toMatchObject({ intent: 'wrong_number', holdSequence: 1 });
    expect(await codeOf(from)).toBe('recipient_on_hold');
  });

  test('lets a reply go that the law requires', async () => {
    const { from } = await held();
    await messaging.arrive(acme, from, 'AIDE');
    const replies = await messaging.service.admin.query<{ id: string }>(
      'SELECT id FROM message WHERE tenant_id = $1 AND recipient_id = $2 AND mandatory',
      [acme.tenantId, recipientIdOf(acme.tenantId, from)],
    );
    const id = replies.rows[0]?.id ?? '';
    await messaging.grant(acme.tenantId, id);
    await eventually(async () =>
      expect((await messaging.textsAt(from)).map(({ body }) => body)).toEqual([
        expect.stringContaining('Acme'),
      ]),
    );
  });

  test('to one business holds no other', async () => {
    const { from } = await held();
    await messaging.customer(other, from);
    expect((await send(from, other)).status).toBe(202);
  });

  test('whose callback comes again is one', async () => {
    const from = phone();
    await messaging.customer(acme, from);
    const { providerMessageId } = await messaging.arrive(acme, from, PLEA);
    const [fact] = await received(from, 1);
    await say(fact!, released);
    await messaging.arrive(acme, from, PLEA, { providerMessageId });
    expect((await send(from)).status).toBe(202);
  });

  test('from somebody who has stopped holds nothing more', async () => {
    const from = phone();
    await messaging.customer(acme, from);
    await messaging.arrive(acme, from, 'STOP');
    await messaging.arrive(acme, from, PLEA);
    expect((await received(from, 2))[1]).toMatchObject({
      intent: 'revocation',
      holdSequence: null,
    });
    await messaging.arrive(acme, from, 'START');
    expect((await send(from)).status).toBe(202);
  });

  test.each(['stop by at 5', 'Please cancel the appointment', 'end of the driveway'])(
    '%j is none',
    async (body) => {
      const from = phone();
      await messaging.customer(acme, from);
      await messaging.arrive(acme, from, body);
      expect((await received(from, 1))[0]).toMatchObject({ intent: null, holdSequence: null });
      expect(await threadOf(from)).toMatchObject({ attention: [] });
      expect((await send(from)).status).toBe(202);
    },
  );
});

describe('the end of a hold', () => {
  test('is what compliance says of it; then the thread is not flagged', async () => {
    const { from, fact } = await held();
    await say(fact, opened);
    expect(await codeOf(from)).toBe('recipient_on_hold');
    await say(fact, released);
    expect((await send(from)).status).toBe(202);
    expect(await threadOf(from)).toMatchObject({ attention: [] });
    // It is said again, or late.
    await say(fact, opened);
    expect((await send(from)).status).toBe(202);
  });

  test('that was decided about an earlier plea leaves the later one', async () => {
    const { from, fact } = await held();
    await messaging.arrive(acme, from, 'I said stop texting me');
    const [, second] = await received(from, 2);
    expect(second).toMatchObject({ holdSequence: 2 });
    await say(fact, released);
    expect(await codeOf(from)).toBe('recipient_on_hold');
    expect(await threadOf(from)).toMatchObject({ attention: ['revocation'] });
    await say(second!, released);
    expect((await send(from)).status).toBe(202);
  });

  test('is their own START, which no late fact takes back', async () => {
    const { from, fact } = await held();
    await messaging.arrive(acme, from, 'START');
    expect((await send(from)).status).toBe(202);
    await say(fact, opened);
    expect((await send(from)).status).toBe(202);
    await say(fact, { ...released, by: `recipient:${fact.recipientId}` });
    expect(await threadOf(from)).toMatchObject({ attention: [] });
    await messaging.arrive(acme, from, PLEA);
    expect(await codeOf(from)).toBe('recipient_on_hold');
  });

  test('is their own STOP, which a release doesn’t lift', async () => {
    const { from, fact } = await held();
    await messaging.arrive(acme, from, 'STOP');
    expect(await codeOf(from)).toBe('recipient_opted_out');
    await say(fact, released);
    expect(await codeOf(from)).toBe('recipient_opted_out');
  });

  test('is told by its version', async () => {
    const { fact } = await held();
    const id = consentHoldIdOf(acme.tenantId, fact.messageId);
    const version = async (): Promise<number> =>
      (
        await messaging.service.call<{ version: number }>(acme.tenantId, [
          'GET',
          `/projections/consent_hold/${id}`,
        ])
      ).body.version;
    expect(await version()).toBe(0);
    await say(fact, released);
    expect(await version()).toBe(2);
  });
});

test('a hold that was lost is mended when it is said again', async () => {
  const { from, fact } = await held();
  await say(fact, opened);
  const damage = [
    'UPDATE recipient SET held_at = NULL, held_by = NULL, held_rule = NULL WHERE tenant_id = $1 AND id = $2',
    'DELETE FROM consent_hold_copy WHERE tenant_id = $1 AND recipient_id = $2',
  ];
  for (const sql of damage)
    await messaging.service.admin.query(sql, [acme.tenantId, fact.recipientId]);
  expect((await send(from)).status).toBe(202);
  await say(fact, opened);
  expect(await codeOf(from)).toBe('recipient_on_hold');
});
