import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  dayOf,
  newId,
  type TieOutFailed,
  type TieOutPage,
  type TieOutRecord,
  type TieOutRequestView,
} from '@fieldline/contracts';
import { Database } from '@fieldline/database';
import type { Received } from '@fieldline/events';
import { eventually, withinOneDay } from '@fieldline/testing';
import { insertDue } from '../src/tie-out/tie-out.queries.js';
import { OpenApi } from '../../../tools/twilio-simulator/src/testing/openapi.js';
import { type Business, RunningMessaging } from './running-messaging.js';

const DAY_MS = 86_400_000;
const daysAgo = (days: number): string => dayOf(new Date(Date.now() - days * DAY_MS));

let messaging: RunningMessaging;
let heard: Received[];
/** It stays today for as long as a test may take. */
let today: string;
let acme: Business;
let lastPhone = 0;
const phone = (): string => `+1312555${String(++lastPhone + 2_000)}`;

beforeAll(async () => {
  messaging = await RunningMessaging.start({ tieOutGraceSeconds: 0 });
  messaging.hearCallbacks();
  heard = await messaging.service.listen('messaging.tie_out');
});
beforeEach(async () => {
  today = await withinOneDay(60_000);
  acme = await messaging.business();
  heard.length = 0;
}, 90_000);
afterAll(() => messaging.stop());

const request = (
  date: unknown,
  { tenantId = acme.tenantId, role = 'operator', id = newId() } = {},
) =>
  messaging.service.call<TieOutRequestView>(tenantId, ['POST', '/tie-outs'], {
    body: { date },
    role: role as 'operator',
    headers: { 'idempotency-id': id },
  });

const factsOf = <T>(type: string, tenantId = acme.tenantId): T[] =>
  heard
    .filter((fact) => fact.tenantId === tenantId && fact.type === `messaging.tie_out.${type}.v1`)
    .map(({ payload }) => payload as T);

/** All pages of the run of a day, once the last is there. */
function pagesOf(run: string): Promise<TieOutPage[]> {
  return eventually(
    () => {
      const pages = factsOf<TieOutPage>('page').filter((page) => page.run === run);
      expect(pages.map(({ page }) => page)).toEqual(
        Array.from({ length: pages[0]?.pages ?? 1 }, (_, index) => index + 1),
      );
      return pages;
    },
    { timeoutMs: 20_000 },
  );
}

/** Has a day tied out. @returns its records */
async function tieOut(date = today): Promise<TieOutRecord[]> {
  const { status, body } = await request(date);
  expect([status, body.date]).toEqual([202, date]);
  return (await pagesOf(body.id)).flatMap(({ records }) => records);
}

async function delivered(body = 'We are on our way'): Promise<string> {
  const to = phone();
  await messaging.customer(acme, to);
  const sent = await messaging.send(acme.tenantId, { to, body });
  await messaging.grant(acme.tenantId, sent.body.id);
  await eventually(async () =>
    expect(await messaging.message(acme.tenantId, sent.body.id)).toMatchObject({
      status: 'delivered',
    }),
  );
  return sent.body.id;
}

async function scheduled(): Promise<string> {
  const to = phone();
  await messaging.customer(acme, to);
  const sendAt = new Date(Date.now() + 30 * DAY_MS).toISOString();
  const { body } = await messaging.send(acme.tenantId, { to, body: 'Later', sendAt });
  await messaging.grant(acme.tenantId, body.id);
  await eventually(async () =>
    expect(await messaging.message(acme.tenantId, body.id)).toMatchObject({ status: 'scheduled' }),
  );
  return body.id;
}

/** As Twilio is asked by anybody with the parent's credentials. */
async function twilio(method: string, path: string, form?: Record<string, string>) {
  const { accountSid, authToken } = RunningMessaging.parent;
  const response = await fetch(
    `${messaging.simulator.url}/2010-04-01/Accounts/${acme.accountSid}/${path}`,
    {
      method,
      headers: {
        authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`,
        ...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(form && { body: new URLSearchParams(form) }),
    },
  );
  return response.status === 204 ? {} : ((await response.json()) as { sid: string });
}

const stray = (): Promise<{ sid?: string }> =>
  twilio('POST', 'Messages.json', { From: acme.phoneNumber, To: phone(), Body: 'Not ours' });

const sql = (text: string, ...values: unknown[]) => messaging.service.admin.query(text, values);
const shift = (messageId: string, by: string) =>
  sql(`UPDATE message SET created_at = created_at + $2::interval WHERE id = $1`, messageId, by);
const of = (records: readonly TieOutRecord[], messageId: string): TieOutRecord | undefined =>
  records.find((record) => record.messageId === messageId);

describe('a day', () => {
  test('is what messaging and Twilio have of it, joined by the id', async () => {
    const sent = await delivered();
    await messaging.arrive(acme, phone(), 'Thanks', { segments: 2 });
    const unknownAtTwilio = await delivered();
    const waiting = await scheduled();
    const canceled = await scheduled();
    await messaging.service.call(acme.tenantId, ['DELETE', `/messages/${canceled}`]);
    const { sid } = await stray();
    const { rows } = await sql(
      'SELECT provider_message_id AS sid FROM message WHERE id = $1',
      [unknownAtTwilio].join(),
    );
    await twilio('DELETE', `Messages/${(rows[0] as { sid: string }).sid}.json`);
    const records = await tieOut();
    expect(records).toHaveLength(6);
    const known = { direction: 'outbound', status: 'delivered', segments: 1, standing: 'due' };
    expect(of(records, sent)).toMatchObject({
      ...known,
      providerStatus: 'delivered',
      providerSegments: 1,
      providerMessageId: expect.stringMatching(/^SM/),
    });
    expect(of(records, unknownAtTwilio)).toMatchObject({
      ...known,
      providerStatus: null,
      providerSegments: null,
    });
    expect(of(records, waiting)).toMatchObject({ status: 'scheduled', standing: 'open' });
    expect(of(records, canceled)).toMatchObject({ status: 'canceled', standing: 'due' });
    expect(records.find((record) => record.direction === 'inbound')).toMatchObject({
      status: 'received',
      segments: 2,
      standing: 'due',
      // The test made its callback up: Twilio has no such text.
      providerStatus: null,
    });
    expect(records.find((record) => record.providerMessageId === sid)).toMatchObject({
      messageId: null,
      status: null,
      direction: 'outbound',
      providerSegments: 1,
    });
    expect((await sql('SELECT FROM tie_out_line')).rows).toEqual([]);
  });

  test('has the texts that messaging stored on it, on whichever side of midnight Twilio has them', async () => {
    const before = await delivered();
    const after = await delivered();
    const midnight = `${today}T00:00:00Z`;
    await sql(
      `UPDATE message SET created_at = $2::timestamptz - interval '1 second' WHERE id = $1`,
      before,
      midnight,
    );
    const yesterday = await tieOut(daysAgo(1));
    expect(of(yesterday, before)).toMatchObject({ standing: 'due', providerStatus: 'delivered' });
    expect(yesterday).toHaveLength(1);
    const now = await tieOut();
    expect(of(now, before)).toMatchObject({ standing: 'neighbour' });
    expect(of(now, after)).toMatchObject({ standing: 'due', providerStatus: 'delivered' });
    expect(now).toHaveLength(2);
  });

  test('leaves what Twilio sent on it for the day when messaging stored it', async () => {
    await shift(await delivered(), '-3 days');
    expect(await tieOut()).toEqual([]);
  });

  test('is said on one page when nothing happened', async () => {
    const { body } = await request(daysAgo(2));
    expect(await pagesOf(body.id)).toMatchObject([{ page: 1, pages: 1, records: [] }]);
    expect(factsOf('begun')).toEqual([
      { businessId: acme.tenantId, run: body.id, date: daysAgo(2) },
    ]);
  });

  test("goes over as many of Twilio's pages and ours as it takes", async () => {
    const strays = 1_010;
    for (let made = 0; made < strays; made += 10)
      await Promise.all(Array.from({ length: 10 }, stray));
    const { body } = await request(today);
    const pages = await pagesOf(body.id);
    expect(pages.map(({ records }) => records.length)).toEqual([500, 500, 10]);
    const ids = pages.flatMap(({ records }) => records.map((record) => record.providerMessageId));
    expect(new Set(ids).size).toBe(strays);
  }, 60_000);
});

const folder = process.env['TWILIO_OAI_DIR'];
const describeWithFiles = folder === undefined ? describe.skip : describe;

describeWithFiles('Twilio’s OpenAPI files', () => {
  test('describe what it is asked, and what it answers', async () => {
    await delivered();
    await stray();
    await shift(await delivered(), '-1 day');
    messaging.proxy.questions.length = 0;
    await tieOut(daysAgo(1));
    await tieOut();
    const asked = messaging.proxy.questions.filter((path) => path.includes('/Messages'));
    expect(asked.some((path) => path.includes('DateSent<'))).toBe(true);
    expect(asked.some((path) => /Messages\/SM\w+\.json/.test(path))).toBe(true);
    const api = new OpenApi(folder ?? '', 'twilio_api_v2010.json');
    for (const path of asked) {
      const url = new URL(path, 'https://api.twilio.com');
      const body = await twilio('GET', path.split(`${acme.accountSid}/`)[1] ?? '');
      const exchange = { method: 'GET', url, form: undefined, status: 200, body };
      expect(api.faultsOf(exchange)).toEqual([]);
    }
  });
});

describe('what was open', () => {
  test('is looked at with the next day that is tied out after its end, and then with that day alone', async () => {
    const id = await scheduled();
    await shift(id, '-3 days');
    expect(await tieOut(daysAgo(3))).toMatchObject([{ messageId: id, standing: 'open' }]);
    expect(await tieOut(daysAgo(2))).toMatchObject([{ messageId: id, standing: 'open' }]);
    await messaging.service.call(acme.tenantId, ['DELETE', `/messages/${id}`]);
    expect(await tieOut(daysAgo(4))).toEqual([]);
    const ended = [{ messageId: id, status: 'canceled', standing: 'due' }];
    expect(await tieOut(daysAgo(1))).toMatchObject(ended);
    expect(await tieOut(today)).toEqual([]);
    // Whoever has a mismatch's day tied out once more is told of it once more.
    expect(await tieOut(daysAgo(1))).toMatchObject(ended);
  }, 60_000);

  test("isn't only what waits: Twilio may not have counted, or we may not know whether it went", async () => {
    const ids = [await delivered(), await delivered(), await delivered(), await delivered()];
    const [uncounted, givenUp, unknown, lost] = ids as [string, string, string, string];
    const soon = `follow_up_at = now() + interval '1 hour'`;
    await sql(
      `UPDATE message SET status = 'sent', provider_segments = NULL, ${soon} WHERE id = $1`,
      uncounted,
    );
    await sql(
      `UPDATE message SET status = 'submitted', provider_segments = NULL, follow_up_at = NULL WHERE id = $1`,
      givenUp,
    );
    const forgotten = `provider_message_id = NULL, provider_segments = NULL`;
    await sql(
      `UPDATE message SET status = 'unknown_final', ${forgotten}, ${soon} WHERE id = $1`,
      unknown,
    );
    await sql(
      `UPDATE message SET status = 'unknown_final', ${forgotten}, follow_up_at = NULL WHERE id = $1`,
      lost,
    );
    const records = await tieOut();
    const standings = ids.map((id) => of(records, id)?.standing);
    expect(standings).toEqual(['open', 'due', 'open', 'due']);
  });

  test('is also a text at Twilio that an attempt of ours may be', async () => {
    const attempt = await delivered();
    await sql(
      `UPDATE message SET status = 'unknown', provider_message_id = NULL, provider_segments = NULL,
              follow_up_at = now() + interval '1 hour' WHERE id = $1`,
      attempt,
    );
    const records = await tieOut();
    const theirs = records.filter((record) => record.messageId === null);
    expect(theirs).toMatchObject([{ standing: 'open', providerStatus: 'delivered' }]);
    await sql(`UPDATE message SET post_by = post_by - interval '1 hour' WHERE id = $1`, attempt);
    expect((await tieOut()).filter(({ standing }) => standing === 'due')).toMatchObject([
      { messageId: null },
    ]);
  });
});

describe('Twilio', () => {
  test('is asked again after 429 and 503', async () => {
    const id = await delivered();
    messaging.proxy.failQuestions(2);
    expect(of(await tieOut(), id)).toMatchObject({ providerStatus: 'delivered' });
    await messaging.faults({ rate429: 0.5, seed: 7 });
    expect(of(await tieOut(), id)).toMatchObject({ providerStatus: 'delivered' });
    await messaging.faults({});
    const { rows } = await sql(
      'SELECT failing_since FROM tie_out WHERE tenant_id = $1',
      acme.tenantId,
    );
    expect(rows).toEqual([{ failing_since: null }, { failing_since: null }]);
  }, 60_000);

  test('may refuse one business; the others are not held up, and in the end it says so', async () => {
    const refused = acme;
    messaging.proxy.refuseQuestionsOf(refused.accountSid);
    const { body } = await request(today);
    acme = await messaging.business('Other Plumbing');
    expect(await tieOut()).toEqual([]);
    const agesBy2Days = (column: string) =>
      sql(
        `UPDATE tie_out SET ${column} = ${column} - interval '2 days', due_at = now() WHERE id = $1`,
        body.id,
      );
    // However long ago it began, what counts is since when it fails.
    await agesBy2Days('begun_at');
    await eventually(async () => {
      const { rows } = await sql('SELECT failures, state FROM tie_out WHERE id = $1', body.id);
      expect(rows).toMatchObject([{ state: 'listing' }]);
      expect((rows[0] as { failures: number }).failures).toBeGreaterThanOrEqual(3);
    });
    expect(factsOf('failed', refused.tenantId)).toEqual([]);
    await agesBy2Days('failing_since');
    await eventually(
      () =>
        expect(factsOf<TieOutFailed>('failed', refused.tenantId)).toEqual([
          {
            businessId: refused.tenantId,
            run: body.id,
            date: today,
            reason: 'It could not be carried on for a day.',
          },
        ]),
      { timeoutMs: 15_000 },
    );
    expect(factsOf('page', refused.tenantId)).toEqual([]);
    messaging.proxy.refuseQuestionsOf('nobody');
  }, 60_000);

  test('may answer late: whoever was overtaken adds nothing', async () => {
    const id = await delivered();
    await messaging.faults({ latencyMs: 1_200 });
    const { body } = await request(today);
    const turn = await eventually(async () => {
      const { rows } = await sql('SELECT turn FROM tie_out WHERE id = $1 AND turn > 0', body.id);
      if (rows.length === 0) throw new Error('not taken yet');
      return (rows[0] as { turn: number }).turn;
    });
    // Another process goes on with it while the first one still waits.
    await sql('UPDATE tie_out SET turn = turn + 1, due_at = now() WHERE id = $1', body.id);
    await eventually(() => expect(messaging.proxy.questions.at(-1)).toContain(acme.accountSid));
    const [page, ...more] = await pagesOf(body.id);
    expect(more).toEqual([]);
    expect(page?.records).toMatchObject([{ messageId: id, providerStatus: 'delivered' }]);
    const { rows } = await sql('SELECT turn, state FROM tie_out WHERE id = $1', body.id);
    expect(rows).toEqual([{ state: 'done', turn: expect.any(Number) }]);
    expect((rows[0] as { turn: number }).turn).toBeGreaterThan(turn + 3);
    await messaging.faults({});
  }, 60_000);
});

describe('a request', () => {
  test.each<[string, unknown, number, string]>([
    ['no day', '2026-02-30', 400, 'invalid_date'],
    ['no date', 'today', 400, 'invalid_date'],
    ['to come', () => daysAgo(-1), 422, 'date_out_of_range'],
    ['too long ago', () => daysAgo(397), 422, 'date_out_of_range'],
    ['no text', 5, 400, 'invalid_request'],
  ])('for what is %s is refused', async (_, date, status, code) => {
    const answer = await request(typeof date === 'function' ? date() : date);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  test("is an operator's, for a business with a number", async () => {
    expect((await request(today, { role: 'owner' })).status).toBe(403);
    const nobody = await request(today, { tenantId: newId() });
    expect([nobody.status, nobody.body.code]).toEqual([404, 'not_found']);
  });

  test('again, or for a day that is under way, is the one before', async () => {
    const id = newId();
    await messaging.faults({ latencyMs: 1_000 });
    const first = await request(today, { id });
    expect(first.body).toEqual({ id, date: today, graceSeconds: 0 });
    const other = await request(today);
    expect([first.body.id, other.body.id]).toEqual([id, id]);
    await messaging.faults({});
    await pagesOf(id);
    expect((await request(today, { id })).body.id).toBe(id);
    expect(factsOf('begun')).toHaveLength(1);
  });
});

test('each day that is over is begun once, by whichever replica; days before the number are not', async () => {
  const { urlOf } = messaging.service;
  await sql(
    `UPDATE number SET created_at = now() - interval '3 days' WHERE tenant_id = $1`,
    acme.tenantId,
  );
  const replica = await new Database(
    { tenantUrl: urlOf('tenant'), workerUrl: urlOf('worker'), poolSize: 4 },
    [],
  ).connect();
  try {
    const due = (): Promise<string[]> =>
      replica.asWorker(async (tx) => {
        const runs = await insertDue(tx, { afterSeconds: 0, daysBack: 7, limit: 100 });
        return runs.filter(({ tenantId }) => tenantId === acme.tenantId).map(({ date }) => date);
      });
    const begun = (await Promise.all([due(), due(), due()])).flat();
    expect(begun.toSorted()).toEqual([daysAgo(3), daysAgo(2), daysAgo(1)]);
    expect(await due()).toEqual([]);
    const fail = (ago: string) =>
      sql(
        `UPDATE tie_out SET state = 'failed', failure = 'refused', ended_at = now() - interval '${ago}'
          WHERE tenant_id = $1 AND date = $2`,
        acme.tenantId,
        daysAgo(2),
      );
    await fail('1 hour');
    expect(await due()).toEqual([]);
    await fail('25 hours');
    expect((await Promise.all([due(), due()])).flat()).toEqual([daysAgo(2)]);
  } finally {
    await replica.close();
  }
});
