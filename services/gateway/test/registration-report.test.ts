import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { callbackPath, newId } from '@fieldline/contracts';
import type { Received } from '@fieldline/events';
import { eventually } from '@fieldline/testing';
import twilio from 'twilio';
import {
  CALLBACK_SECRET,
  PUBLIC_BASE_URL,
  type Running,
  startGateway,
  TWILIO,
} from './running-gateway.js';

let gateway: Running;
let heard: Received[];
let tenantId: string;
beforeAll(async () => {
  gateway = await startGateway();
  heard = await gateway.listen('gateway.registration');
}, 60_000);
afterAll(() => gateway.stop());
beforeEach(() => {
  tenantId = newId();
  gateway.services.forget();
});

const brandsid = `BN${'2'.repeat(32)}`;
const messagingservicesid = `MG${'3'.repeat(32)}`;
const approval = (accountsid = TWILIO.accountSid) => ({
  specversion: '1.0',
  id: 'EZ1',
  type: 'com.twilio.messaging.compliance.campaign-registration.campaign-approved',
  source: accountsid,
  data: { accountsid, brandsid, messagingservicesid, campaignsid: `CM${'4'.repeat(32)}` },
});

interface Options {
  readonly token?: string;
  readonly signature?: string | null;
  readonly path?: string;
  /** What is sent instead of what was signed. */
  readonly sent?: string;
  readonly contentType?: string;
}

function post(events: unknown, options: Options = {}) {
  const { token = TWILIO.authToken, contentType = 'application/json' } = options;
  const { path: door = callbackPath.events(tenantId, CALLBACK_SECRET) } = options;
  const body = JSON.stringify(events);
  const path = `${door}?bodySHA256=${createHash('sha256').update(body).digest('hex')}`;
  const signature =
    options.signature === undefined
      ? twilio.getExpectedTwilioSignature(token, PUBLIC_BASE_URL + path, {})
      : options.signature;
  return gateway.call('POST', path, {
    body: options.sent ?? body,
    headers: {
      'content-type': contentType,
      ...(signature !== null && { 'x-twilio-signature': signature }),
    },
  });
}

const heardHere = () => heard.filter((event) => event.tenantId === tenantId);
async function expectNothingKept(): Promise<void> {
  const { rows } = await gateway.admin.query('SELECT FROM outbox WHERE tenant_id = $1', [tenantId]);
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect([rows, heardHere()]).toEqual([[], []]);
}

describe('Twilio’s event stream', () => {
  test('is told on: what it is about, and nothing of what it says', async () => {
    const { status, body } = await post([approval()]);
    expect([status, body]).toEqual([204, { text: '' }]);
    await eventually(() => expect(heardHere()).toHaveLength(1));
    const { type, payload } = heardHere()[0]!;
    expect(type).toBe('gateway.registration.reported.v1');
    expect(payload).toEqual({
      businessId: tenantId,
      kind: 'campaign',
      accountSid: TWILIO.accountSid,
      resourceSid: null,
      messagingServiceSid: messagingservicesid,
      brandSid: brandsid,
      numberRegistration: null,
      providerCode: null,
      saidAt: null,
      reportedAt: expect.any(String),
    });
  });

  test('is told on with what it says of a number, which nobody can be asked about', async () => {
    const phonenumbersid = `PN${'6'.repeat(32)}`;
    const type = 'com.twilio.messaging.compliance.number-registration.failed';
    const failurereason = 'https://www.twilio.com/docs/api/errors/30034';
    const timestamp = Date.parse('2026-03-01T10:00:00.000Z');
    const data = { accountsid: TWILIO.accountSid, phonenumbersid, failurereason, timestamp };
    expect((await post([{ ...approval(), type, data }])).status).toBe(204);
    await eventually(() => expect(heardHere()).toHaveLength(1));
    expect(heardHere()[0]!.payload).toMatchObject({
      kind: 'number',
      resourceSid: phonenumbersid,
      numberRegistration: 'failed',
      providerCode: 30034,
      saidAt: '2026-03-01T10:00:00.000Z',
    });
  });

  test('may send several at once, or one alone', async () => {
    expect((await post([approval(), approval()])).status).toBe(204);
    expect((await post(approval())).status).toBe(204);
    await eventually(() => expect(heardHere()).toHaveLength(3));
  });

  test('of types that we don’t know leads to nothing', async () => {
    const { status } = await post([{ ...approval(), type: 'com.twilio.messaging.message.sent' }]);
    expect(status).toBe(204);
    await expectNothingKept();
  });

  test.each<[string, Options]>([
    ['no signature', { signature: null }],
    ['a signature that is none', { signature: 'nonsense' }],
    ['another’s signature', { token: 'another-token' }],
    ['another body than was signed', { sent: JSON.stringify([approval(), approval()]) }],
    ['a body that was signed and changed by a space', { sent: `${JSON.stringify([approval()])} ` }],
  ])('is refused with %s', async (_, options) => {
    const { status, body } = await post([approval()], options);
    expect([status, body.code]).toEqual([403, 'forbidden']);
    await expectNothingKept();
  });

  test('is refused at another business’s address', async () => {
    const own = callbackPath.events(newId(), CALLBACK_SECRET);
    const [, , , , , mac] = own.split('/');
    const answer = await post([approval()], { path: `/webhooks/twilio/events/${tenantId}/${mac}` });
    expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
    const bundle = callbackPath.bundle(tenantId, CALLBACK_SECRET).replace('/bundle/', '/events/');
    expect((await post([approval()], { path: bundle })).status).toBe(403);
    await expectNothingKept();
  });

  test('of an account that isn’t ours is refused', async () => {
    gateway.services.on('GET', /Accounts/, { status: 404, body: { code: 20_404, status: 404 } });
    const { status } = await post([approval(`AC${'9'.repeat(32)}`)]);
    expect(status).toBe(403);
    await expectNothingKept();
  });

  test.each<[number, string, unknown, Options]>([
    [400, 'nothing in it', [], {}],
    [400, 'no account', [{ type: 'a' }], {}],
    [400, 'no JSON', [approval()], { sent: '{' }],
    [415, 'a form', [approval()], { contentType: 'application/x-www-form-urlencoded' }],
  ])('is answered %i with %s', async (expected, _, events, options) => {
    expect((await post(events, options)).status).toBe(expected);
    await expectNothingKept();
  });

  test('is not read beyond 64 KiB', async () => {
    const { status } = await post([{ ...approval(), padding: 'x'.repeat(66_000) }]);
    expect(status).toBe(413);
  });
});

describe('TrustHub', () => {
  const BundleSid = `BU${'5'.repeat(32)}`;
  const fields = { AccountSid: TWILIO.accountSid, BundleSid, Status: 'twilio-approved' };

  async function submit(form: Record<string, string>, token = TWILIO.authToken) {
    const path = callbackPath.bundle(tenantId, CALLBACK_SECRET);
    return gateway.call('POST', path, {
      body: new URLSearchParams(form).toString(),
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-twilio-signature': twilio.getExpectedTwilioSignature(
          token,
          PUBLIC_BASE_URL + path,
          form,
        ),
      },
    });
  }

  test('is told on', async () => {
    expect((await submit({ ...fields, FailureReason: '' })).status).toBe(204);
    await eventually(() => expect(heardHere()).toHaveLength(1));
    expect(heardHere()[0]!.payload).toMatchObject({ kind: 'bundle', resourceSid: BundleSid });
  });

  test('is refused with another’s signature, or without a bundle', async () => {
    expect((await submit(fields, 'another-token')).status).toBe(403);
    expect((await submit({ AccountSid: TWILIO.accountSid })).status).toBe(400);
    await expectNothingKept();
  });
});
