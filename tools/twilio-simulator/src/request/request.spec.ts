import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Simulator } from '../index.js';
import { ACCOUNT_SID, AUTH_TOKEN, demo, newSimulator, sdk } from '../testing/harness.js';

describe('the request log', () => {
  let simulator: Simulator;

  beforeAll(async () => {
    simulator = await newSimulator();
  });
  afterAll(() => simulator.close());

  it('tells what was asked and answered, newest first, without secrets', async () => {
    const client = sdk(simulator);
    await client.api.v2010.accounts.create({ friendlyName: 'Acme' });
    await expect(
      client.messages.create({ to: '+15122340000', from: '+15122340001', body: 'Hello' }),
    ).rejects.toMatchObject({ code: 21659 });
    await fetch(`${simulator.url}/v1/Services`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', authorization: 'Bearer abc' },
      body: new URLSearchParams({ AuthToken: AUTH_TOKEN, Secret: 's3cr3t' }),
    });

    const { body } = await demo(simulator, 'GET', '/requests');
    expect(body.requests).toMatchObject([
      { path: '/v1/Services', credentials: '***', status: 401, code: 20003 },
      {
        method: 'POST',
        path: `/2010-04-01/Accounts/${ACCOUNT_SID}/Messages.json`,
        host: 'api.twilio.com',
        credentials: `${ACCOUNT_SID}:***`,
        form: { To: '+15122340000', From: '+15122340001', Body: 'Hello' },
        status: 400,
        code: 21659,
      },
      {
        path: '/2010-04-01/Accounts.json',
        form: { FriendlyName: 'Acme' },
        status: 201,
        code: null,
      },
    ]);
    const text = JSON.stringify(body);
    for (const secret of [
      AUTH_TOKEN,
      's3cr3t',
      'abc',
      Buffer.from(AUTH_TOKEN).toString('base64'),
    ]) {
      expect(text).not.toContain(secret);
    }
    expect((await demo(simulator, 'GET', '/requests?limit=1')).body.requests).toHaveLength(1);
    expect((await demo(simulator, 'GET', '/requests?limit=x')).status).toBe(400);
  });

  it('is bounded', async () => {
    await Promise.all(
      Array.from({ length: 1_050 }, () => fetch(`${simulator.url}/2010-04-01/Accounts.json`)),
    );
    expect((await demo(simulator, 'GET', '/requests')).body.requests).toHaveLength(1_000);
  });
});
