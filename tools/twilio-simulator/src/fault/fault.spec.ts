import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Simulator } from '../index.js';
import { Application, demo, newSimulator, pause, sdk, until } from '../testing/harness.js';
import { DEFAULT_SETTINGS, RATES } from './fault.js';
import { Faults } from './faults.js';

describe('dice', () => {
  it('fall the same way for the same seed, and each rate has its own', () => {
    const faults = new Faults();
    const falls = (seed: number) => {
      faults.put({ seed, dropCallbacks: 0.5, rate429: 0.5 });
      return Array.from({ length: 64 }, () => faults.roll('dropCallbacks'));
    };
    const first = falls(7);
    expect(falls(7)).toEqual(first);
    expect(falls(8)).not.toEqual(first);
    expect(first.filter(Boolean).length).toBeGreaterThan(16);

    faults.put({ seed: 7, dropCallbacks: 0.5, rate429: 0.5 });
    const mixed = Array.from({ length: 64 }, () => {
      faults.roll('rate429');
      return faults.roll('dropCallbacks');
    });
    expect(mixed).toEqual(first);
  });

  it.each(RATES)('never fall for %s at 0, and always at 1', (rate) => {
    const faults = new Faults();
    expect(faults.roll(rate)).toBe(false);
    faults.put({ [rate]: 1 });
    expect(faults.roll(rate)).toBe(true);
  });
});

describe('faults', () => {
  const to = '+15122346666';
  let simulator: Simulator;
  let application: Application;
  let from: string;

  beforeEach(async () => {
    application = await new Application().listen();
    simulator = await newSimulator();
    from = (await sdk(simulator).incomingPhoneNumbers.create({ areaCode: '512' })).phoneNumber;
  });
  afterEach(async () => {
    await simulator.close();
    await application.close();
  });

  const put = (body: unknown) => demo(simulator, 'PUT', '/faults', body);
  const send = (params: object = {}) =>
    sdk(simulator).messages.create({
      to,
      from,
      body: 'Hello',
      statusCallback: `${application.url}/status`,
      ...params,
    });

  it('are read back, and reset by an empty body', async () => {
    await put({ latencyMs: 5, numbers: { [to]: 30003 } });
    const { body } = await demo(simulator, 'GET', '/faults');
    expect(body).toMatchObject({ latencyMs: 5, numbers: { [to]: 30003 }, rate429: 0 });
    expect((await put({})).body).toEqual({
      ...DEFAULT_SETTINGS,
      sentAfterMs: 15,
      deliveredAfterMs: 15,
    });
  });

  it.each([
    [{ rate429: 1.5 }],
    [{ latencyMs: -1 }],
    [{ latencyMs: 1.5 }],
    [{ seed: 'x' }],
    [{ numbers: { 512: 30003 } }],
    [{ numbers: { [to]: 12 } }],
    [{ numbers: [] }],
    [{ emptyAreaCodes: ['51'] }],
    [{ paths: '/v1' }],
    [{ paths: [''] }],
    [{ refusals: [{ path: '/v1' }] }],
    [{ refusals: [{ path: '/v1', code: 20001, method: 'PATCH' }] }],
    [{ registration: { pauseAt: 'lunch' } }],
    [{ registration: { required: 1 } }],
    [{ registration: { typo: 1 } }],
    [{ typo: 1 }],
    [{ ['__proto__x']: 1 }],
    [[]],
  ])('refuse %j and change nothing', async (body) => {
    await put({ latencyMs: 1 });
    expect(await put(body)).toMatchObject({ status: 400, body: { code: 'invalid_faults' } });
    expect((await demo(simulator, 'GET', '/faults')).body.latencyMs).toBe(1);
  });

  it('answer 429 before anything happens', async () => {
    await put({ rate429: 1 });
    await expect(send()).rejects.toMatchObject({ status: 429, code: 20429 });
    await put({});
    expect(await sdk(simulator).messages.list()).toEqual([]);
  });

  it('answer 500 after the message was accepted', async () => {
    await put({ failAfterAccept: 1 });
    await expect(send()).rejects.toMatchObject({ status: 500, code: 20500 });
    await until(() => application.received.length === 2);
    const [message] = await sdk(simulator).messages.list({ to });
    expect(message).toMatchObject({ status: 'delivered', to });
  });

  it('keeps a request on its way, with nothing done until it is there', async () => {
    await put({ arrivalMs: 150 });
    const created = send();
    await pause(60);
    expect((await demo(simulator, 'GET', `/phones/${to}/messages`)).body.messages).toEqual([]);
    expect((await created).status).toBe('queued');
  });

  it('strike the paths that are named, and no others', async () => {
    await put({ rate429: 1, paths: ['/IncomingPhoneNumbers'] });
    const client = sdk(simulator);
    await expect(client.incomingPhoneNumbers.list()).rejects.toMatchObject({ code: 20429 });
    await expect(send()).resolves.toMatchObject({ status: 'queued' });
    await put({ rate429: 1, paths: ['POST /2010-04-01'] });
    expect(await client.incomingPhoneNumbers.list()).toHaveLength(1);
    await expect(send()).rejects.toMatchObject({ code: 20429 });
  });

  it('refuse as often as they are told, before anything happens', async () => {
    const services = sdk(simulator).messaging.v1.services;
    await put({ refusals: [{ path: '/v1/Services', method: 'POST', code: 20500, times: 2 }] });
    const create = () => services.create({ friendlyName: 'Acme' });
    expect(await services.list()).toEqual([]);
    await expect(create()).rejects.toMatchObject({ status: 500, code: 20500 });
    await expect(create()).rejects.toMatchObject({ status: 500 });
    await expect(create()).resolves.toMatchObject({ friendlyName: 'Acme' });
    await put({ refusals: [{ path: '/v1/Services', code: 21717, status: 409 }] });
    await expect(services.list()).rejects.toMatchObject({ status: 409, code: 21717 });
    await put({ refusals: [{ path: '/v1/Services', code: 20001, echo: true }] });
    await expect(create()).rejects.toThrow(/"FriendlyName":"Acme"/);
  });

  it('answer 500 after a newer API has changed something', async () => {
    const { services } = sdk(simulator).messaging.v1;
    const { sid } = await services.create({ friendlyName: 'Acme' });
    await put({ failAfterAccept: 1 });
    const change = services(sid).update({ friendlyName: 'Acme 2' });
    await expect(change).rejects.toMatchObject({ status: 500 });
    expect((await services(sid).fetch()).friendlyName).toBe('Acme 2');
  });

  it('answer late', async () => {
    await put({ latencyMs: 120 });
    const startedAt = Date.now();
    await send();
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(115);
  });

  it('lose callbacks', async () => {
    await put({ dropCallbacks: 1 });
    const { sid } = await send();
    await until(async () => (await sdk(simulator).messages(sid).fetch()).status === 'delivered');
    await pause(50);
    expect(application.received).toEqual([]);
  });

  it('double callbacks, as requests of their own', async () => {
    await put({ duplicateCallbacks: 1 });
    await send();
    await until(() => application.received.length === 4);
    expect(application.statuses().toSorted()).toEqual(['delivered', 'delivered', 'sent', 'sent']);
    const tokens = application.received.map(({ headers }) => headers['i-twilio-idempotency-token']);
    expect(new Set(tokens).size).toBe(4);
  });

  it('put callbacks out of order', async () => {
    const messages = 12;
    await put({ reorderCallbacks: 0.5, seed: 3 });
    const sent = await Promise.all(
      Array.from({ length: messages }, (_, index) => send({ to: `+151223466${10 + index}` })),
    );
    await until(() => application.received.length === 2 * messages);
    const firsts = sent.map(({ sid }) => application.statuses(sid)[0]);
    expect(firsts).toContain('delivered');
    expect(firsts).toContain('sent');
  });

  it('hold callbacks back', async () => {
    await put({ callbackDelayMs: 150 });
    await send();
    await pause(100);
    expect(application.received).toEqual([]);
    await until(() => application.received.length === 2);
  });

  it('count segments otherwise, never below one', async () => {
    await put({ segmentsDelta: 2 });
    expect(await send()).toMatchObject({ numSegments: '3' });
    await put({ segmentsDelta: -5 });
    expect(await send()).toMatchObject({ numSegments: '1' });
  });

  it.each([21211, 21408, 21610, 21614, 20003, 20429])('refuse a number with %i', async (code) => {
    await put({ numbers: { [to]: code } });
    await expect(send()).rejects.toMatchObject({ code });
  });

  it.each([
    [30003, ['sent', 'undelivered']],
    [30007, ['sent', 'undelivered']],
    [30001, ['failed']],
    [30036, ['failed']],
  ])('let a message end with %i', async (code, statuses) => {
    await put({ numbers: { [to]: code } });
    const { sid } = await send();
    await until(() => application.received.length === statuses.length);
    expect(application.statuses()).toEqual(statuses);
    expect(application.received.at(-1)?.params.ErrorCode).toBe(String(code));
    expect(await sdk(simulator).messages(sid).fetch()).toMatchObject({
      status: statuses.at(-1),
      errorCode: code,
      errorMessage: expect.any(String),
    });
  });

  it('strike a sender as well', async () => {
    await put({ numbers: { [from]: 30034 } });
    await send();
    await until(() => application.received.length === 2);
    expect(application.received[1]?.params.ErrorCode).toBe('30034');
  });

  it('let what a suspended account has queued fail', async () => {
    await put({ sentAfterMs: 100 });
    const parent = sdk(simulator);
    const sub = await parent.api.v2010.accounts.create({});
    const acting = sdk(simulator, { actingOn: sub.sid });
    const number = await acting.incomingPhoneNumbers.create({ areaCode: '303' });
    const { sid } = await acting.messages.create({ to, from: number.phoneNumber, body: 'x' });
    await parent.api.v2010.accounts(sub.sid).update({ status: 'suspended' });
    const failed = await until(async () => {
      const message = await acting.messages(sid).fetch();
      return message.status === 'failed' ? message : null;
    });
    expect(failed.errorCode).toBe(30002);
  });
});
