import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import {
  HoldDeclined,
  MessageAccepted,
  MessageProgressed,
  MessageReceived,
  newId,
  recipientIdOf,
  StatusReported,
} from '@fieldline/contracts';
import type { Received } from '@fieldline/events';
import { eventually } from '@fieldline/testing';
import { type Business, RunningMessaging } from './running-messaging.js';

let messaging: RunningMessaging;
let acme: Business;
let lastPhone = 100;
const phone = (): string => `+1312555${String(++lastPhone + 1000).slice(-4)}`;

beforeAll(async () => {
  messaging = await RunningMessaging.start();
  acme = await messaging.business();
});
afterEach(() => messaging.faults({}));
afterAll(() => messaging.stop());

const factsOf = <T extends object>(subject: string): Received<T>[] =>
  messaging.heard.filter((event) => event.subject === subject) as Received<T>[];

const minutesAgo = (minutes: number): string =>
  new Date(Date.now() - minutes * 60_000).toISOString();

async function statusOf(id: string): Promise<string> {
  return (await messaging.message(acme.tenantId, id)).status;
}

/** A text on its way: accepted and paid for. */
async function sent(to: string, body = 'We are on our way'): Promise<string> {
  await messaging.customer(acme, to);
  const { body: message } = await messaging.send(acme.tenantId, { to, body });
  await messaging.grant(acme.tenantId, message.id);
  return message.id;
}

describe('sending', () => {
  test('accepted with its quote, then handed to Twilio once it is paid for', async () => {
    const to = phone();
    await messaging.customer(acme, to);
    const { status, body } = await messaging.send(acme.tenantId, { to, body: 'Hello [Dana]' });
    expect(status).toBe(202);
    expect(body).toMatchObject({
      status: 'accepted',
      from: acme.phoneNumber,
      to,
      encoding: 'GSM-7',
      quote: { segments: 1, costMicros: 15_000 },
    });
    expect(await messaging.textsAt(to)).toEqual([]);
    await messaging.grant(acme.tenantId, body.id);
    await eventually(async () => expect(await statusOf(body.id)).toBe('submitted'));
    expect(await messaging.textsAt(to)).toMatchObject([
      { body: 'Hello [Dana]', direction: 'to_phone' },
    ]);
    const message = await messaging.message(acme.tenantId, body.id);
    expect(message.timeline.map(({ status: step }) => step)).toEqual([
      'accepted',
      'reserved',
      'dispatching',
      'submitted',
    ]);
  });

  test('the same id again answers the same message and sends nothing', async () => {
    const to = phone();
    await messaging.customer(acme, to);
    const id = newId();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => messaging.send(acme.tenantId, { to, body: 'Once' }, id)),
    );
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.id}`))).toEqual(
      new Set([`202 ${id}`]),
    );
    await messaging.grant(acme.tenantId, id);
    await eventually(async () => expect(await statusOf(id)).toBe('submitted'));
    expect(factsOf(id).filter(({ type }) => type === 'messaging.message.accepted.v1')).toHaveLength(
      1,
    );
    expect(await messaging.textsAt(to)).toHaveLength(1);
  });

  test('the same id with another text is refused', async () => {
    const to = phone();
    await messaging.customer(acme, to);
    const id = newId();
    await messaging.send(acme.tenantId, { to, body: 'One' }, id);
    for (const change of [{ body: 'Another' }, { to: phone() }]) {
      const other = await messaging.send(acme.tenantId, { to, body: 'One', ...change }, id);
      expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused']);
    }
  });

  test('without balance it fails and says what to do', async () => {
    const to = phone();
    await messaging.customer(acme, to);
    const { body } = await messaging.send(acme.tenantId, { to, body: 'Hi' });
    const payload = {
      messageId: body.id,
      conversationId: body.conversationId,
      segments: 1,
      available: 0,
    };
    await messaging.service.say(HoldDeclined, [{ tenantId: acme.tenantId, payload }]);
    await eventually(async () => {
      expect(await messaging.message(acme.tenantId, body.id)).toMatchObject({
        status: 'failed',
        error: { code: 'insufficient_balance', nextStep: expect.stringContaining('Purchase') },
      });
    });
    expect(await messaging.textsAt(to)).toEqual([]);
  });

  test('a text for later waits, and can be canceled', async () => {
    const to = phone();
    await messaging.customer(acme, to);
    const sendAt = new Date(Date.now() + 3_600_000).toISOString();
    const { body } = await messaging.send(acme.tenantId, { to, body: 'Later', sendAt });
    await messaging.grant(acme.tenantId, body.id);
    await eventually(async () => expect(await statusOf(body.id)).toBe('scheduled'));
    const canceled = await messaging.service.call(acme.tenantId, [
      'DELETE',
      `/messages/${body.id}`,
    ]);
    expect(canceled.body).toMatchObject({ status: 'canceled' });
    await eventually(() =>
      expect(factsOf<MessageProgressed>(body.id).at(-1)?.payload.status).toBe('canceled'),
    );
  });

  test('a text that has gone can not be canceled', async () => {
    const id = await sent(phone());
    await eventually(async () => expect(await statusOf(id)).toBe('submitted'));
    const answer = await messaging.service.call(acme.tenantId, ['DELETE', `/messages/${id}`]);
    expect([answer.status, answer.body.code]).toEqual([409, 'not_cancelable']);
  });
});

describe('sends that come at once', () => {
  test('are each accepted, refused or repeated for themselves', async () => {
    const to = phone();
    const stranger = phone();
    await messaging.customer(acme, to);
    const known = await messaging.send(acme.tenantId, { to, body: 'before' });
    const [twice, unwanted] = [newId(), newId()];
    const send = (body: object, id?: string) => messaging.send(acme.tenantId, body, id);
    const answers = await Promise.all([
      ...Array.from({ length: 30 }, (_, index) => send({ to, body: `Text ${index}` })),
      send({ to: stranger, body: 'x' }, unwanted),
      send({ to: stranger, body: 'x' }, unwanted),
      send({ to: 'call me', body: 'x' }),
      send({ contactId: 'ext:nobody', body: 'x' }),
      send({ to, body: 'twice' }, twice),
      send({ to, body: 'twice' }, twice),
      send({ to, body: 'something else' }, twice),
      send({ to, body: 'before' }, known.body.id),
      send({ to, body: 'after' }, known.body.id),
    ]);
    const codes = answers.map(({ status, body }) => body.code ?? status);
    expect(codes.slice(0, 30)).toEqual(Array.from({ length: 30 }, () => 202));
    expect(codes.slice(30, 34)).toEqual([
      'recipient_not_opted_in',
      'recipient_not_opted_in',
      'invalid_number',
      'not_found',
    ]);
    expect(codes.slice(34, 37).toSorted()).toEqual([202, 202, 'idempotency_key_reused']);
    expect(codes.slice(37)).toEqual([202, 'idempotency_key_reused']);
    const accepted = answers.filter(({ status }) => status === 202).map(({ body }) => body);
    for (const { id, body } of accepted) {
      const stored = await messaging.message(acme.tenantId, id);
      expect(stored).toMatchObject({ body, to, status: 'accepted' });
      expect(factsOf(id).map(({ type }) => type)).toEqual(['messaging.message.accepted.v1']);
    }
    const rows = await messaging.service.admin.query(
      'SELECT 1 FROM recipient WHERE tenant_id = $1 AND phone_number = $2',
      [acme.tenantId, stranger],
    );
    expect(rows.rows).toEqual([]);
  });

  test('of two businesses stay theirs', async () => {
    const other = await messaging.business('Zeta Heating');
    const to = phone();
    await messaging.customer(acme, to);
    await messaging.customer(other, to);
    const both = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        messaging.send((index % 2 ? acme : other).tenantId, { to, body: `Text ${index}` }),
      ),
    );
    expect(both.map(({ body }) => body.from)).toEqual(
      both.map((_, index) => (index % 2 ? acme : other).phoneNumber),
    );
  });
});

describe('refusals, with nothing stored', () => {
  const optedIn = phone();
  beforeAll(() => messaging.customer(acme, optedIn));

  test.each<[string, object, number, string]>([
    ['1,601 characters', { body: 'x'.repeat(1_601) }, 422, 'body_too_long'],
    ['blank', { body: ' \n\u200b' }, 422, 'body_empty'],
    ['a lone surrogate', { body: 'a\ud800b' }, 422, 'body_malformed'],
    ['NUL', { body: 'a\u0000b' }, 422, 'body_malformed'],
    ['media', { body: 'x', mediaUrls: ['https://example.com/x.png'] }, 422, 'media_not_supported'],
    ['no number', { to: 'call me', body: 'x' }, 422, 'invalid_number'],
    ['an impossible number', { to: '+1312', body: 'x' }, 422, 'invalid_number'],
    ['nobody', { to: undefined, body: 'x' }, 400, 'invalid_request'],
    ['two addressees', { contactId: 'ext:1', body: 'x' }, 400, 'invalid_request'],
    ['an unknown field', { body: 'x', price: 0 }, 400, 'invalid_request'],
    ['a body of the wrong type', { body: 7 }, 400, 'invalid_request'],
    ['an unknown contact', { to: undefined, contactId: 'ext:nobody', body: 'x' }, 404, 'not_found'],
    ['no opt-in', { to: '+13125559999', body: 'x' }, 422, 'recipient_not_opted_in'],
    [
      'a time without an offset',
      { body: 'x', sendAt: '2026-12-01T10:00:00' },
      400,
      'invalid_request',
    ],
    ['a week date', { body: 'x', sendAt: '2026-W50-1' }, 400, 'invalid_request'],
    ['long ago', { body: 'x', sendAt: minutesAgo(6) }, 422, 'send_at_past'],
    ['too far ahead', { body: 'x', sendAt: '2099-01-01T00:00:00Z' }, 422, 'send_at_too_late'],
  ])('%s', async (_, change, status, code) => {
    const id = newId();
    const answer = await messaging.send(acme.tenantId, { to: optedIn, ...change }, id);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    const stored = await messaging.service.call(acme.tenantId, ['GET', `/messages/${id}`]);
    expect(stored.status).toBe(404);
    expect(factsOf(id)).toEqual([]);
  });

  test('1,600 characters go', async () => {
    const answer = await messaging.send(acme.tenantId, { to: optedIn, body: 'x'.repeat(1_600) });
    expect(answer.status).toBe(202);
  });

  test('a contact without a number', async () => {
    await messaging.putContact(acme.tenantId, 'no-number', { kind: 'customer', name: 'Walter' });
    const answer = await messaging.send(acme.tenantId, { contactId: 'ext:no-number', body: 'x' });
    expect([answer.status, answer.body.code]).toEqual([422, 'recipient_no_number']);
  });

  test('a business without a number is told whom to ask', async () => {
    const answer = await messaging.send(newId(), { to: optedIn, body: 'x' });
    expect([answer.status, answer.body.code]).toEqual([403, 'not_activated']);
    expect(answer.body.detail).toContain('operator');
  });

  test("another business's message is not there", async () => {
    const { body } = await messaging.send(acme.tenantId, { to: optedIn, body: 'ours' });
    const other = await messaging.service.call(newId(), ['GET', `/messages/${body.id}`]);
    expect([other.status, other.body.code]).toEqual([404, 'not_found']);
  });
});

describe("Twilio's answers", () => {
  test('a refusal costs nothing and is told', async () => {
    const to = phone();
    await messaging.faults({ numbers: { [to]: 21614 } });
    const id = await sent(to);
    await eventually(async () => {
      expect(await messaging.message(acme.tenantId, id)).toMatchObject({
        status: 'rejected',
        error: { code: 'provider_rejected', providerCode: 21614 },
      });
    });
    await eventually(() => {
      expect(factsOf<MessageProgressed>(id).at(-1)?.payload).toMatchObject({
        status: 'rejected',
        providerSegments: null,
      });
    });
  });

  test('an opt-out that only Twilio knew is learnt', async () => {
    const to = phone();
    await messaging.faults({ numbers: { [to]: 21610 } });
    const id = await sent(to);
    await eventually(async () => expect(await statusOf(id)).toBe('rejected'));
    await eventually(() => {
      expect(factsOf<MessageProgressed>(id).at(-1)?.payload.keywordSequence).toBe(1);
    });
    const again = await messaging.send(acme.tenantId, { to, body: 'Again' });
    expect(again.body).toMatchObject({
      code: 'recipient_opted_out',
      detail: expect.stringMatching(/^Twilio refused a text on .*: it has them as opted out\./),
      optedOut: { word: 'provider' },
    });
    // What they say themselves stands, also when Twilio was first to say it.
    await messaging.arrive(acme, to, 'STOP');
    const last = await messaging.send(acme.tenantId, { to, body: 'Once more' });
    expect(last.body).toMatchObject({ code: 'recipient_opted_out', optedOut: { word: 'STOP' } });
  });

  test('"too many requests" is tried again, once it goes through it went once', async () => {
    const to = phone();
    await messaging.faults({ rate429: 1 });
    const id = await sent(to);
    await eventually(async () => {
      const { timeline } = await messaging.message(acme.tenantId, id);
      expect(timeline.filter(({ status }) => status === 'dispatching').length).toBeGreaterThan(1);
    });
    await messaging.faults({});
    await eventually(async () => expect(await statusOf(id)).toBe('submitted'), {
      timeoutMs: 15_000,
    });
    expect(await messaging.textsAt(to)).toHaveLength(1);
  });

  test('an error after Twilio took it is unknown, never posted again, and proven by a callback', async () => {
    const to = phone();
    await messaging.faults({ failAfterAccept: 1 });
    const id = await sent(to);
    await eventually(async () => expect(await statusOf(id)).toBe('unknown'));
    await messaging.faults({});
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(await messaging.textsAt(to)).toHaveLength(1);
    const payload = {
      messageId: id,
      providerMessageId: 'SM123',
      accountSid: acme.accountSid,
      status: 'delivered' as const,
      providerCode: null,
      reportedAt: new Date().toISOString(),
    };
    await messaging.service.say(StatusReported, [{ tenantId: acme.tenantId, payload }]);
    await eventually(async () => expect(await statusOf(id)).toBe('delivered'));
  });

  test('no answer in time is unknown too', async () => {
    const to = phone();
    await messaging.faults({ latencyMs: 3_000 });
    const id = await sent(to);
    await eventually(async () => expect(await statusOf(id)).toBe('unknown'), { timeoutMs: 10_000 });
    await messaging.faults({});
  });

  test('reports out of order and twice end in the right place, with the count', async () => {
    const id = await sent(phone());
    await eventually(async () => expect(await statusOf(id)).toBe('submitted'));
    const { rows } = await messaging.service.admin.query<{ sid: string }>(
      'SELECT provider_message_id AS sid FROM message WHERE id = $1',
      [id],
    );
    const report = (status: 'sent' | 'delivered') => ({
      tenantId: acme.tenantId,
      payload: {
        messageId: id,
        providerMessageId: rows[0]?.sid ?? '',
        accountSid: acme.accountSid,
        status,
        providerCode: null,
        reportedAt: new Date().toISOString(),
      },
    });
    await messaging.service.say(StatusReported, [
      report('delivered'),
      report('sent'),
      report('delivered'),
    ]);
    await eventually(() => {
      const { payload } = factsOf<MessageProgressed>(id).at(-1) ?? {};
      expect(payload).toMatchObject({ status: 'delivered', providerSegments: 1 });
    });
    expect(await statusOf(id)).toBe('delivered');
  });
});

describe('texts that come in', () => {
  test('a stranger gets a thread with just the number, and may be answered by hand', async () => {
    const from = phone();
    await messaging.arrive(acme, from, 'Do you fix heaters?');
    const conversation = await eventually(async () => {
      const { body } = await messaging.service.call<{
        items: { id: string; number: string; names: object[] }[];
      }>(acme.tenantId, ['GET', '/conversations']);
      const found = body.items.find(({ number }) => number === from);
      expect(found).toMatchObject({ names: [], optedOut: false });
      return found;
    });
    const answer = await messaging.send(acme.tenantId, { to: from, body: 'We do' });
    expect(answer.status).toBe(202);
    await messaging.putContact(acme.tenantId, `named-${from}`, { kind: 'prospect', name: 'Nadia' });
    const named = await messaging.service.call(
      acme.tenantId,
      ['POST', `/conversations/${conversation?.id}/name`],
      { body: { contactId: `ext:named-${from}` } },
    );
    expect(named.body).toMatchObject({ names: [{ name: 'Nadia' }] });
  });

  test('is found by their number as people write it, and by nothing that is none', async () => {
    const from = phone();
    await messaging.arrive(acme, from, 'Hello?');
    const find = (number: string) =>
      messaging.service.call<{ items: { body: string }[]; code: string; errors: object[] }>(
        acme.tenantId,
        ['GET', `/messages?number=${encodeURIComponent(number)}`],
      );
    const [area, exchange, last] = [from.slice(2, 5), from.slice(5, 8), from.slice(8)];
    // The second is what `+1…` comes as, when it wasn't encoded.
    const spellings = [
      `(${area}) ${exchange}-${last}`,
      ` 1${area}${exchange}${last}`,
      `${area}.${exchange}.${last}`,
      `+1 ${area} ${exchange} ${last}`,
      from,
    ];
    for (const spelling of spellings)
      await eventually(
        async () => expect((await find(spelling)).body.items).toMatchObject([{ body: 'Hello?' }]),
        { timeoutMs: 30_000 },
      );
    for (const none of ['call me', '555-0100', '+1312', '']) {
      const { status, body } = await find(none);
      expect([status, body]).toMatchObject([
        422,
        { code: 'invalid_number', errors: [{ field: 'number' }] },
      ]);
    }
  });

  test('the same text twice is stored once', async () => {
    const from = phone();
    const text = await messaging.arrive(acme, from, 'Hello?');
    await messaging.arrive(acme, from, 'Hello?', { providerMessageId: text.providerMessageId });
    await messaging.arrive(acme, from, 'Last');
    await eventually(async () => {
      const { body } = await messaging.service.call<{ items: { body: string }[] }>(acme.tenantId, [
        'GET',
        `/messages?number=${encodeURIComponent(from)}`,
      ]);
      expect(body.items.map((message) => message.body)).toEqual(['Last', 'Hello?']);
    });
  });

  test('pictures are dropped, their text is kept and flagged', async () => {
    const from = phone();
    await messaging.arrive(acme, from, '', { mediaCount: 2 });
    await eventually(async () => {
      const { body } = await messaging.service.call<{ items: object[] }>(acme.tenantId, [
        'GET',
        `/messages?number=${encodeURIComponent(from)}`,
      ]);
      expect(body.items).toMatchObject([{ body: '', mediaDropped: true, status: 'received' }]);
    });
  });

  test("a text for another business's number is not taken in", async () => {
    const other = await messaging.business('Other Heating');
    const from = phone();
    await messaging.arrive({ ...other, tenantId: acme.tenantId }, from, 'Wrong door');
    await messaging.arrive(acme, from, 'Right door');
    await eventually(async () => {
      const { body } = await messaging.service.call<{ items: { body: string }[] }>(acme.tenantId, [
        'GET',
        `/messages?number=${encodeURIComponent(from)}`,
      ]);
      expect(body.items.map((message) => message.body)).toEqual(['Right door']);
    });
  });
});

describe('STOP, START, HELP', () => {
  const stopFact = async (from: string): Promise<MessageReceived> => {
    const recipientId = recipientIdOf(acme.tenantId, from);
    return eventually(() => {
      const fact = messaging.heard.findLast(
        ({ payload }) =>
          (payload as MessageReceived).recipientId === recipientId && 'keyword' in payload,
      );
      if (!fact) throw new Error('nothing received yet');
      return fact.payload as MessageReceived;
    });
  };

  /** How often we answered a keyword of theirs. */
  async function repliesTo(from: string): Promise<number> {
    const { rowCount } = await messaging.service.admin.query(
      'SELECT FROM message WHERE tenant_id = $1 AND recipient_id = $2 AND mandatory',
      [acme.tenantId, recipientIdOf(acme.tenantId, from)],
    );
    return rowCount ?? 0;
  }

  test('STOP refuses the next send, and stops what waits', async () => {
    const to = phone();
    await messaging.customer(acme, to);
    const { body: waiting } = await messaging.send(acme.tenantId, { to, body: 'Waiting' });
    await messaging.arrive(acme, to, ' stop ');
    expect(await stopFact(to)).toMatchObject({ keyword: 'stop', word: 'STOP', keywordSequence: 1 });
    const refused = await messaging.send(acme.tenantId, { to, body: 'Another' });
    expect([refused.status, refused.body.code]).toEqual([422, 'recipient_opted_out']);
    expect(refused.body).toMatchObject({ optedOut: { word: 'STOP' } });
    await messaging.grant(acme.tenantId, waiting.id);
    await eventually(async () => {
      expect(await messaging.message(acme.tenantId, waiting.id)).toMatchObject({
        status: 'canceled',
        error: { code: 'recipient_opted_out' },
      });
    });
    // Twilio answers STOP itself; nothing of ours went out.
    expect(await messaging.textsAt(to)).toEqual([]);
  });

  test('a STOP covers every contact with the number, in this business only', async () => {
    const to = phone();
    const first = await messaging.customer(acme, to);
    const second = await messaging.customer(acme, to);
    const other = await messaging.business('Second Business');
    await messaging.customer(other, to);
    await messaging.arrive(acme, to, 'STOP');
    await stopFact(to);
    for (const contactId of [first.id, second.id]) {
      expect((await messaging.send(acme.tenantId, { contactId, body: 'x' })).body.code).toBe(
        'recipient_opted_out',
      );
    }
    expect((await messaging.send(other.tenantId, { to, body: 'x' })).status).toBe(202);
  });

  test('START opts in again; an older opt-in fact does not lift a STOP', async () => {
    const to = phone();
    await messaging.customer(acme, to);
    const recipientId = recipientIdOf(acme.tenantId, to);
    await messaging.arrive(acme, to, 'STOP');
    await stopFact(to);
    await messaging.consent(acme.tenantId, recipientId, {
      subjectKind: 'recipient',
      origin: 'keyword',
      keywordSequence: 0,
    });
    expect((await messaging.send(acme.tenantId, { to, body: 'x' })).body.code).toBe(
      'recipient_opted_out',
    );
    await messaging.arrive(acme, to, 'start');
    await eventually(async () =>
      expect((await messaging.send(acme.tenantId, { to, body: 'x' })).status).toBe(202),
    );
    // The fact of the STOP, late: START has been seen since, so it changes nothing.
    await messaging.consent(acme.tenantId, recipientId, {
      subjectKind: 'recipient',
      state: 'opted_out',
      origin: 'keyword',
      source: 'STOP',
      keywordSequence: 1,
      version: 2,
    });
    expect((await messaging.send(acme.tenantId, { to, body: 'x' })).status).toBe(202);
  });

  test.each([
    ['ARRET', /opted out/, 1],
    ['opt out', /opted out/, 1],
    ['Stop.', /opted out/, 1],
    ['AIDE', /call \+13125550100/, 2],
  ])(
    '%s is a word that Twilio does not answer: we do, whatever the balance; a stop but once',
    async (word, reply, repliesToTwo) => {
      const from = phone();
      const text = await messaging.arrive(acme, from, word);
      const accepted = await eventually(() => {
        const fact = messaging.heard.findLast(
          ({ payload }) =>
            (payload as MessageAccepted).recipientId === recipientIdOf(acme.tenantId, from) &&
            'mandatory' in payload,
        );
        if (!fact) throw new Error('no reply yet');
        return fact as Received<MessageAccepted>;
      });
      expect(accepted.payload.mandatory).toBe(true);
      await messaging.grant(acme.tenantId, accepted.subject);
      await eventually(async () =>
        expect(await messaging.textsAt(from)).toMatchObject([
          { body: expect.stringMatching(reply) },
        ]),
      );
      await messaging.arrive(acme, from, word, { providerMessageId: text.providerMessageId });
      expect(await repliesTo(from)).toBe(1);
      await messaging.arrive(acme, from, word);
      expect(await repliesTo(from)).toBe(repliesToTwo);
    },
  );

  test.each(['STOP', 'start', 'HELP'])('%s is answered by Twilio, not by us', async (word) => {
    const from = phone();
    await messaging.arrive(acme, from, word);
    const received = await stopFact(from);
    expect(received.keyword).toBe(word.toLowerCase());
    const replies = messaging.heard.filter(
      ({ payload }) =>
        'mandatory' in payload && (payload as MessageAccepted).recipientId === received.recipientId,
    );
    expect(replies).toEqual([]);
  });

  test('CANCEL opts out, and flags that the visit may have been meant', async () => {
    const from = phone();
    await messaging.arrive(acme, from, 'Cancel');
    await stopFact(from);
    const { body } = await messaging.service.call<{ items: { number: string }[] }>(acme.tenantId, [
      'GET',
      '/conversations',
    ]);
    expect(body.items.find(({ number }) => number === from)).toMatchObject({
      optedOut: true,
      mayMeanVisit: true,
    });
  });

  test('YES is a keyword only from somebody who had opted out; STOP in a sentence is none', async () => {
    const from = phone();
    for (const body of ['yes', 'please stop by at 5']) {
      await messaging.arrive(acme, from, body);
      expect(await stopFact(from)).toMatchObject({ keyword: null, keywordSequence: null });
    }
  });
});

test('businesses that are activated at the same moment get a number each', async () => {
  const businesses = await Promise.all(
    ['One', 'Two', 'Three'].map((name) => messaging.business(name)),
  );
  const numbers = businesses.map(({ phoneNumber }) => phoneNumber);
  expect(new Set(numbers).size).toBe(3);
  for (const number of numbers) expect(number).toMatch(/^\+1312/);
});

test('the catalogue separates tenants', async () => {
  // Our own numbers and Twilio's are unique across businesses, so that a text finds one owner.
  expect(await messaging.service.catalogProblems('number_phone_number_key')).toEqual([]);
});
