import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import twilio from 'twilio';
import type { Simulator } from '../index.js';
import {
  Application,
  AUTH_TOKEN,
  newSimulator,
  pause,
  randomPhone,
  sdk,
  until,
} from '../testing/harness.js';

describe('callbacks', () => {
  let simulator: Simulator;
  let application: Application;
  let stateDir: string;

  beforeEach(async () => {
    application = await new Application().listen();
    stateDir = await mkdtemp(join(tmpdir(), 'simulator-'));
    simulator = await newSimulator({ stateDir });
  });
  afterEach(async () => {
    await simulator.close();
    await application.close();
    await rm(stateDir, { recursive: true });
  });

  const send = async (fragment: string, url = application.url) => {
    const client = sdk(simulator);
    const [known] = await client.incomingPhoneNumbers.list();
    const number = known ?? (await client.incomingPhoneNumbers.create({ areaCode: '512' }));
    return client.messages.create({
      to: randomPhone(),
      from: number.phoneNumber,
      body: 'Hello',
      statusCallback: `${url}/status${fragment}`,
    });
  };

  it('are lost at a 5xx by default', async () => {
    application.answers = [503];
    await send('');
    await until(() => application.received.length === 2);
    await pause(150);
    expect(application.statuses()).toEqual(['sent', 'delivered']);
  });

  it('are tried again as the fragment says, with the same idempotency token', async () => {
    application.answers = [503, 500];
    await send('#rc=3&rp=5xx,ct,rt');
    await until(() => application.received.length === 4);
    expect(application.statuses()).toEqual(['sent', 'sent', 'sent', 'delivered']);
    const tokens = application.received.map(({ headers }) => headers['i-twilio-idempotency-token']);
    expect(new Set(tokens.slice(0, 3)).size).toBe(1);
    expect(tokens[3]).not.toBe(tokens[0]);
    for (const { url, params, headers } of application.received) {
      expect(url).toBe(`${application.url}/status`);
      const signature = String(headers['x-twilio-signature']);
      expect(twilio.validateRequest(AUTH_TOKEN, signature, url, params)).toBe(true);
    }
  });

  it('give up after as many retries as they have', async () => {
    application.answers = [500, 500, 500];
    await send('#rc=1&rp=5xx');
    await until(() => application.received.length === 3);
    expect(application.statuses()).toEqual(['sent', 'sent', 'delivered']);
  });

  it('leave a 4xx alone unless told otherwise', async () => {
    application.answers = [403, 404];
    await send('#rc=3&rp=4xx');
    await until(() => application.received.length === 4);
    expect(application.statuses()).toEqual(['sent', 'sent', 'sent', 'delivered']);
  });

  it('are tried again when no answer comes in time', async () => {
    application.answers = ['hang'];
    await send('#rc=1&rp=rt&rt=100');
    await until(() => application.received.length === 3);
    expect(application.statuses()).toEqual(['sent', 'sent', 'delivered']);
  });

  it('are tried once more when there was no connection', async () => {
    const { port, url } = application;
    await application.close();
    await send('#rc=5&rp=ct', url);
    await pause(150);
    application = await new Application().listen(port);
    await until(() => application.received.length === 2);
    expect(application.statuses()).toEqual(['sent', 'delivered']);
  });

  it('go on after a restart', async () => {
    application.answers = ['hang'];
    const { sid } = await send('');
    await until(() => application.received.length === 1);
    await simulator.close();
    application.received.length = 0;
    application.answers = [];
    simulator = await newSimulator({ stateDir });
    await until(() => application.received.length === 2);
    expect(application.statuses(sid)).toEqual(['sent', 'delivered']);
  });
});
