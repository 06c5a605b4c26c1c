import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Simulator } from '../index.js';
import { demo, newSimulator, sdk, until } from '../testing/harness.js';
import { addressOf, assign, BUSINESS, type Client, endUser } from '../testing/registering.js';
import { openAccount, profileOf } from '../testing/registering.js';
import { PRIMARY_PROFILE_SID } from './contents.js';
import { POLICY_SIDS } from './policy.js';

describe('bundles', () => {
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

  const profiles = () => client.trusthub.v1.customerProfiles;
  const draft = (friendlyName = 'Acme') =>
    profiles().create({
      friendlyName,
      email: 'ops@platform.example',
      policySid: POLICY_SIDS.secondaryProfile,
    });
  const evaluation = async (sid: string) => {
    const policySid = POLICY_SIDS.secondaryProfile;
    return profiles()(sid).customerProfilesEvaluations.create({ policySid });
  };

  it('are listed newest first by name, status and policy, page by page', async () => {
    const [one, two] = [await draft('one'), await draft('two')];
    await draft('one');
    expect(await profiles().list({ friendlyName: 'one' })).toHaveLength(2);
    expect((await profiles().list({ friendlyName: 'two' })).map(({ sid }) => sid)).toEqual([
      two.sid,
    ]);
    expect(await profiles().list({ status: 'twilio-approved' })).toEqual([]);
    expect(await profiles().list({ policySid: POLICY_SIDS.starterProfile })).toEqual([]);
    const paged = await profiles().list({ pageSize: 1 });
    expect(paged).toHaveLength(3);
    expect(paged.at(-1)?.sid).toBe(one.sid);
    expect(await client.trusthub.v1.trustProducts.list()).toEqual([]);
    await expect(client.trusthub.v1.trustProducts(one.sid).fetch()).rejects.toMatchObject({
      code: 20404,
    });
  });

  it('are evaluated: what is missing and what is wrong', async () => {
    const { sid } = await draft();
    const empty = await evaluation(sid);
    expect(empty.status).toBe('noncompliant');
    expect(empty.results).toMatchObject([
      { object_type: 'customer_profile_business_information', error_code: 22214, passed: false },
      { object_type: 'authorized_representative_1', error_code: 22214 },
      { object_type: 'customer_profile_address', error_code: 22216 },
      { object_type: 'customer_profile', error_code: 22218 },
    ]);
    const wrong = { ...BUSINESS, business_industry: 'PLUMBING', website_url: '' };
    await assign(client, sid, [
      await endUser(client, 'customer_profile_business_information', wrong),
      await addressOf(client),
      PRIMARY_PROFILE_SID,
    ]);
    const half = await evaluation(sid);
    expect(half.results.map(({ passed }) => passed)).toEqual([false, false, true, true]);
    expect(half.results[0]?.invalid).toEqual([
      {
        friendly_name: 'business_industry',
        object_field: 'business_industry',
        failure_reason: 'The business_industry is not valid.',
        error_code: 22215,
      },
      expect.objectContaining({ object_field: 'website_url' }),
    ]);
  });

  it('end rejected when they are submitted without what they need', async () => {
    const { sid } = await draft();
    await profiles()(sid).update({ status: 'pending-review' });
    await until(async () => (await profiles()(sid).fetch()).status === 'twilio-rejected');
    expect((await profiles()(sid).fetch()).errors).toEqual([{ code: 18601 }]);
    await expect(profiles()(sid).update({ status: 'twilio-approved' })).rejects.toMatchObject({
      status: 400,
    });
    await expect(profiles()(sid).remove()).rejects.toMatchObject({ status: 400 });
  });

  it('take each object once, and only what the account has', async () => {
    const { sid } = await draft();
    const address = await addressOf(client);
    await assign(client, sid, [address]);
    await expect(assign(client, sid, [address])).rejects.toMatchObject({ status: 400 });
    const other = await openAccount(simulator, 'Other');
    const theirs = await addressOf(other);
    await expect(assign(client, sid, [theirs])).rejects.toMatchObject({ status: 400 });
    const { customerProfilesEntityAssignments: assignments } = profiles()(sid);
    expect(await assignments.list({ objectType: 'customer_profile_address' })).toHaveLength(1);
    expect(await assignments.list({ objectType: 'authorized_representative_1' })).toEqual([]);
    const [assigned] = await assignments.list();
    await assignments(assigned?.sid ?? '').remove();
    expect(await assignments.list()).toEqual([]);
    expect(await profiles()(sid).remove()).toBe(true);
  });

  it.each([
    { friendlyName: '', type: 'customer_profile_business_information' },
    { friendlyName: 'A', type: 'authorized_representative_9' },
    { friendlyName: 'A', type: 'authorized_representative_1', attributes: { first_name: 7 } },
    { friendlyName: 'A', type: 'authorized_representative_1', attributes: ['Ann'] },
  ])('refuse an end user like %j', async (given) => {
    await expect(client.trusthub.v1.endUsers.create(given)).rejects.toMatchObject({
      status: 400,
      code: 20001,
    });
  });

  it('keep no tax number: in no file, no log, no answer', async () => {
    const canaries = ['912873645', '91-2873645', '912 873 645'];
    const answers: string[] = [];
    const say = async (attributes: string) => {
      const { endUsers } = client.trusthub.v1;
      const type = 'customer_profile_business_information';
      const made = await endUsers
        .create({ friendlyName: 'Acme', type, attributes })
        .catch((error: unknown) => error);
      answers.push(JSON.stringify(made));
    };
    for (const canary of canaries) {
      await say(JSON.stringify({ ...BUSINESS, business_registration_number: canary }));
      await say(`{"business_registration_number": "${canary}"`);
      await say(JSON.stringify({ business_registration_number: [canary], [canary]: 'x' }));
    }
    const [known] = await client.trusthub.v1.endUsers.list();
    await client.trusthub.v1.endUsers(known?.sid ?? '').update({
      attributes: { ...BUSINESS, business_registration_number: canaries[0] },
    });
    await fetch(`${simulator.url}/v1/EndUsers`, {
      method: 'POST',
      body: new URLSearchParams({ Attributes: `{"n":"${canaries[0]}"}` }),
    });
    const asked = await demo(simulator, 'GET', '/requests');
    const listed = await client.trusthub.v1.endUsers.list();
    await simulator.close();
    const files = await Promise.all(
      (await readdir(stateDir)).map((name) => readFile(join(stateDir, name), 'utf8')),
    );
    expect(files.join('')).toContain('Acme Plumbing LLC');
    expect(JSON.stringify(asked.body)).toContain('business_registration_number');
    const everything = [...files, ...answers, JSON.stringify(asked.body), JSON.stringify(listed)];
    for (const canary of canaries) {
      for (const text of everything) expect(text).not.toContain(canary);
    }
  });

  it('know whether a tax number was given, and after a restart too', async () => {
    const { business_registration_number: _number, ...nameless } = BUSINESS;
    const without = await profileOf(client, nameless);
    expect((await evaluation(without.sid)).results[0]?.invalid).toMatchObject([
      { object_field: 'business_registration_number', error_code: 22215 },
    ]);
    const given = await profileOf(client);
    await simulator.close();
    simulator = await newSimulator({ stateDir });
    const { accountSid: sid, password: token } = client;
    client = sdk(simulator, { sid, token });
    expect((await evaluation(given.sid)).status).toBe('compliant');
  });
});
