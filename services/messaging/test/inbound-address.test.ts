/** Twilio keeps the address for a number's inbound texts; a start on another address has to tell it. */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { newId } from '@fieldline/contracts';
import { Database } from '@fieldline/database';
import { eventually, type Receiver, startReceiver } from '@fieldline/testing';
import { MessagingSettings } from '../src/config.js';
import { InboundAddressRounds } from '../src/number/inbound-address.rounds.js';
import { OwnNumber } from '../src/number/number.entity.js';
import { TwilioClient } from '../src/twilio/twilio-client.js';
import { TwilioNumbers } from '../src/twilio/twilio-numbers.js';
import { type Business, RunningMessaging } from './running-messaging.js';

const CALLBACK_SECRET = 'a-secret-of-twenty-four-characters';
const PATIENCE = { timeoutMs: 90_000 };
const OLD = 'http://127.0.0.1:9';

let messaging: RunningMessaging;
let gateway: Receiver;
let lastPhone = 1000;
const phone = (): string => `+1312555${++lastPhone}`;
const businesses: Business[] = [];

beforeAll(async () => {
  gateway = await startReceiver(receive);
  messaging = await RunningMessaging.start({ publicBaseUrl: `${gateway.url}/` });
});
afterEach(async () => {
  messaging.proxy.refusesAddress = () => false;
  await messaging.faults({});
});
afterAll(async () => {
  await messaging.stop();
  await gateway.close();
});

/** Plays the gateway for inbound texts. */
async function receive(path: string, body: string): Promise<void> {
  const [, , , kind, tenantId] = path.split('/');
  const business = businesses.find((each) => each.tenantId === tenantId);
  if (kind !== 'inbound' || !business) return;
  const form = new URLSearchParams(body);
  const providerMessageId = form.get('MessageSid') ?? '';
  await messaging.arrive(business, form.get('From') ?? '', form.get('Body') ?? '', {
    providerMessageId,
  });
}

async function business(): Promise<Business> {
  const made = await messaging.business();
  businesses.push(made);
  return made;
}

/** The process of a start on another address, as far as inbound addresses go. */
async function otherStart(publicBaseUrl: string): Promise<{ stop(): Promise<void> }> {
  const { service, proxy } = messaging;
  const settings = Object.assign(new MessagingSettings(), {
    twilioAccountSid: RunningMessaging.parent.accountSid,
    twilioAuthToken: RunningMessaging.parent.authToken,
    twilioBaseUrl: proxy.url,
    twilioTimeoutMs: 1_500,
    tenantUrl: service.urlOf('tenant'),
    workerUrl: service.urlOf('worker'),
    callbackSecret: CALLBACK_SECRET,
    publicBaseUrl,
  });
  const database = await new Database({ ...settings, poolSize: 2 }, [OwnNumber]).connect();
  const twilio = new TwilioNumbers(new TwilioClient(settings), settings);
  const rounds = new InboundAddressRounds(database, twilio, settings);
  rounds.onApplicationBootstrap();
  return {
    async stop() {
      await rounds.beforeApplicationShutdown();
      await database.close();
    },
  };
}

/** What Twilio has as the address for a business's inbound texts. */
async function addressOf({ accountSid }: Business): Promise<string> {
  const { accountSid: parent, authToken } = RunningMessaging.parent;
  const answer = await fetch(
    `${messaging.simulator.url}/2010-04-01/Accounts/${accountSid}/IncomingPhoneNumbers.json`,
    {
      headers: {
        authorization: `Basic ${Buffer.from(`${parent}:${authToken}`).toString('base64')}`,
      },
    },
  );
  const { incoming_phone_numbers: numbers } = (await answer.json()) as {
    incoming_phone_numbers: { sms_url: string }[];
  };
  return numbers[0]?.sms_url ?? '';
}

const hasAddress = (acme: Business, base: string) =>
  eventually(
    async () =>
      expect(await addressOf(acme)).toMatch(
        new RegExp(`^${base}/webhooks/twilio/inbound/${acme.tenantId}/`),
      ),
    PATIENCE,
  );

async function toldTo(base: string, { accountSid }: Business): Promise<number> {
  const { rows } = await messaging.service.admin.query<{ sid: string }>(
    'SELECT provider_sid AS sid FROM number WHERE account_sid = $1',
    [accountSid],
  );
  return messaging.proxy.addresses.filter(
    ({ numberSid, url }) => numberSid === rows[0]?.sid && url.startsWith(base),
  ).length;
}

test('a number that was told an earlier address has the present one, sends nothing before, and hears ARRET', async () => {
  const acme = await business();
  await hasAddress(acme, gateway.url);
  const theirs = phone();
  await messaging.customer(acme, theirs);

  let refused = 0;
  messaging.proxy.refusesAddress = (url) => url.startsWith(gateway.url) && ++refused > 0;
  const earlier = await otherStart(OLD);
  await hasAddress(acme, OLD);
  await earlier.stop();

  const id = newId();
  expect((await messaging.send(acme.tenantId, { to: theirs, body: 'Hello' }, id)).status).toBe(202);
  await messaging.grant(acme.tenantId, id);
  await eventually(
    async () => expect((await messaging.message(acme.tenantId, id)).status).not.toBe('accepted'),
    PATIENCE,
  );
  await eventually(() => expect(refused).toBeGreaterThanOrEqual(2), PATIENCE);
  expect([
    (await messaging.message(acme.tenantId, id)).status,
    messaging.proxy.takenFor(id),
  ]).toEqual(['reserved', 0]);

  messaging.proxy.refusesAddress = () => false;
  await hasAddress(acme, gateway.url);
  await eventually(() => expect(messaging.proxy.takenFor(id)).toBe(1), PATIENCE);

  await fetch(`${messaging.simulator.url}/phones/${encodeURIComponent(theirs)}/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ to: acme.phoneNumber, body: 'ARRET' }),
  });
  await eventually(async () => {
    const { body } = await messaging.send(acme.tenantId, { to: theirs, body: 'Again' });
    expect(body.code).toBe('recipient_opted_out');
  }, PATIENCE);
}, 240_000);

test('processes that start at once tell Twilio once of each number', async () => {
  const numbers = [await business(), await business(), await business()];
  await messaging.faults({ latencyMs: 500 });
  await messaging.service.admin.query(
    `UPDATE number SET inbound_told = 'another', inbound_tell_at = now() WHERE tenant_id = ANY ($1)`,
    [numbers.map(({ tenantId }) => tenantId)],
  );
  const starts = await Promise.all([otherStart(gateway.url), otherStart(gateway.url)]);
  await eventually(async () => {
    const { rows } = await messaging.service.admin.query(
      `SELECT FROM number WHERE state = 'active' AND (inbound_told IS NULL OR inbound_told = 'another')`,
    );
    expect(rows).toEqual([]);
  }, PATIENCE);
  for (const start of starts) await start.stop();
  expect(await Promise.all(numbers.map((number) => toldTo(gateway.url, number)))).toEqual([
    1, 1, 1,
  ]);
}, 240_000);

test('a number whose purchase was found again is told, too', async () => {
  const acme = await business();
  await messaging.service.admin.query(
    `UPDATE number SET state = 'buying', phone_number = NULL, account_sid = NULL, inbound_told = NULL
      WHERE tenant_id = $1`,
    [acme.tenantId],
  );
  await messaging.service.call(acme.tenantId, ['POST', '/numbers'], {
    body: { businessName: 'Acme', country: 'US', areaCode: '312' },
    role: 'operator',
  });
  await eventually(async () => expect(await toldTo(gateway.url, acme)).toBe(1), PATIENCE);
});
