import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Simulator } from './index.js';
import { demo, newSimulator, randomPhone, sdk, until } from './testing/harness.js';
import { OpenApi } from './testing/openapi.js';

const folder = process.env.TWILIO_OAI_DIR;
const run = folder === undefined ? describe.skip : describe;
if (folder === undefined) {
  process.stderr.write(
    'SKIPPED: conformance to Twilio’s OpenAPI files, as TWILIO_OAI_DIR does not say where they are\n',
  );
}

run('conformance to Twilio’s OpenAPI files', () => {
  let api: OpenApi;
  let messaging: OpenApi;
  let simulator: Simulator;

  beforeAll(() => {
    api = new OpenApi(folder ?? '', 'twilio_api_v2010.json');
    messaging = new OpenApi(folder ?? '', 'twilio_messaging_v1.json');
  });
  beforeEach(async () => {
    simulator = await newSimulator();
  });
  afterEach(() => simulator.close());

  const faultsOf = (client: ReturnType<typeof sdk>) =>
    client.exchanges.flatMap((exchange) => {
      const isMessaging = exchange.url.hostname.startsWith('messaging.');
      return (isMessaging ? messaging : api).faultsOf(exchange);
    });

  it('of accounts', async () => {
    const client = sdk(simulator);
    const { sid } = await client.api.v2010.accounts.create({ friendlyName: 'Acme' });
    await client.api.v2010.accounts(sid).fetch();
    await client.api.v2010.accounts(sid).update({ status: 'suspended' });
    await client.api.v2010.accounts.list({ status: 'active', pageSize: 1 });
    expect(faultsOf(client)).toEqual([]);
    expect(client.exchanges.length).toBeGreaterThanOrEqual(4);
  });

  it('of phone numbers', async () => {
    const client = sdk(simulator);
    await client.availablePhoneNumbers('US').local.list({ areaCode: 512, smsEnabled: true });
    const search = { inPostalCode: 'V6B 1A1', inRegion: 'BC', contains: '604', pageSize: 3 };
    await client.availablePhoneNumbers('CA').local.list(search);
    const { sid } = await client.incomingPhoneNumbers.create({
      areaCode: '512',
      friendlyName: 'Front desk',
      smsUrl: 'https://example.com/in',
      smsMethod: 'POST',
      statusCallback: 'https://example.com/status',
    });
    await client.incomingPhoneNumbers(sid).fetch();
    await client.incomingPhoneNumbers(sid).update({ smsUrl: '' });
    await client.incomingPhoneNumbers.list({ friendlyName: 'Front desk', pageSize: 5 });
    await client.incomingPhoneNumbers(sid).remove();
    expect(faultsOf(client)).toEqual([]);
    expect(client.exchanges.length).toBeGreaterThanOrEqual(7);
  });

  it('of messages', async () => {
    const client = sdk(simulator);
    const number = await client.incomingPhoneNumbers.create({ areaCode: '512' });
    const [from, to] = [number.phoneNumber, randomPhone()];
    await demo(simulator, 'PUT', '/faults', { numbers: { [randomPhone()]: 30003 } });
    const { sid } = await client.messages.create({
      to,
      from,
      body: 'Hello 👍',
      statusCallback: 'http://127.0.0.1:9/status#rc=0',
      validityPeriod: 14_400,
      smartEncoded: false,
    });
    const mediaUrl = ['https://example.com/a.jpg', 'https://example.com/b.jpg'];
    await client.messages.create({ to, from, mediaUrl });
    await demo(simulator, 'POST', `/phones/${to}/messages`, { to: from, body: 'Hi' });
    await until(async () => (await client.messages(sid).fetch()).status === 'delivered');
    await client.messages.list({ to, dateSentAfter: new Date(Date.now() - 60_000), pageSize: 1 });
    const day = { dateSentAfter: new Date(Date.now() - 60_000), dateSentBefore: new Date() };
    const page = await client.messages.page({ ...day, pageSize: 1 });
    expect((await client.messages.getPage(page.nextPageUrl ?? '')).instances).toHaveLength(1);
    await client.messages(sid).update({ body: '' });
    await client.messages(sid).remove();
    expect(faultsOf(client)).toEqual([]);
    expect(client.exchanges.length).toBeGreaterThanOrEqual(10);
  });

  it('of Messaging Services', async () => {
    const client = sdk(simulator);
    const number = await client.incomingPhoneNumbers.create({ areaCode: '512' });
    const made = await client.messaging.v1.services.create({
      friendlyName: 'Acme',
      inboundRequestUrl: 'https://example.com/in',
      statusCallback: 'https://example.com/status',
      smartEncoding: false,
      stickySender: true,
      validityPeriod: 14_400,
    });
    const service = client.messaging.v1.services(made.sid);
    await service.fetch();
    await service.update({ useInboundWebhookOnNumber: true });
    await service.phoneNumbers.create({ phoneNumberSid: number.sid });
    await service.phoneNumbers.list({ pageSize: 1 });
    await service.phoneNumbers(number.sid).fetch();
    const messagingServiceSid = made.sid;
    const message = { to: randomPhone(), body: 'Hello', messagingServiceSid };
    await client.messages.create(message);
    const sendAt = new Date(Date.now() + 3_600_000);
    const { sid } = await client.messages.create({ ...message, scheduleType: 'fixed', sendAt });
    await client.messages(sid).update({ status: 'canceled' });
    await client.messaging.v1.services.list({ pageSize: 1 });
    await service.phoneNumbers(number.sid).remove();
    await service.remove();
    expect(faultsOf(client)).toEqual([]);
    expect(client.exchanges.length).toBeGreaterThanOrEqual(13);
  });

  it('notices what is not as described', () => {
    const url = new URL('https://api.twilio.com/2010-04-01/Accounts.json?Typo=1');
    const exchange = { method: 'GET', url, form: undefined, status: 200, body: { accounts: [] } };
    expect(api.faultsOf(exchange)).toEqual([expect.stringContaining('query Typo')]);
    const wrong = { sid: 'AC1', status: 'sleeping', date_created: 'today' };
    url.search = '';
    expect(api.faultsOf({ ...exchange, body: { accounts: [wrong] } })).toEqual(
      expect.arrayContaining([
        expect.stringContaining('/accounts/0/sid'),
        expect.stringContaining('/accounts/0/status'),
        expect.stringContaining('/accounts/0/date_created'),
      ]),
    );
    expect(api.faultsOf({ ...exchange, status: 418 })).toHaveLength(1);
    const create = { ...exchange, method: 'POST', status: 201, form: 'Name=x', body: {} };
    expect(api.faultsOf(create)).toHaveLength(1);
  });
});
