/** A business's number: local, bought once, and given back. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { newId, type NumberView, type Principal } from '@fieldline/contracts';
import { eventually } from '@fieldline/testing';
import { RunningMessaging } from './running-messaging.js';

const CHICAGO = ['312', '773', '872'];

let messaging: RunningMessaging;
beforeAll(async () => void (messaging = await RunningMessaging.start()));
afterAll(() => messaging.stop());
afterEach(() => faults({ emptyAreaCodes: [] }));

async function faults(settings: object): Promise<void> {
  await fetch(`${messaging.simulator.url}/faults`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(settings),
  });
}

interface Account {
  sid: string;
  friendly_name: string;
  status: string;
}

async function accounts(): Promise<Account[]> {
  const { accountSid, authToken } = RunningMessaging.parent;
  const answer = await fetch(`${messaging.simulator.url}/2010-04-01/Accounts.json?PageSize=1000`, {
    headers: {
      authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`,
    },
  });
  return ((await answer.json()) as { accounts: Account[] }).accounts;
}
const statusOf = async (tenantId: string): Promise<string[]> =>
  (await accounts())
    .filter((account) => account.friendly_name.endsWith(tenantId))
    .map(({ status }) => status);
const accountOf = async (accountSid: string): Promise<string | undefined> =>
  (await accounts()).find(({ sid }) => sid === accountSid)?.status;

const call = <T>(
  tenantId: string,
  path: string,
  body?: object,
  role: Principal['role'] = 'operator',
) => messaging.service.call<T>(tenantId, ['POST', path], { role, ...(body && { body }) });
const buy = (place: object, tenantId = newId()) =>
  call<NumberView>(tenantId, '/numbers', { businessName: 'Acme', country: 'US', ...place });

test('is of the area code that was asked for', async () => {
  const { status, body } = await buy({ areaCode: '312' });
  expect([status, body.matched, body.fallback]).toEqual([200, 'area_code', undefined]);
  expect(body.phoneNumber).toMatch(/^\+1312/);
});

test('comes from nearby when none is left, and says so', async () => {
  await faults({ emptyAreaCodes: ['312'] });
  const { body } = await buy({ areaCode: '312' });
  expect(body).toMatchObject({
    matched: 'nearby',
    fallback: 'No number was left with area code 312. This one is from within 25 miles.',
  });
  expect(body.phoneNumber).toMatch(/^\+1(?:773|872)/);
});

test('comes from the same state when none is left nearby', async () => {
  await faults({ emptyAreaCodes: CHICAGO });
  const { body } = await buy({ areaCode: '312' });
  expect(body).toMatchObject({ matched: 'region', fallback: expect.stringContaining('in IL') });
  const { rows } = await messaging.service.admin.query<{ matched: string }>(
    `SELECT matched FROM number WHERE id = $1`,
    [body.id],
  );
  expect(rows).toEqual([{ matched: 'region' }]);
});

test('is of the postal code that was asked for', async () => {
  const { body } = await buy({ postalCode: '60614' });
  expect([body.matched, body.fallback]).toEqual(['postal_code', undefined]);
  const canada = await buy({ country: 'CA', postalCode: 'M5V 2T6' });
  expect(canada.body.matched).toBe('postal_code');
});

test('is none when the state has none, nor is one of another country', async () => {
  const wyoming = ['307'];
  await faults({ emptyAreaCodes: wyoming });
  for (const place of [{ areaCode: '307' }, { areaCode: '416' }, {}]) {
    const { status, body } = await buy(place);
    expect([place, status, body.code]).toEqual([place, 409, 'no_number_available']);
  }
});

test('goes back to Twilio once, and somebody else may have it then', async () => {
  const tenantId = newId();
  const { body: number } = await buy({ areaCode: '307' }, tenantId);
  expect((await call(tenantId, '/numbers/release', undefined, 'owner')).status).toBe(403);
  for (let round = 0; round < 2; round += 1)
    expect((await call(tenantId, '/numbers/release')).status).toBe(204);
  const { rows } = await messaging.service.admin.query<{ state: string }>(
    `SELECT state FROM number WHERE tenant_id = $1`,
    [tenantId],
  );
  expect(rows).toEqual([{ state: 'released' }]);
  const { body: next } = await buy({ areaCode: '307' });
  expect(next.phoneNumber).toBe(number.phoneNumber);
});

describe('the account that it was in', () => {
  test('is closed after it, once', async () => {
    const tenantId = newId();
    await buy({ areaCode: '307' }, tenantId);
    expect(await statusOf(tenantId)).toEqual(['active']);
    for (let round = 0; round < 2; round += 1)
      expect((await call(tenantId, '/numbers/release')).status).toBe(204);
    expect(await statusOf(tenantId)).toEqual(['closed']);
  });

  test('waits for a text that Twilio may have, and has not sent', async () => {
    const business = await messaging.business();
    const { tenantId, accountSid } = business;
    await messaging.customer(business, '+13125550142');
    const { body } = await messaging.send(tenantId, { to: '+13125550142', body: 'Hi' });
    const becomes = (status: string) =>
      messaging.service.admin.query(
        `UPDATE message SET status = $2, follow_up_at = now() + interval '1 hour' WHERE id = $1`,
        [body.id, status],
      );
    for (const status of ['unknown', 'submitted']) {
      await becomes(status);
      const waits = await call<{ code: string }>(tenantId, '/numbers/release');
      expect([waits.status, waits.body.code]).toEqual([409, 'texts_under_way']);
      expect(await accountOf(accountSid)).toBe('active');
    }
    await becomes('sent');
    expect((await call(tenantId, '/numbers/release')).status).toBe(204);
    expect(await accountOf(accountSid)).toBe('closed');
  });
});

test('that was being bought goes back, too', async () => {
  const tenantId = newId();
  const { body: number } = await buy({ areaCode: '307' }, tenantId);
  // As a crash leaves it between Twilio's answer and ours.
  await messaging.service.admin.query(
    `UPDATE number SET state = 'buying', phone_number = NULL, account_sid = NULL WHERE tenant_id = $1`,
    [tenantId],
  );
  await call(tenantId, '/numbers/release');
  const { body: next } = await buy({ areaCode: '307' });
  expect(next.phoneNumber).toBe(number.phoneNumber);
});

test('is of an account whose name is cut between characters', async () => {
  const tenantId = newId();
  await buy({ areaCode: '312', businessName: `${'x'.repeat(23)}🔧🔧` }, tenantId);
  expect((await accounts()).map((account) => account.friendly_name)).toContain(
    `${'x'.repeat(23)}🔧 ${tenantId}`,
  );
});

test('of a business that never had one is nothing to give back, and none is bought later', async () => {
  const tenantId = newId();
  expect((await call(tenantId, '/numbers/release')).status).toBe(204);
  const { status, body } = await buy({ areaCode: '307' }, tenantId);
  expect([status, body.code]).toEqual([409, 'tenant_closed']);
});

describe('that Twilio sells while the business is closed', () => {
  let tenantId: string;
  let free: string;
  beforeEach(async () => {
    tenantId = newId();
    const other = newId();
    free = (await buy({ areaCode: '307' }, other)).body.phoneNumber;
    await call(other, '/numbers/release');
  });

  /** Begins to buy it: Twilio takes a second to hear of that, and has answered all else. */
  async function begun(): Promise<{ readonly bought: ReturnType<typeof buy> }> {
    await faults({ arrivalMs: 1_000, paths: ['POST /2010-04-01/Accounts/AC'] });
    const bought = buy({ areaCode: '307' }, tenantId);
    await eventually(async () => expect(await own()).toMatchObject({ matched: 'area_code' }));
    await sleep(300);
    return { bought };
  }

  async function own(): Promise<{ state: string; matched: string | null } | undefined> {
    const { rows } = await messaging.service.admin.query<{ state: string; matched: string }>(
      `SELECT state, matched FROM number WHERE tenant_id = $1`,
      [tenantId],
    );
    return rows[0];
  }

  async function isBack(): Promise<boolean> {
    await faults({});
    return (await buy({ areaCode: '307' })).body.phoneNumber === free;
  }

  test('goes back at once, and whoever asked for it is told', async () => {
    const { bought } = await begun();
    expect((await call(tenantId, '/numbers/release')).status).toBe(204);
    const { status, body } = await bought;
    expect([status, body.code]).toEqual([409, 'tenant_closed']);
    expect([(await own())?.state, await isBack()]).toEqual(['released', true]);
  });

  test('goes back though it was not there yet when Twilio was asked', async () => {
    const { bought } = await begun();
    await faults({ latencyMs: 1_200, paths: ['GET /2010-04-01/Accounts/AC'] });
    const released = call(tenantId, '/numbers/release');
    expect((await bought).status).toBe(200);
    expect((await released).status).toBe(204);
    expect([(await own())?.state, await isBack()]).toEqual(['released', true]);
  });
});

test('bought by a process that died is found, with how it was searched for', async () => {
  await faults({ emptyAreaCodes: ['312'] });
  const tenantId = newId();
  const { body: number } = await buy({ areaCode: '312' }, tenantId);
  await messaging.service.admin.query(
    `UPDATE number SET state = 'buying', phone_number = NULL, account_sid = NULL WHERE tenant_id = $1`,
    [tenantId],
  );
  const { body: again } = await buy({ areaCode: '312' }, tenantId);
  expect(again).toEqual(number);
});
