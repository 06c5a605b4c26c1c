import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import twilio from 'twilio';
import type { Simulator } from '../index.js';
import { ACCOUNT_SID, Application, AUTH_TOKEN, demo, newSimulator } from '../testing/harness.js';
import { pause, sdk, until } from '../testing/harness.js';
import { keywordOf } from './keyword.js';

describe('keywords', () => {
  it.each(['STOP', 'stopall', ' Unsubscribe ', 'END\n', 'quit', 'Cancel', 'revoke', 'OptOut'])(
    '%j stops',
    (body) => expect(keywordOf(body)).toBe('stop'),
  );
  it.each(['START', 'unstop', 'Yes'])('%j starts', (body) => expect(keywordOf(body)).toBe('start'));
  it.each(['HELP', 'info'])('%j asks for help', (body) => expect(keywordOf(body)).toBe('help'));
  it.each(['STOP please', 'STOP.', 'opt out', 'ARRET', ''])('%j is none', (body) =>
    expect(keywordOf(body)).toBeNull(),
  );
});

describe('phones', () => {
  const phone = '+15122347777';
  let simulator: Simulator;
  let application: Application;
  let ours: string;

  beforeEach(async () => {
    application = await new Application().listen();
    simulator = await newSimulator();
    const number = await sdk(simulator).incomingPhoneNumbers.create({
      areaCode: '512',
      smsUrl: `${application.url}/inbound?tenant=1#rc=2&rp=5xx`,
    });
    ours = number.phoneNumber;
  });
  afterEach(async () => {
    await simulator.close();
    await application.close();
  });

  const text = (body: unknown, more: object = {}) =>
    demo(simulator, 'POST', `/phones/${phone}/messages`, { to: ours, body, ...more });
  const send = () => sdk(simulator).messages.create({ to: phone, from: ours, body: 'Hello' });
  const thread = async () => (await demo(simulator, 'GET', `/phones/${phone}/messages`)).body;

  it('bring a text to the application, signed, with every field', async () => {
    const { status, body } = await text('Hi there 👋');
    expect(status).toBe(201);
    const { url, params, headers } = await until(() => application.received[0]);
    const { sid } = body.message;
    expect(url).toBe(`${application.url}/inbound?tenant=1`);
    expect(params).toEqual({
      ToCountry: 'US',
      ToState: 'TX',
      ToCity: 'AUSTIN',
      ToZip: '',
      FromCountry: 'US',
      FromState: 'TX',
      FromCity: '',
      FromZip: '',
      SmsMessageSid: sid,
      SmsSid: sid,
      MessageSid: sid,
      SmsStatus: 'received',
      NumMedia: '0',
      NumSegments: '1',
      ReferralNumMedia: '0',
      Body: 'Hi there 👋',
      From: phone,
      To: ours,
      AccountSid: ACCOUNT_SID,
      ApiVersion: '2010-04-01',
    });
    const signature = String(headers['x-twilio-signature']);
    expect(twilio.validateRequest(AUTH_TOKEN, signature, url, params)).toBe(true);
    expect(await sdk(simulator).messages(sid).fetch()).toMatchObject({
      direction: 'inbound',
      status: 'received',
      body: 'Hi there 👋',
      from: phone,
      to: ours,
    });
  });

  it('bring media', async () => {
    const { body } = await text('', { mediaCount: 2 });
    const { params } = await until(() => application.received[0]);
    expect(body.message.sid).toMatch(/^MM/);
    expect(params).toMatchObject({
      NumMedia: '2',
      MediaUrl1: expect.stringContaining(body.message.sid),
      MediaContentType1: 'image/jpeg',
    });
  });

  it('try the webhook again as its fragment says', async () => {
    application.answers = [500, 500];
    await text('Hi');
    await until(() => application.received.length === 3);
    const tokens = application.received.map(({ headers }) => headers['i-twilio-idempotency-token']);
    expect(new Set(tokens).size).toBe(1);
  });

  it('are listed with their texts in order', async () => {
    await text('first');
    await send();
    await until(async () => (await thread()).messages[1]?.status === 'delivered');
    expect((await thread()).messages).toMatchObject([
      { direction: 'from_phone', body: 'first', status: 'received', to: ours },
      { direction: 'to_phone', body: 'Hello', status: 'delivered', from: ours },
    ]);
    const { body } = await demo(simulator, 'GET', '/phones');
    expect(body).toMatchObject({
      total: 1,
      phones: [{ number: phone, sentCount: 1, receivedCount: 1, lastMessage: { body: 'Hello' } }],
      businessNumbers: [{ number: ours, accountSid: ACCOUNT_SID, hasWebhook: true }],
    });
    expect((await demo(simulator, 'GET', '/phones/+15120000000/messages')).body.messages).toEqual(
      [],
    );
  });

  it('are answered at STOP, blocked until START, and we hear of both', async () => {
    const { body } = await text(' stop ');
    expect(body).toMatchObject({
      keyword: 'stop',
      reply: { automatic: true, body: expect.stringContaining('unsubscribed') },
    });
    await expect(send()).rejects.toMatchObject({ status: 400, code: 21610 });
    expect((await text('STOP')).body.reply).toBeNull();
    expect((await demo(simulator, 'GET', '/phones')).body.phones[0].stopped).toEqual([ours]);
    expect((await text('HELP')).body.reply.body).toBe(
      'Reply STOP to unsubscribe. Msg&Data Rates May Apply.',
    );
    expect((await text('Start')).body).toMatchObject({
      keyword: 'start',
      reply: { body: expect.stringContaining('re-subscribed') },
    });
    await expect(send()).resolves.toMatchObject({ status: 'queued' });
    await until(() => application.received.length === 4);
    expect(application.received.map(({ params }) => params.Body)).toEqual(
      expect.arrayContaining([' stop ', 'STOP', 'HELP', 'Start']),
    );
    expect(application.received.every(({ params }) => params.OptOutType === undefined)).toBe(true);
    const logged = await sdk(simulator).messages.list({ to: phone });
    expect(logged.map((message) => message.body)).toEqual(['Hello']);
  });

  it('say a YES that lifts nothing without an answer', async () => {
    expect((await text('YES')).body).toMatchObject({ keyword: 'start', reply: null });
  });

  it('stop one number of ours, not the others', async () => {
    const other = await sdk(simulator).incomingPhoneNumbers.create({ areaCode: '512' });
    await text('STOP');
    await expect(
      sdk(simulator).messages.create({ to: phone, from: other.phoneNumber, body: 'Hello' }),
    ).resolves.toMatchObject({ status: 'queued' });
  });

  it('reach a Messaging Service’s address before the number’s', async () => {
    const client = sdk(simulator);
    const [number] = await client.incomingPhoneNumbers.list();
    const service = await client.messaging.v1.services.create({ friendlyName: 'Acme' });
    const services = client.messaging.v1.services(service.sid);
    await services.phoneNumbers.create({ phoneNumberSid: number?.sid ?? '' });
    const unlogged = (await text('nobody hears this')).body.message.sid;
    await expect(client.messages(unlogged).fetch()).rejects.toMatchObject({ code: 20404 });
    await services.update({ inboundRequestUrl: `${application.url}/service` });
    await text('to the service');
    await services.update({ useInboundWebhookOnNumber: true });
    await until(() => application.received.length === 1);
    await text('to the number');
    await until(() => application.received.length === 2);
    expect(application.received.map(({ url }) => new URL(url).pathname)).toEqual([
      '/service',
      '/inbound',
    ]);
    expect(application.received[0]?.params.MessagingServiceSid).toBe(service.sid);
  });

  it.each([
    [{ to: undefined, body: 'x' }, 400, 'missing_to'],
    [{ to: '+15125550199', body: 'x' }, 404, 'unknown_number'],
    [{ body: '  ' }, 400, 'empty_message'],
    [{ body: 'x'.repeat(1601) }, 400, 'body_too_long'],
    [{ body: 7 }, 400, 'invalid_body'],
    [{ body: 'x', mediaCount: 11 }, 400, 'invalid_media_count'],
    [{ body: 'x', mediaCount: -1 }, 400, 'invalid_media_count'],
  ])('refuse %j', async (fields, status, code) => {
    const path = `/phones/${phone}/messages`;
    const answer = await demo(simulator, 'POST', path, { to: ours, ...fields });
    expect(answer).toMatchObject({ status, body: { code, message: expect.any(String) } });
  });

  it('are no business numbers and no nonsense', async () => {
    const from = async (number: string) =>
      (await demo(simulator, 'POST', `/phones/${number}/messages`, { to: ours, body: 'x' })).body;
    expect(await from(ours)).toMatchObject({ code: 'not_a_phone' });
    expect(await from('911')).toMatchObject({ code: 'invalid_phone' });
    expect(await from('%2B15122340000')).toMatchObject({ keyword: null });
  });

  it('tell a watching page what changed', async () => {
    const abort = new AbortController();
    const events = await fetch(`${simulator.url}/events`, { signal: abort.signal });
    const reader = events.body!.pipeThrough(new TextDecoderStream()).getReader();
    await text('Hi');
    let heard = '';
    while (!heard.includes('data:')) heard += (await reader.read()).value ?? '';
    expect(heard).toContain(`{"phones":["${phone}"]}`);
    abort.abort();
    await pause(1);
  });
});
