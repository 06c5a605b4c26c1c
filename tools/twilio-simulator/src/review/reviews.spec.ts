import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Simulator } from '../index.js';
import { demo, newSimulator, pause, sdk, until } from '../testing/harness.js';
import { brandOf, type Client, decidedBrand, openAccount } from '../testing/registering.js';
import { profileOf } from '../testing/registering.js';

describe('reviews', () => {
  let simulator: Simulator;
  let client: Client;
  let stateDir: string;

  beforeEach(async () => {
    stateDir = await mkdtemp(join(tmpdir(), 'simulator-'));
    simulator = await newSimulator({ stateDir });
    client = await openAccount(simulator);
  });
  afterEach(async () => {
    await simulator.close();
    await rm(stateDir, { recursive: true });
  });

  const next = (body: object) => demo(simulator, 'POST', '/registrations/next', body);
  const decide = (sid: string, status: string) =>
    demo(simulator, 'POST', `/registrations/${sid}/outcome`, { status });
  const statusOf = async (sid: string) => {
    const { body } = await demo(simulator, 'GET', '/registrations');
    return body.registrations.find((item: { sid: string }) => item.sid === sid)?.status;
  };
  const submit = (sid: string) =>
    client.trusthub.v1.customerProfiles(sid).update({ status: 'pending-review' });

  it('end as was said beforehand, for one of that kind and account', async () => {
    const other = await openAccount(simulator, 'Other');
    const outcome = { status: 'FAILED', errors: [{ code: 30801, fields: ['street'] }] };
    await next({ kind: 'brand', accountSid: client.accountSid, outcome });
    const spared = await brandOf(other);
    expect((await decidedBrand(other, spared.sid)).status).toBe('APPROVED');
    const failed = await decidedBrand(client, (await brandOf(client)).sid);
    expect(failed).toMatchObject({
      status: 'FAILED',
      errors: [{ error_code: 30801, fields: ['street'] }],
    });
    expect((await decidedBrand(client, (await brandOf(client)).sid)).status).toBe('APPROVED');
  });

  it('end as was said for a name, and for a draft by its SID', async () => {
    const rejected = { status: 'rejected', errors: [18601] };
    const open = { status: 'in_review' };
    await next({ kind: 'bundle', friendlyNameContains: 'elsewhere', outcome: open });
    await next({ kind: 'bundle', friendlyNameContains: 'profile', outcome: rejected });
    const [first, second] = [await profileOf(client), await profileOf(client)];
    expect((await decide(second.sid, 'twilio-rejected')).status).toBe(200);
    expect(await statusOf(second.sid)).toBe('draft');
    await submit(first.sid);
    await submit(second.sid);
    for (const { sid } of [first, second]) {
      await until(async () => (await statusOf(sid)) === 'twilio-rejected', 'a rejection');
    }
  });

  it('stay open until told, and are opened again', async () => {
    await next({ kind: 'bundle', outcome: { status: 'in-review' } });
    const { sid } = await profileOf(client);
    await submit(sid);
    await until(async () => (await statusOf(sid)) === 'in-review', 'the review');
    await pause(30);
    expect(await statusOf(sid)).toBe('in-review');
    await decide(sid, 'approved');
    expect(await statusOf(sid)).toBe('twilio-approved');
    await decide(sid, 'rejected');
    expect(await statusOf(sid)).toBe('twilio-rejected');
  });

  it('stop where they are told to, and go on after a restart', async () => {
    await demo(simulator, 'PUT', '/faults', { registration: { pauseAt: 'bundle' } });
    const { sid } = await profileOf(client);
    await submit(sid);
    await until(async () => (await statusOf(sid)) === 'in-review', 'the review');
    await pause(30);
    expect(await statusOf(sid)).toBe('in-review');
    await simulator.close();
    simulator = await newSimulator({ stateDir });
    const { accountSid, password: token } = client;
    const again = sdk(simulator, { sid: accountSid, token });
    await until(async () => {
      const { status } = await again.trusthub.v1.customerProfiles(sid).fetch();
      return status === 'twilio-approved';
    }, 'the approval');
  });

  it('take as long as they are told', async () => {
    await demo(simulator, 'PUT', '/faults', { registration: { delayMs: 80 } });
    const { sid } = await profileOf(client);
    const startedAt = Date.now();
    await submit(sid);
    expect(await statusOf(sid)).toBe('pending-review');
    await until(async () => (await statusOf(sid)) === 'twilio-approved', 'the approval');
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(155);
  });

  it.each([
    [{ kind: 'house', outcome: { status: 'approved' } }],
    [{ kind: 'bundle', outcome: { status: 'suspended' } }],
    [{ kind: 'brand', outcome: { status: 'rejected', errors: ['x'] } }],
    [{ kind: 'brand', outcome: { status: 'rejected', errors: 30795 } }],
    [{ kind: 'brand', accountSid: 7, outcome: { status: 'rejected' } }],
    [{ kind: 'brand' }],
  ])('refuse %j beforehand', async (body) => {
    expect((await next(body)).status).toBe(400);
  });

  it('know what they don’t know', async () => {
    expect((await decide(`BN${'1'.repeat(32)}`, 'approved')).status).toBe(404);
  });
});
