import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EVENT_TYPES } from './event-stream/event-type.js';
import type { Simulator } from './index.js';
import { demo, newSimulator, randomPhone, sdk, until } from './testing/harness.js';
import { OpenApi } from './testing/openapi.js';
import { CAMPAIGN, campaignOf, decidedBrand, decidedCampaign } from './testing/registering.js';
import { openAccount, profileOf, soleProprietorOf } from './testing/registering.js';
import { trustProductOf } from './testing/registering.js';

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
  let trusthub: OpenApi;
  let events: OpenApi;
  let simulator: Simulator;

  beforeAll(() => {
    api = new OpenApi(folder ?? '', 'twilio_api_v2010.json');
    messaging = new OpenApi(folder ?? '', 'twilio_messaging_v1.json');
    trusthub = new OpenApi(folder ?? '', 'twilio_trusthub_v1.json');
    events = new OpenApi(folder ?? '', 'twilio_events_v1.json');
  });
  beforeEach(async () => {
    simulator = await newSimulator();
  });
  afterEach(() => simulator.close());

  const faultsOf = (client: ReturnType<typeof sdk>) =>
    client.exchanges.flatMap((exchange) => {
      const [product] = exchange.url.hostname.split('.');
      const described = { messaging, trusthub, events }[product ?? ''] ?? api;
      return described.faultsOf(exchange);
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

  it('of bundles', async () => {
    const client = await openAccount(simulator);
    const { customerProfiles, trustProducts, endUsers, policies } = client.trusthub.v1;
    const profile = await profileOf(client);
    const named = customerProfiles(profile.sid);
    const { policySid } = profile;
    await named.customerProfilesEvaluations.create({ policySid });
    await named.customerProfilesEvaluations.list({ pageSize: 1 });
    const [assigned] = await named.customerProfilesEntityAssignments.list({ pageSize: 2 });
    await named.customerProfilesEntityAssignments(assigned?.sid ?? '').fetch();
    const empty = { friendlyName: 'Empty', email: 'a@b.example', policySid };
    const { sid: emptySid } = await customerProfiles.create(empty);
    const lacking = customerProfiles(emptySid);
    await lacking.customerProfilesEvaluations.create({ policySid });
    await lacking.update({ status: 'pending-review', statusCallback: 'https://example.com/b' });
    await until(async () => (await lacking.fetch()).status === 'twilio-rejected');
    const product = await trustProductOf(client, profile.sid);
    const acting = trustProducts(product.sid);
    await acting.trustProductsEvaluations.create({ policySid: product.policySid });
    await acting.trustProductsEntityAssignments.list();
    await acting.fetch();
    await trustProducts.list({ status: 'draft', friendlyName: 'Acme A2P' });
    await trustProducts(product.sid).remove();
    await customerProfiles.list({ status: 'draft', policySid, pageSize: 1 });
    const [user] = await endUsers.list();
    await endUsers(user?.sid ?? '').update({ friendlyName: 'Ann' });
    await endUsers(user?.sid ?? '').fetch();
    const [document] = await client.trusthub.v1.supportingDocuments.list();
    await client.trusthub.v1.supportingDocuments(document?.sid ?? '').fetch();
    await policies.list();
    await policies(policySid).fetch();
    const [address] = await client.addresses.list({ isoCountry: 'US', pageSize: 1 });
    await client.addresses(address?.sid ?? '').update({ street: '2 Main St' });
    await client.addresses(address?.sid ?? '').remove();
    expect(faultsOf(client)).toEqual([]);
    expect(client.exchanges.length).toBeGreaterThanOrEqual(35);
  });

  it('of brands and campaigns', async () => {
    const client = await openAccount(simulator);
    const { brand, service } = await campaignOf(client);
    const brands = client.messaging.v1.brandRegistrations;
    await brands.list({ pageSize: 1 });
    await brands(brand.sid).brandVettings.create({ vettingProvider: 'aegis' });
    await brands(brand.sid).brandVettings.list();
    await demo(simulator, 'POST', `/registrations/${brand.sid}/outcome`, { status: 'failed' });
    await brands(brand.sid).fetch();
    await brands(brand.sid).update();
    const proprietor = await soleProprietorOf(client, '+15122347777');
    await decidedBrand(client, proprietor.sid);
    await brands(proprietor.sid).brandRegistrationOtps.create();
    await decidedCampaign(client, service.sid);
    const { usAppToPerson, usAppToPersonUsecases } = client.messaging.v1.services(service.sid);
    await usAppToPersonUsecases.fetch({ brandRegistrationSid: brand.sid });
    await usAppToPersonUsecases.fetch();
    await usAppToPerson.list({ xTwilioApiVersion: 'v1.2' });
    await demo(simulator, 'POST', `/registrations/${service.sid}/outcome`, { status: 'failed' });
    const named = usAppToPerson('QE2c6890da8086d771620e9b13fadeba0b');
    await named.fetch();
    await named.update({ ...CAMPAIGN, ageGated: false, directLending: false });
    await named.remove();
    expect(faultsOf(client)).toEqual([]);
    expect(client.exchanges.length).toBeGreaterThanOrEqual(45);
  });

  it('of event streams', async () => {
    const client = await openAccount(simulator);
    const { sinks, subscriptions } = client.events.v1;
    const sink = await sinks.create({
      description: 'Acme',
      sinkType: 'webhook',
      sinkConfiguration: { destination: 'https://example.com/e', method: 'POST' },
    });
    const [first, second = ''] = EVENT_TYPES;
    const made = { description: 'Acme', sinkSid: sink.sid, types: [{ type: first }] };
    const { sid } = await subscriptions.create(made);
    await subscriptions(sid).fetch();
    await subscriptions(sid).update({ description: 'Acme 2' });
    await subscriptions.list({ sinkSid: sink.sid });
    const { subscribedEvents } = subscriptions(sid);
    await subscribedEvents.create({ type: second, schemaVersion: 1 });
    await subscribedEvents.list({ pageSize: 1 });
    await subscribedEvents(second).fetch();
    await subscribedEvents(second).remove();
    await sinks(sink.sid).fetch();
    await sinks(sink.sid).update({ description: 'Acme 2' });
    await sinks.list({ inUse: true });
    await subscriptions(sid).remove();
    await sinks(sink.sid).remove();
    expect(faultsOf(client)).toEqual([]);
    expect(client.exchanges.length).toBeGreaterThanOrEqual(14);
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
