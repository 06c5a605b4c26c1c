import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  ConsentChanged,
  type ConsentHoldDecided,
  consentHoldIdOf,
  type ConsentHoldView,
  type ConsentView,
  eventMeta,
  MessageProgressed,
  MessageReceived,
  newId,
  type Page,
} from '@fieldline/contracts';
import type { Received } from '@fieldline/events';
import { eventually, type ServiceUnderTest, startServiceUnderTest } from '@fieldline/testing';
import { compliance } from '../src/index.js';

let service: ServiceUnderTest;
let heard: Received[];
let tenantId: string;
let recipientId: string;

beforeAll(async () => {
  service = await startServiceUnderTest(compliance);
  heard = await service.listen('compliance.consent');
});
afterAll(() => service.stop());
beforeEach(() => {
  tenantId = newId();
  recipientId = newId();
});

const example = eventMeta(MessageReceived).example as MessageReceived;

function text(change: Partial<MessageReceived>): MessageReceived {
  const plain = { keyword: null, word: null, keywordSequence: null, inFlight: null };
  return { ...example, ...plain, messageId: newId(), recipientId, ...change };
}
const plea = (holdSequence: number): MessageReceived =>
  text({ intent: 'revocation', intentRule: 'stop_texting', holdSequence });
const keyword = (word: 'STOP' | 'START', keywordSequence: number): MessageReceived =>
  text({ keyword: word === 'STOP' ? 'stop' : 'start', word, keywordSequence });

async function hear(...texts: MessageReceived[]): Promise<void> {
  const facts = texts.map((payload) => ({ tenantId, payload }));
  await service.handled(await service.say(MessageReceived, facts));
}

/** Somebody who has asked. @returns the id of the hold */
async function held(sequence = 1): Promise<string> {
  const asked = plea(sequence);
  await hear(asked);
  return consentHoldIdOf(tenantId, asked.messageId);
}

const get = async (id: string): Promise<ConsentHoldView> =>
  (await service.call<ConsentHoldView>(tenantId, ['GET', `/consent-holds/${id}`])).body;
const decide = (id: string, verdict: 'release' | 'confirm', body: object = {}, tenant = tenantId) =>
  service.call<ConsentHoldDecided>(tenant, ['POST', `/consent-holds/${id}/${verdict}`], { body });
const consent = async (): Promise<ConsentView> =>
  (await service.call<ConsentView>(tenantId, ['GET', `/consents/recipients/${recipientId}`])).body;
/** What was told of this business, once so many facts have been heard. */
const told = (count: number): Promise<Received[]> =>
  eventually(() => {
    const facts = heard.filter((fact) => fact.tenantId === tenantId);
    expect(facts.length).toBeGreaterThanOrEqual(count);
    return facts;
  });

describe('a plea', () => {
  test('opens a hold that opts nobody out, and stands in the history', async () => {
    const asked = plea(1);
    await hear(asked);
    const id = consentHoldIdOf(tenantId, asked.messageId);
    expect(await get(id)).toEqual({
      id,
      state: 'open',
      intent: 'revocation',
      rule: 'stop_texting',
      recipientId,
      conversationId: asked.conversationId,
      messageId: asked.messageId,
      openedAt: asked.receivedAt,
      decidedAt: null,
      decidedBy: null,
      reason: null,
    });
    expect(await consent()).toMatchObject({
      state: 'none',
      hold: { id, since: asked.receivedAt },
      history: [{ action: 'hold', origin: 'intent', source: 'stop_texting', basis: null }],
    });
    expect(await told(1)).toMatchObject([
      {
        type: 'compliance.consent.hold_changed.v1',
        payload: { holdId: id, recipientId, holdSequence: 1, state: 'open', by: null, version: 1 },
      },
    ]);
  });

  test('that is said again is one', async () => {
    const asked = plea(1);
    await hear(asked);
    await hear(asked);
    expect((await consent()).history).toHaveLength(1);
    expect(await told(1)).toHaveLength(1);
  });

  test('takes the place of an earlier one, which nobody can decide any more', async () => {
    const first = await held(1);
    const second = await held(2);
    expect(await get(first)).toMatchObject({ state: 'superseded' });
    const refused = await decide(first, 'release');
    expect([refused.status, refused.body.code]).toEqual([409, 'hold_decided']);
    expect(await get(second)).toMatchObject({ state: 'open' });
  });

  test.each([['together'], ['one by one']])('that comes late doesn’t (%s)', async (how) => {
    const [first, second] = [plea(1), plea(2)];
    if (how === 'together') await hear(second, first);
    else {
      await hear(second);
      await decide(consentHoldIdOf(tenantId, second.messageId), 'release');
      await hear(first);
    }
    const late = await get(consentHoldIdOf(tenantId, first.messageId));
    expect(late).toMatchObject({ state: 'superseded' });
    const open =
      how === 'together' ? { id: consentHoldIdOf(tenantId, second.messageId) } : undefined;
    expect((await consent()).hold?.id).toBe(open?.id);
  });

  test('from somebody whom nothing reaches anyway opens none', async () => {
    await hear(text({ intent: 'revocation', intentRule: 'stop_texting', holdSequence: null }));
    expect(await consent()).toMatchObject({ history: [] });
    expect(await told(0)).toEqual([]);
  });
});

describe('staff', () => {
  test('release a hold, which is proven by who said so and why', async () => {
    const id = await held();
    const answer = await decide(id, 'release', { reason: 'They meant the visit' });
    expect([answer.status, answer.body]).toMatchObject([
      200,
      {
        hold: { state: 'released', decidedBy: 'user:u1', reason: 'They meant the visit' },
        version: 2,
      },
    ]);
    const { hold, state, history } = await consent();
    expect({ hold, state }).toEqual({ hold: undefined, state: 'none' });
    const { messageId } = answer.body.hold;
    expect(history[0]).toMatchObject({
      action: 'release',
      origin: 'staff',
      proof: `${messageId}: They meant the visit`,
      recordedBy: 'user:u1',
    });
    expect((await told(2)).at(-1)?.payload).toMatchObject({
      state: 'released',
      by: 'user:u1',
      version: 2,
    });
  });

  test('confirm it: they are opted out, which is told before the hold ends', async () => {
    const id = await held();
    const { body } = await decide(id, 'confirm');
    expect(body.hold).toMatchObject({ state: 'confirmed', decidedBy: 'user:u1', reason: null });
    expect(await consent()).toMatchObject({
      state: 'opted_out',
      stoppedByRecipient: false,
      history: [
        { action: 'opt_out', origin: 'staff', source: 'hold', proof: body.hold.messageId },
        { action: 'hold' },
      ],
    });
    const facts = await told(3);
    expect(facts.slice(1)).toMatchObject([
      { type: eventMeta(ConsentChanged).type, payload: { state: 'opted_out', origin: 'staff' } },
      { type: 'compliance.consent.hold_changed.v1', payload: { state: 'confirmed' } },
    ]);
    expect(new Set(facts.map(({ subject }) => subject))).toEqual(new Set([recipientId]));
  });

  test('confirm it: no older list undoes it, neither by the number nor by a contact’s name', async () => {
    const obtainedAt = new Date(Date.now() - 86_400_000).toISOString();
    await decide(await held(), 'confirm');
    const optIn = (body: object) =>
      service.call<{ code?: string }>(tenantId, ['POST', '/consents'], {
        body: { ...body, action: 'opt_in', basis: 'express', source: 'web_form', proof: 'form 1' },
      });
    const contactId = newId();
    for (const subject of [{ recipientId }, { contactId, recipientId }]) {
      const { status, body } = await optIn({ ...subject, obtainedAt });
      expect([status, body.code]).toEqual([409, 'consent_outdated']);
    }
    expect((await optIn({ contactId, recipientId })).status).toBe(201);
  });

  test.each([
    ['release', 'confirm'],
    ['confirm', 'release'],
  ] as const)('who %s twice are answered the same, and can not %s then', async (verdict, other) => {
    const id = await held();
    const first = await decide(id, verdict);
    const again = await decide(id, verdict, { reason: 'again' });
    expect([again.status, again.body]).toEqual([200, first.body]);
    const refused = await decide(id, other);
    expect([refused.status, refused.body]).toMatchObject([
      409,
      { code: 'hold_decided', state: first.body.hold.state, decidedBy: 'user:u1' },
    ]);
    const { history } = await consent();
    expect(history).toHaveLength(2);
  });

  test('of two at once one decides', async () => {
    const id = await held();
    const verdicts = ['release', 'confirm', 'release', 'confirm'] as const;
    const answers = await Promise.all(verdicts.map((verdict) => decide(id, verdict)));
    const won = answers.filter(({ status }) => status === 200).map(({ body }) => body.hold.state);
    expect([won.length, new Set(won).size]).toEqual([2, 1]);
    expect((await consent()).history).toHaveLength(2);
  });

  test('of another business find no such hold', async () => {
    const id = await held();
    for (const verdict of ['release', 'confirm'] as const)
      expect(await decide(id, verdict, {}, newId())).toMatchObject({ status: 404 });
    const path = `/consent-holds/${id}`;
    expect(await service.call(newId(), ['GET', path])).toMatchObject({ status: 404 });
    expect(await get(id)).toMatchObject({ state: 'open' });
  });
});

describe('a keyword', () => {
  test.each([
    ['STOP', 'confirmed', 'opted_out'],
    ['START', 'released', 'opted_in'],
  ] as const)('%s ends a hold as %s', async (word, state, standing) => {
    const id = await held();
    await hear(keyword(word, 1));
    expect(await get(id)).toMatchObject({ state, decidedBy: `recipient:${recipientId}` });
    expect(await consent()).toMatchObject({ state: standing });
    expect((await decide(id, word === 'STOP' ? 'release' : 'confirm')).status).toBe(409);
  });

  test('and a plea in one batch count in their order', async () => {
    const asked = plea(1);
    await hear(asked, keyword('START', 1), plea(3));
    expect(await get(consentHoldIdOf(tenantId, asked.messageId))).toMatchObject({
      state: 'released',
    });
    expect((await consent()).hold).toBeDefined();
  });

  test('that Twilio knows of ends it too', async () => {
    const id = await held();
    const refusal = eventMeta(MessageProgressed).example as MessageProgressed;
    const payload = { ...refusal, recipientId, status: 'rejected' as const, keywordSequence: 1 };
    await service.handled(await service.say(MessageProgressed, [{ tenantId, payload }]));
    expect(await get(id)).toMatchObject({ state: 'confirmed', decidedBy: 'provider:twilio' });
  });
});

describe('the list of holds', () => {
  const list = async (query: string): Promise<Page<ConsentHoldView>> =>
    (await service.call<Page<ConsentHoldView>>(tenantId, ['GET', `/consent-holds?${query}`])).body;

  test('is of one business, by state, and has pages', async () => {
    const ids: string[] = [];
    for (const sequence of [1, 2, 3]) {
      recipientId = newId();
      ids.push(await held(sequence));
    }
    await decide(ids[0]!, 'release');
    expect((await list('state=released')).items.map(({ id }) => id)).toEqual([ids[0]]);
    const first = await list('state=open&limit=1');
    const second = await list(`state=open&limit=1&cursor=${first.nextCursor}`);
    const open = [...first.items, ...second.items].map(({ id }) => id);
    expect(open.toSorted()).toEqual(ids.slice(1).toSorted());
    expect(second.nextCursor).toBeNull();
    expect((await list('')).items).toHaveLength(3);
    expect((await list(`conversationId=${example.conversationId}`)).items).toHaveLength(3);
    expect((await list(`conversationId=${newId()}`)).items).toEqual([]);
    const asOther = await service.call(newId(), ['GET', '/consent-holds']);
    expect(asOther.body).toEqual({ items: [], nextCursor: null });
  });

  test('knows its states', async () => {
    const answer = await service.call(tenantId, ['GET', '/consent-holds?state=lost']);
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
  });
});

test('holds are said again as they are', async () => {
  const id = await held();
  await decide(id, 'release');
  const before = await told(2);
  const body = {
    id: newId(),
    facts: ['compliance.consent.hold_changed.v1'],
    tenantId,
    reason: 'a test',
  };
  await service.call(null, ['POST', '/republications'], { role: 'operator', body });
  const again = await told(3);
  expect(again.at(-1)?.payload).toEqual(before.at(-1)?.payload);
});
