import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { callbackPath, conversationIdOf, newId } from '@fieldline/contracts';
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
  heard = await gateway.listen('gateway.telephony');
}, 60_000);
afterAll(() => gateway.stop());
beforeEach(() => {
  tenantId = newId();
  gateway.services.forget();
});

const hex = () => newId().replaceAll('-', '');
const inbound = (fields: object = {}) => ({
  ToCountry: 'US',
  FromCity: '',
  MessageSid: `SM${hex()}`,
  AccountSid: TWILIO.accountSid,
  From: '+13125550188',
  To: '+13125550123',
  Body: 'Can you come at 3? 👍',
  NumSegments: '2',
  NumMedia: '1',
  ...fields,
});
const status = (fields: object = {}) => ({
  MessageSid: `SM${hex()}`,
  AccountSid: TWILIO.accountSid,
  MessageStatus: 'delivered',
  ...fields,
});

interface Options {
  readonly token?: string;
  readonly signature?: string;
  readonly host?: string;
  /** Added to the form after it was signed. */
  readonly smuggled?: string;
}

function post(path: string, fields: Record<string, string>, options: Options = {}) {
  const { token = TWILIO.authToken, host, smuggled = '' } = options;
  const signature =
    options.signature ?? twilio.getExpectedTwilioSignature(token, PUBLIC_BASE_URL + path, fields);
  return gateway.call('POST', path, {
    body: new URLSearchParams(fields).toString() + smuggled,
    headers: {
      'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
      'x-twilio-signature': signature,
      ...(host && { 'x-forwarded-host': host }),
    },
  });
}
const inboundPath = () => callbackPath.inbound(tenantId, CALLBACK_SECRET);
const heardHere = () => heard.filter((event) => event.tenantId === tenantId);
async function expectNothingKept(): Promise<void> {
  const { rows } = await gateway.admin.query('SELECT FROM outbox WHERE tenant_id = $1', [tenantId]);
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect([rows, heardHere()]).toEqual([[], []]);
}

describe('a text from the street', () => {
  test('is kept and told', async () => {
    const form = inbound();
    const { status: answered, body } = await post(inboundPath(), form);
    expect([answered, body]).toEqual([204, { text: '' }]);
    await eventually(() => expect(heardHere()).toHaveLength(1));
    expect(heardHere()[0]).toMatchObject({
      type: 'gateway.telephony.text_arrived.v1',
      payload: {
        conversationId: conversationIdOf(tenantId, form.To, form.From),
        providerMessageId: form.MessageSid,
        accountSid: form.AccountSid,
        from: form.From,
        to: form.To,
        body: form.Body,
        segments: 2,
        mediaCount: 1,
      },
    });
  });

  test('may be empty, uncounted, or from a short code', async () => {
    const { NumSegments: _, NumMedia: __, ...form } = inbound({ Body: '', From: '28581' });
    expect((await post(inboundPath(), form)).status).toBe(204);
    await eventually(() =>
      expect(heardHere()[0]?.payload).toMatchObject({ from: '28581', segments: 1, mediaCount: 0 }),
    );
  });

  test.each([
    ['no sender', { From: '' }],
    ['a sender that is no number', { From: 'whatsapp:+13125550188' }],
    ['a recipient that is no number', { To: '12' }],
    ['no id', { MessageSid: '' }],
    ['a count that is none', { NumSegments: 'many' }],
    ['no account', { AccountSid: '' }],
  ])('is refused with %s', async (_, fields) => {
    const answer = await post(inboundPath(), inbound(fields));
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
    await expectNothingKept();
  });

  test('is refused when a field comes twice, although Twilio’s signature covers it', async () => {
    const fields = inbound();
    const doubled = { ...fields, Body: [fields.Body, 'STOP'] };
    const path = inboundPath();
    const signature = twilio.getExpectedTwilioSignature(
      TWILIO.authToken,
      PUBLIC_BASE_URL + path,
      doubled,
    );
    const answer = await post(path, fields, { signature, smuggled: '&Body=STOP' });
    expect([answer.status, answer.body.errors]).toEqual([
      400,
      [expect.objectContaining({ field: 'Body' })],
    ]);
    await expectNothingKept();
  });

  test('is limited', async () => {
    expect((await post(inboundPath(), inbound({ Body: 'x'.repeat(70_000) }))).status).toBe(413);
    const json = await gateway.call('POST', inboundPath(), { body: inbound() });
    expect(json.status).toBe(415);
  });
});

describe('a forgery', () => {
  test.each<[string, (form: Record<string, string>) => Promise<{ status: number; body: object }>]>([
    ['without a signature', (form) => post(inboundPath(), form, { signature: '' })],
    ['signed with another token', (form) => post(inboundPath(), form, { token: 'guess' })],
    ['with a field added', (form) => post(inboundPath(), form, { smuggled: '&OptOutType=STOP' })],
    ['for another business', (form) => post(inboundPath().replace(tenantId, newId()), form)],
    ['at an address that we didn’t make', (form) => post(inboundPath().replace(/.$/, '*'), form)],
    [
      'that names its own host',
      (form) => {
        const url = `https://evil.example.com${inboundPath()}`;
        const signature = twilio.getExpectedTwilioSignature(TWILIO.authToken, url, form);
        return post(inboundPath(), form, { signature, host: 'evil.example.com' });
      },
    ],
    [
      'with an inbound address for a status',
      (form) =>
        post(
          inboundPath()
            .replace('inbound', 'status')
            .replace(/\/([^/]+)$/, `/${newId()}/$1`),
          form,
        ),
    ],
  ])('%s is refused', async (_, forge) => {
    const answer = await forge(inbound());
    expect([answer.status, answer.body]).toEqual([
      403,
      expect.objectContaining({ code: 'forbidden' }),
    ]);
    await expectNothingKept();
  });
});

describe('a subaccount', () => {
  const tell = (accountSid: string, token: string) =>
    post(inboundPath(), inbound({ AccountSid: accountSid }), { token });
  const account = (accountSid: string) => new RegExp(`/Accounts/${accountSid}.json$`);

  test('signs with its own token, which is asked for once', async () => {
    const sid = `AC${hex()}`;
    gateway.services.on('GET', account(sid), { body: { sid, auth_token: 'sub-token' } });
    expect((await tell(sid, 'sub-token')).status).toBe(204);
    expect((await tell(sid, 'sub-token')).status).toBe(204);
    expect(gateway.services.askedFor('GET', account(sid))).toHaveLength(1);
    expect((await tell(sid, TWILIO.authToken)).status).toBe(403);
  });

  test('may change its token; forgeries make us ask only now and then', async () => {
    const sid = `AC${hex()}`;
    let token = 'old-token';
    gateway.services.on('GET', account(sid), () => ({ body: { sid, auth_token: token } }));
    expect((await tell(sid, 'old-token')).status).toBe(204);
    token = 'new-token';
    expect((await tell(sid, 'new-token')).status).toBe(204);
    for (let count = 0; count < 5; count += 1) expect((await tell(sid, 'guess')).status).toBe(403);
    expect(gateway.services.askedFor('GET', account(sid))).toHaveLength(2);
  });

  test('that isn’t ours is refused; Twilio’s silence is not a refusal', async () => {
    const sid = `AC${hex()}`;
    gateway.services.on('GET', account(sid), { status: 404, body: { code: 20404, status: 404 } });
    expect((await tell(sid, 'x')).status).toBe(403);
    gateway.services.on('GET', account(sid), { status: 500, body: {} });
    expect((await tell(sid, 'x')).status).toBe(503);
    gateway.services.on('GET', account(sid), { body: { sid, auth_token: 'x' } });
    expect((await tell(sid, 'x')).status).toBe(204);
  });
});

describe('a status', () => {
  const report = (fields: object, messageId = newId()) =>
    post(callbackPath.status(tenantId, messageId, CALLBACK_SECRET), status(fields));

  test('is kept and told with its code', async () => {
    const messageId = newId();
    expect(
      (await report({ MessageStatus: 'undelivered', ErrorCode: '30006' }, messageId)).status,
    ).toBe(204);
    await eventually(() => expect(heardHere()).toHaveLength(1));
    expect(heardHere()[0]).toMatchObject({
      type: 'gateway.telephony.status_reported.v1',
      subject: messageId,
      payload: { messageId, status: 'undelivered', providerCode: 30_006 },
    });
  });

  test('in a word that we don’t know is thanked for and ignored', async () => {
    expect((await report({ MessageStatus: 'teleported' })).status).toBe(204);
    await expectNothingKept();
  });

  test('of another message is a forgery', async () => {
    const path = callbackPath.status(tenantId, newId(), CALLBACK_SECRET);
    const [mac] = path.split('/').slice(-1);
    const forged = `/webhooks/twilio/status/${tenantId}/${newId()}/${mac}`;
    expect((await post(forged, status())).status).toBe(403);
    await expectNothingKept();
  });
});
