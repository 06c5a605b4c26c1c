import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Simulator } from '../index.js';
import { ACCOUNT_SID, AUTH_TOKEN, newSimulator, sdk } from '../testing/harness.js';

describe('accounts', () => {
  let simulator: Simulator;

  beforeEach(async () => {
    simulator = await newSimulator();
  });
  afterEach(() => simulator.close());

  it('makes a subaccount whose own token works for it', async () => {
    const made = await sdk(simulator).api.v2010.accounts.create({ friendlyName: 'Acme' });
    expect(made).toMatchObject({
      friendlyName: 'Acme',
      status: 'active',
      ownerAccountSid: ACCOUNT_SID,
    });
    expect(made.authToken).toMatch(/^[0-9a-f]{32}$/);

    const own = sdk(simulator, { sid: made.sid, token: made.authToken });
    expect((await own.api.v2010.accounts(made.sid).fetch()).authToken).toBe(made.authToken);
    await expect(own.api.v2010.accounts.create({})).rejects.toMatchObject({ code: 20003 });
  });

  it('lists the parent and its subaccounts, by name as well', async () => {
    const client = sdk(simulator);
    await client.api.v2010.accounts.create({ friendlyName: 'one' });
    const two = await client.api.v2010.accounts.create({ friendlyName: 'two' });
    expect(await client.api.v2010.accounts.list()).toHaveLength(3);
    const named = await client.api.v2010.accounts.list({ friendlyName: 'two' });
    expect(named.map(({ sid }) => sid)).toEqual([two.sid]);
  });

  it('lets the parent act on a subaccount, and nobody on another', async () => {
    const parent = sdk(simulator);
    const [a, b] = await Promise.all([
      parent.api.v2010.accounts.create({}),
      parent.api.v2010.accounts.create({}),
    ]);
    const number = await sdk(simulator, { actingOn: a.sid }).incomingPhoneNumbers.create({
      areaCode: '512',
    });
    expect(number.accountSid).toBe(a.sid);
    const other = sdk(simulator, { sid: b.sid, token: b.authToken, actingOn: a.sid });
    await expect(other.incomingPhoneNumbers.list()).rejects.toMatchObject({
      status: 404,
      code: 20404,
    });
  });

  it('stops a suspended account from sending, and a closed one for good', async () => {
    const parent = sdk(simulator);
    const made = await parent.api.v2010.accounts.create({});
    const acting = sdk(simulator, { actingOn: made.sid });
    const number = await acting.incomingPhoneNumbers.create({ areaCode: '512' });
    await parent.api.v2010.accounts(made.sid).update({ status: 'suspended' });
    const send = () =>
      acting.messages.create({ to: '+15122340001', from: number.phoneNumber, body: 'hi' });
    await expect(send()).rejects.toMatchObject({ status: 403, code: 20005 });
    const own = sdk(simulator, { sid: made.sid, token: made.authToken });
    await expect(own.messages.list()).rejects.toMatchObject({ code: 20005 });

    await parent.api.v2010.accounts(made.sid).update({ status: 'active' });
    await expect(send()).resolves.toMatchObject({ status: 'queued' });

    await parent.api.v2010.accounts(made.sid).update({ status: 'closed' });
    expect(await acting.incomingPhoneNumbers.list()).toEqual([]);
    await expect(
      parent.api.v2010.accounts(made.sid).update({ status: 'active' }),
    ).rejects.toMatchObject({ status: 400 });
  });

  it.each([
    ['a wrong token', `${ACCOUNT_SID}:wrong`],
    ['an unknown account', `AC${'9'.repeat(32)}:${AUTH_TOKEN}`],
    ['nothing', ''],
  ])('answers %s with 401 and 20003 in Twilio’s shape', async (_case, credentials) => {
    const response = await fetch(`${simulator.url}/2010-04-01/Accounts/${ACCOUNT_SID}.json`, {
      headers: credentials
        ? { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` }
        : {},
    });
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({
      code: 20003,
      message: 'Authenticate',
      more_info: 'https://www.twilio.com/docs/errors/20003',
      status: 401,
    });
  });

  it('answers what it does not know with 404 and 20404', async () => {
    await expect(sdk(simulator).calls.list()).rejects.toMatchObject({ status: 404, code: 20404 });
  });
});
