import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Simulator } from '../index.js';
import { Application, demo, newSimulator, pause, until } from '../testing/harness.js';
import { brandOf, type Client, decidedBrand, openAccount } from '../testing/registering.js';

const VERIFIED = 'com.twilio.messaging.compliance.brand-registration.brand-verified';
const REGISTERED = 'com.twilio.messaging.compliance.brand-registration.brand-registered';

describe('event streams', () => {
  let simulator: Simulator;
  let application: Application;
  let client: Client;

  beforeEach(async () => {
    application = await new Application().listen();
    simulator = await newSimulator();
    client = await openAccount(simulator);
  });
  afterEach(async () => {
    await simulator.close();
    await application.close();
  });

  const newSink = (given: object = {}) =>
    client.events.v1.sinks.create({
      description: 'Acme',
      sinkType: 'webhook',
      sinkConfiguration: { destination: `${application.url}/events` },
      ...given,
    });
  const subscribe = async (...types: string[]) => {
    const { sid: sinkSid } = await newSink();
    return client.events.v1.subscriptions.create({
      description: 'Acme',
      sinkSid,
      types: types.map((type) => ({ type })),
    });
  };
  const typesTold = () =>
    application.received.map(({ body }) => (JSON.parse(body) as { type: string }[])[0]?.type);

  it('tell what is subscribed to, and more when it is added', async () => {
    const { sid } = await subscribe(VERIFIED);
    await decidedBrand(client, (await brandOf(client)).sid);
    await until(() => application.received.length === 1);
    expect(typesTold()).toEqual([VERIFIED]);
    const { subscribedEvents } = client.events.v1.subscriptions(sid);
    await subscribedEvents.create({ type: REGISTERED, schemaVersion: 1 });
    await subscribedEvents(VERIFIED).remove();
    expect((await subscribedEvents.list()).map(({ type }) => type)).toEqual([REGISTERED]);
    await decidedBrand(client, (await brandOf(client)).sid);
    await until(() => application.received.length === 2);
    expect(typesTold()).toEqual([VERIFIED, REGISTERED]);
  });

  it('tell nothing of other accounts', async () => {
    await subscribe(VERIFIED, REGISTERED);
    const other = await openAccount(simulator, 'Other');
    await decidedBrand(other, (await brandOf(other)).sid);
    await pause(50);
    expect(application.received).toEqual([]);
  });

  it('tell twice, and late, as the faults say', async () => {
    await subscribe(VERIFIED);
    await demo(simulator, 'PUT', '/faults', { duplicateCallbacks: 1 });
    await brandOf(client);
    await until(() => application.received.length === 2);
    const [first, second] = application.received;
    expect(first?.body).toBe(second?.body);
  });

  it('list sinks and subscriptions, which keep a sink from being deleted', async () => {
    const unused = await newSink();
    const { sid, sinkSid } = await subscribe(VERIFIED);
    const { sinks, subscriptions } = client.events.v1;
    expect((await sinks.list({ inUse: true })).map((sink) => sink.sid)).toEqual([sinkSid]);
    expect((await subscriptions.list({ sinkSid })).map((item) => item.sid)).toEqual([sid]);
    expect(await subscriptions.list({ sinkSid: unused.sid })).toEqual([]);
    await expect(sinks(sinkSid).remove()).rejects.toMatchObject({ status: 400 });
    expect(await subscriptions(sid).remove()).toBe(true);
    expect(await sinks(sinkSid).remove()).toBe(true);
  });

  it.each([
    { sinkType: 'kinesis' },
    { sinkConfiguration: { destination: 'ftp://example.com' } },
    { sinkConfiguration: { destination: 'https://example.com', method: 'GET' } },
    { sinkConfiguration: 'x' },
    { description: '' },
  ])('refuse a sink with %j', async (given) => {
    await expect(newSink(given)).rejects.toMatchObject({ status: 400, code: 20001 });
  });

  it('refuse events that the simulator never tells', async () => {
    await expect(subscribe('com.twilio.messaging.message.sent')).rejects.toMatchObject({
      status: 400,
    });
  });
});
