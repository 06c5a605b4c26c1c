import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { type CarrierStatus, MessageProgressed, newId, StatusReported } from '@fieldline/contracts';
import { eventually } from '@fieldline/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Business, RunningMessaging } from './running-messaging.js';

/** Nobody calls back here: whatever is found out, the reconciler found out. */
let messaging: RunningMessaging;
let acme: Business;
let lastPhone = 100;
const phone = (): string => `+1312555${String(++lastPhone + 1000).slice(-4)}`;
const SETTLED_MS = 8_000;

beforeAll(async () => {
  messaging = await RunningMessaging.start({
    twilioTimeoutMs: 800,
    reconcileAfterSeconds: '2',
    messageValiditySeconds: SETTLED_MS / 1_000 - 1,
    reconcileMarginSeconds: 1,
  });
  acme = await messaging.business();
});
afterEach(async () => {
  await messaging.faults({});
  const { rows } = await messaging.service.admin.query('SELECT 1 FROM dead_letter');
  if (rows.length > 0) throw new Error("some news of Twilio's was more than we can take");
});
afterAll(() => messaging.stop());

async function send(to: string, body: string): Promise<string> {
  const { body: message } = await messaging.send(acme.tenantId, { to, body });
  await messaging.grant(acme.tenantId, message.id);
  return message.id;
}

/** A text whose outcome is unknown. @param taken whether Twilio has it */
async function lost(to: string, body: string, taken = true): Promise<string> {
  messaging.proxy.trouble(
    to,
    taken ? { kind: 'error after', status: 500 } : { kind: 'error before', status: 500, times: 1 },
  );
  const id = await send(to, body);
  await eventually(async () => expect((await rowOf(id)).status).toBe('unknown'));
  return id;
}

interface Row {
  status: string;
  sid: string | null;
  segments: number | null;
}

async function rowOf(id: string): Promise<Row> {
  const { rows } = await messaging.service.admin.query<Row>(
    `SELECT status, provider_message_id AS sid, provider_segments AS segments FROM message WHERE id = $1`,
    [id],
  );
  return rows[0]!;
}

const becomes = (id: string, status: string, timeoutMs = 12_000): Promise<Row> =>
  eventually(
    async () => {
      const row = await rowOf(id);
      expect(row.status).toBe(status);
      return row;
    },
    { timeoutMs },
  );

/** What Twilio has for a phone, oldest first. */
const sidsAt = async (to: string): Promise<string[]> =>
  ((await messaging.textsAt(to)) as unknown as { sid: string }[]).map(({ sid }) => sid);

async function customers(count: number): Promise<string[]> {
  const phones = Array.from({ length: count }, () => phone());
  await Promise.all(phones.map((to) => messaging.customer(acme, to)));
  return phones;
}

test('a text that Twilio took is found by its list, with its id and count; nothing is posted', async () => {
  const [to] = (await customers(1)) as [string];
  await becomes(await send(to, 'Another text'), 'submitted');
  const id = await lost(to, 'We are on our way');
  const row = await becomes(id, 'delivered');
  expect(row).toMatchObject({ sid: (await sidsAt(to)).at(-1), segments: 1 });
  expect(messaging.proxy.takenFor(id)).toBe(1);
  const asked = messaging.proxy.questions.filter((url) => url.includes(`To=${to}`));
  expect(asked[0]).toContain('DateSent>');
});

test('what nobody shows is given up when Twilio can not send it any more, and told once', async () => {
  const [to] = (await customers(1)) as [string];
  const begun = Date.now();
  const id = await lost(to, 'Never arrived', false);
  await becomes(id, 'unknown_final', SETTLED_MS + 6_000);
  expect(Date.now() - begun).toBeGreaterThanOrEqual(SETTLED_MS - 500);
  const told = await eventually(() => {
    const facts = messaging.heard.filter(({ subject }) => subject === id);
    const statuses = facts.map(({ payload }) => (payload as MessageProgressed).status);
    expect(statuses).toContain('unknown_final');
    return statuses;
  });
  expect(told.filter((status) => status === 'unknown_final')).toHaveLength(1);
});

test.each<[string, CarrierStatus]>([
  ['delivered', 'delivered'],
  ['failed', 'failed'],
])('a callback after it was given up: %s', async (expected, status) => {
  const [to] = (await customers(1)) as [string];
  const id = await lost(to, 'Given up', false);
  await becomes(id, 'unknown_final', SETTLED_MS + 6_000);
  await report(id, `SM${newId().replaceAll('-', '')}`, status);
  await becomes(id, expected);
});

test('a late look finds what Twilio did not show in time', async () => {
  const [to] = (await customers(1)) as [string];
  messaging.proxy.showsNothing = true;
  const id = await lost(to, 'Hidden at first');
  await becomes(id, 'unknown_final', SETTLED_MS + 6_000);
  messaging.proxy.showsNothing = false;
  await becomes(id, 'delivered', 2 * SETTLED_MS + 6_000);
  expect(messaging.proxy.takenFor(id)).toBe(1);
}, 60_000);

test('the same text twice to one number, both unknown: an id each', async () => {
  const [to] = (await customers(1)) as [string];
  const ids = [await lost(to, 'Twice'), await lost(to, 'Twice')];
  const rows = await Promise.all(ids.map((id) => becomes(id, 'delivered')));
  expect(rows.map(({ sid }) => sid).toSorted()).toEqual((await sidsAt(to)).toSorted());
});

test('the same text twice, of which Twilio took one: no guess while a callback may say which', async () => {
  const [to] = (await customers(1)) as [string];
  const never = await lost(to, 'Once', false);
  const taken = await lost(to, 'Once');
  await sleep(4_000);
  expect((await Promise.all([never, taken].map(rowOf))).map(({ status }) => status)).toEqual([
    'unknown',
    'unknown',
  ]);
  const [sid] = (await sidsAt(to)) as [string];
  await report(taken, sid, 'delivered');
  await becomes(taken, 'delivered');
  expect((await becomes(never, 'unknown_final', SETTLED_MS + 6_000)).sid).toBeNull();
});

test('and nobody says which: in the end one of them is counted, not both', async () => {
  const [to] = (await customers(1)) as [string];
  const ids = [await lost(to, 'Either', false), await lost(to, 'Either')];
  await eventually(
    async () => {
      const rows = await Promise.all(ids.map(rowOf));
      expect(rows.map(({ status }) => status).toSorted()).toEqual(['delivered', 'unknown_final']);
    },
    { timeoutMs: 3 * SETTLED_MS },
  );
  // The callback, at last, names the other one: the text is counted already.
  const [sid] = (await sidsAt(to)) as [string];
  await messaging.service.handled([await report(ids[1]!, sid, 'delivered')]);
  const rows = await Promise.all(ids.map(rowOf));
  expect(rows.map((row) => row.sid).filter((each) => each === sid)).toHaveLength(1);
  expect(rows.map(({ status }) => status).toSorted()).toEqual(['delivered', 'unknown_final']);
}, 60_000);

test('the same text before, whose id is known, leaves the other one to the unknown', async () => {
  const [to] = (await customers(1)) as [string];
  const { sid } = await becomes(await send(to, 'Again'), 'submitted');
  const row = await becomes(await lost(to, 'Again'), 'delivered');
  expect((await sidsAt(to)).filter((each) => each !== sid)).toEqual([row.sid]);
});

test('an id that another message has is not taken', async () => {
  const [to] = (await customers(1)) as [string];
  const known = await send(to, 'Known');
  const { sid } = await becomes(known, 'submitted');
  const never = await lost(to, 'Known', false);
  await sleep(4_000);
  expect(await rowOf(never)).toMatchObject({ status: 'unknown', sid: null });
  expect((await rowOf(known)).sid).toBe(sid);
  await becomes(never, 'unknown_final', SETTLED_MS + 6_000);
});

test('callbacks that name each other’s texts: each is counted once, none fails', async () => {
  const [to] = (await customers(1)) as [string];
  const ids = [await lost(to, 'Crossed'), await lost(to, 'Crossed')] as const;
  const rows = await Promise.all(ids.map((id) => becomes(id, 'delivered')));
  const said = [
    await report(ids[0], rows[1]!.sid!, 'delivered'),
    await report(ids[1], rows[0]!.sid!, 'delivered'),
  ];
  await messaging.service.handled(said);
  expect(await Promise.all(ids.map(rowOf))).toEqual(rows);
});

test('callbacks race the list for the same texts: an id is never two messages’', async () => {
  const phones = await customers(10);
  await Promise.all(
    phones.map(async (to) => {
      const ids = [await lost(to, 'Race'), await lost(to, 'Race')];
      const sids = await sidsAt(to);
      // Crossed on purpose, just as the reconciler looks.
      await sleep(1_200 + Math.random() * 1_500);
      await Promise.all(ids.map((id, index) => report(id, sids[1 - index]!, 'delivered')));
      const rows = await Promise.all(ids.map((id) => becomes(id, 'delivered')));
      expect(rows.map(({ sid }) => sid).toSorted()).toEqual(sids.toSorted());
    }),
  );
}, 60_000);

test('a list of several pages is read to its end', async () => {
  const [to] = (await customers(1)) as [string];
  messaging.proxy.showsNothing = true;
  const id = await lost(to, 'Under many others');
  await Promise.all(Array.from({ length: 220 }, (_, index) => directly(to, `Other ${index}`)));
  messaging.proxy.showsNothing = false;
  await becomes(id, 'delivered');
  expect(messaging.proxy.questions.some((url) => url.includes('PageToken'))).toBe(true);
}, 60_000);

async function report(
  messageId: string,
  providerMessageId: string,
  status: CarrierStatus,
): Promise<string> {
  const { accountSid, tenantId } = acme;
  const reportedAt = new Date().toISOString();
  const named = { messageId, providerMessageId, accountSid };
  const payload = { ...named, status, providerCode: null, reportedAt };
  const [eventId] = await messaging.service.say(StatusReported, [{ tenantId, payload }]);
  return eventId!;
}

/** A text that somebody sends by the business's account beside us. */
async function directly(to: string, body: string): Promise<void> {
  const { accountSid, authToken } = RunningMessaging.parent;
  const path = `/2010-04-01/Accounts/${acme.accountSid}/Messages.json`;
  const response = await fetch(`${messaging.simulator.url}${path}`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`,
    },
    body: new URLSearchParams({ From: acme.phoneNumber, To: to, Body: body }),
  });
  expect(response.status).toBe(201);
}
