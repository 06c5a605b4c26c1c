import {
  ConsentChanged,
  type ConsentRecorded,
  type ConsentView,
  ContactChanged,
  eventMeta,
  MessageAccepted,
  MessageProgressed,
  MessageReceived,
  newId,
} from '@fieldline/contracts';
import type { Received } from '@fieldline/events';
import { eventually, type ServiceUnderTest, startServiceUnderTest } from '@fieldline/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { compliance } from '../src/index.js';

let service: ServiceUnderTest;
let heard: Received[];
let tenantId: string;
let contactId: string;
let recipientId: string;

beforeAll(async () => {
  service = await startServiceUnderTest(compliance);
  heard = await service.listen('compliance.consent');
});
afterAll(() => service.stop());
beforeEach(() => {
  tenantId = newId();
  contactId = newId();
  recipientId = newId();
});

const proof = { basis: 'express', source: 'web_form', proof: 'form 881' };
const record = (body: object, headers?: Record<string, string>) =>
  service.call<ConsentRecorded>(tenantId, ['POST', '/consents'], { body, headers });
const optIn = (body: object = { contactId, recipientId }) =>
  record({ ...body, action: 'opt_in', ...proof });
const optOut = (body: object = { contactId, recipientId }) =>
  record({ ...body, action: 'opt_out', source: 'verbal' });
const ofContact = async (): Promise<ConsentView> => {
  const path = `/consents/contacts/${contactId}?recipientId=${recipientId}`;
  return (await service.call<ConsentView>(tenantId, ['GET', path])).body;
};
const ofRecipient = async (tenant = tenantId): Promise<ConsentView> =>
  (await service.call<ConsentView>(tenant, ['GET', `/consents/recipients/${recipientId}`])).body;

const received = eventMeta(MessageReceived).example as MessageReceived;
const progressed = eventMeta(MessageProgressed).example as MessageProgressed;
const text = (word: 'STOP' | 'START', keywordSequence: number): MessageReceived => ({
  ...received,
  messageId: newId(),
  recipientId,
  keyword: word === 'STOP' ? 'stop' : 'start',
  word,
  keywordSequence,
});
const hear = (...texts: MessageReceived[]) =>
  service.say(
    MessageReceived,
    texts.map((payload) => ({ tenantId, payload })),
  );
const stopped = async (sequence = 1): Promise<void> => {
  await hear(text('STOP', sequence));
  await eventually(async () => expect((await ofRecipient()).stoppedByRecipient).toBe(true));
};
const facts = (subjectId: string): ConsentChanged[] =>
  heard.map(({ payload }) => payload as ConsentChanged).filter((f) => f.subjectId === subjectId);

describe('staff', () => {
  test('opt a contact in: the proof is kept, the fact is told', async () => {
    const { status, body } = await record({
      contactId,
      recipientId,
      action: 'opt_in',
      basis: 'implied',
      impliedReason: 'purchase',
      source: 'written',
      proof: 'contract 12',
      wording: 'Acme may text me',
      obtainedAt: '2026-01-15',
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({ subjectId: contactId, version: 1 });
    expect(await ofContact()).toEqual({
      subject: { contactId, recipientId },
      state: 'opted_in',
      stoppedByRecipient: false,
      numberChanged: false,
      since: expect.any(String),
      expiresAt: '2028-01-15T00:00:00.000Z',
      pastCaslExpiry: false,
      history: [
        {
          id: expect.any(String),
          action: 'opt_in',
          origin: 'staff',
          basis: 'implied',
          source: 'written',
          proof: 'contract 12',
          wording: 'Acme may text me',
          impliedReason: 'purchase',
          written: false,
          expiresAt: '2028-01-15T00:00:00.000Z',
          obtainedAt: '2026-01-15T00:00:00.000Z',
          recordedAt: expect.any(String),
          recordedBy: 'user:u1',
        },
      ],
    });
    await eventually(() =>
      expect(facts(contactId)).toMatchObject([
        { subjectKind: 'contact', state: 'opted_in', boundRecipientId: recipientId, version: 1 },
      ]),
    );
  });

  test('may do so before there is a number; another number asks to confirm again', async () => {
    await optIn({ contactId });
    expect(await ofContact()).toMatchObject({ state: 'opted_in', numberChanged: false });
    await optIn({ contactId, recipientId: newId() });
    expect(await ofContact()).toMatchObject({ state: 'opted_in', numberChanged: true });
  });

  test('confirm no changed number with what was obtained before the change; it is in the history', async () => {
    const obtainedAt = '2026-03-01T10:00:00.000Z';
    await optIn({ contactId, recipientId: newId() });
    const { status, body } = await optIn({ contactId, recipientId, obtainedAt });
    expect([status, body.version]).toEqual([201, 1]);
    expect(body.consent).toMatchObject({ state: 'opted_in', numberChanged: true });
    expect(body.consent.history).toHaveLength(2);
    expect((await optIn()).body).toMatchObject({ version: 2, consent: { numberChanged: false } });
  });

  test('bring nothing back from before a STOP that a START has lifted', async () => {
    await stopped();
    await hear(text('START', 2));
    await eventually(async () => expect((await ofRecipient()).state).toBe('opted_in'));
    const before = { recipientId, obtainedAt: '2020-03-01T10:00:00.000Z' };
    expect((await optIn(before)).body).toMatchObject({ version: 2 });
    expect((await optIn({ recipientId })).body).toMatchObject({ version: 3 });
  });

  test('the first number after it is bound, a later one is not', async () => {
    await optIn({ contactId });
    const [first, second] = [newId(), newId()];
    const example = eventMeta(ContactChanged).example as ContactChanged;
    const changes = [first, second].map((number, index) => ({
      tenantId,
      payload: { ...example, contactId, recipientId: number, version: index + 1 },
    }));
    await service.handled(await service.say(ContactChanged, changes));
    const seenWith = async (number: string): Promise<boolean | undefined> => {
      const path = `/consents/contacts/${contactId}?recipientId=${number}`;
      const { body } = await service.call<ConsentView>(tenantId, ['GET', path]);
      return body.numberChanged;
    };
    expect([await seenWith(first), await seenWith(second)]).toEqual([false, true]);
  });

  test('take it back, and every step stays in the history', async () => {
    await optIn();
    await optIn();
    expect((await optOut()).body).toMatchObject({ version: 3, consent: { state: 'opted_out' } });
    const { history } = await ofContact();
    expect(history.map(({ action }) => action)).toEqual(['opt_out', 'opt_in', 'opt_in']);
  });

  test('opt in a number alone', async () => {
    expect((await optIn({ recipientId })).body.subjectId).toBe(recipientId);
    expect(await ofRecipient()).toMatchObject({ subject: { recipientId }, state: 'opted_in' });
    expect((await ofContact()).state).toBe('none');
  });

  test('are told what is missing, and nothing is stored', async () => {
    const { status, body } = await record({ contactId, action: 'opt_in', source: 'verbal' });
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'invalid_request' });
    expect(body.errors?.map(({ field }) => field)).toEqual(['basis', 'proof']);
    expect((await record({ contactId: 'x', action: 'opt_in', ...proof })).status).toBe(400);
    expect((await ofContact()).state).toBe('none');
  });

  test('may repeat a request: the same id records once', async () => {
    const headers = { 'idempotency-id': newId() };
    const body = { contactId, recipientId, action: 'opt_in', ...proof };
    const answers = await Promise.all([1, 2, 3].map(() => record(body, headers)));
    expect(answers.map(({ body: { version } }) => version)).toEqual([1, 1, 1]);
    await stopped();
    expect((await record(body, headers)).body.version).toBe(1);
    const own = (await ofContact()).history.filter(({ origin }) => origin === 'staff');
    expect(own.map(({ id }) => id)).toEqual([headers['idempotency-id']]);
    expect((await record({ ...body, contactId: newId() }, headers)).body.code).toBe(
      'idempotency_key_reused',
    );
    expect((await record(body, { 'idempotency-id': 'x' })).status).toBe(400);
  });

  test('write at once: every change is a version', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => optIn()));
    const versions = answers.map(({ body }) => body.version).toSorted((a, b) => a - b);
    expect(versions).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });
});

describe('a STOP from the phone', () => {
  test('covers every contact with the number, and staff can not lift it', async () => {
    await optIn();
    await stopped();
    expect(await ofContact()).toMatchObject({
      state: 'opted_out',
      stoppedByRecipient: true,
      since: received.receivedAt,
      history: [{ action: 'opt_out', origin: 'keyword', source: 'STOP' }, { action: 'opt_in' }],
    });
    for (const subject of [{ contactId, recipientId }, { recipientId }]) {
      const { status, body } = await optIn(subject);
      expect(status).toBe(409);
      expect(body).toMatchObject({
        code: 'opted_out_by_recipient',
        detail: expect.stringContaining('START'),
        since: received.receivedAt,
        word: 'STOP',
      });
    }
    await optOut({ recipientId });
    expect((await optIn({ recipientId })).status).toBe(409);
    expect((await ofContact()).history).toHaveLength(3);
  });

  test('keeps which messages were on their way when it took effect', async () => {
    const inFlight = [newId(), newId()];
    await hear({ ...text('STOP', 1), inFlight });
    await eventually(async () =>
      expect((await ofRecipient()).history).toMatchObject([{ action: 'opt_out', inFlight }]),
    );
    expect((await ofContact()).history).toMatchObject([{ inFlight }]);
  });

  test('is lifted by START', async () => {
    await stopped();
    await hear(text('START', 2));
    await eventually(async () => expect((await ofRecipient()).state).toBe('opted_in'));
    expect((await optIn()).status).toBe(201);
    expect(facts(recipientId).at(-1)).toMatchObject({ origin: 'keyword', keywordSequence: 2 });
  });

  test('does not silence another business', async () => {
    const other = newId();
    await stopped();
    expect(await ofRecipient(other)).toMatchObject({ state: 'none', history: [] });
  });

  test('comes once however often it is told, and an older one only joins the history', async () => {
    const older = text('STOP', 1);
    const newer = text('START', 2);
    await hear(newer, older, older, newer, text('STOP', 3), text('START', 4));
    await eventually(async () => expect((await ofRecipient()).history).toHaveLength(4));
    expect(await ofRecipient()).toMatchObject({ state: 'opted_in' });
    await eventually(() =>
      expect(
        facts(recipientId).map(({ keywordSequence, version }) => [keywordSequence, version]),
      ).toEqual([
        [2, 1],
        [3, 2],
        [4, 3],
      ]),
    );
  });

  test('of many recipients of many tenants comes in one batch', async () => {
    const people = Array.from({ length: 30 }, () => ({ tenant: newId(), recipient: newId() }));
    const texts = people.flatMap(({ tenant, recipient }) => [
      { tenantId: tenant, payload: { ...text('START', 1), recipientId: recipient } },
      { tenantId: tenant, payload: { ...text('STOP', 2), recipientId: recipient } },
    ]);
    await service.say(MessageReceived, texts);
    for (const { recipient } of people) {
      await eventually(() =>
        expect(facts(recipient).map(({ state }) => state)).toEqual(['opted_in', 'opted_out']),
      );
    }
  });

  test('waits for an opt-in of the contact that is under way, or that waits for it', async () => {
    await Promise.all([hear(text('STOP', 1)), ...Array.from({ length: 5 }, () => optIn())]);
    await eventually(async () => expect((await ofContact()).stoppedByRecipient).toBe(true));
    const { history } = await ofContact();
    expect(history[0]).toMatchObject({ action: 'opt_out', origin: 'keyword' });
  });
});

test("Twilio's refusal is an opt-out too; other news of messages are none", async () => {
  const others = await service.say(MessageAccepted, [
    { tenantId, payload: eventMeta(MessageAccepted).example as MessageAccepted },
  ]);
  const refusal = { ...progressed, messageId: newId(), recipientId, status: 'rejected' as const };
  const news = await service.say(MessageProgressed, [
    { tenantId, payload: { ...refusal, keywordSequence: null } },
    { tenantId, payload: { ...refusal, providerCode: 21610, keywordSequence: 1 } },
    { tenantId, payload: { ...refusal, providerCode: 21610, keywordSequence: 1, version: 7 } },
  ]);
  await service.handled([...others, ...news]);
  await eventually(async () =>
    expect(await ofRecipient()).toMatchObject({
      stoppedByRecipient: true,
      history: [{ origin: 'provider', source: '21610' }],
    }),
  );
  expect((await optIn()).body).toMatchObject({ code: 'opted_out_by_recipient', word: null });
  const { rows } = await service.admin.query('SELECT error FROM compliance.dead_letter');
  expect(rows).toEqual([]);
});
