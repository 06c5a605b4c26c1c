import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Simulator } from '../index.js';
import { demo, newSimulator, pause, until } from '../testing/harness.js';
import { brandOf, BUSINESS, type Client, decidedBrand } from '../testing/registering.js';
import { openAccount, profileOf, soleProprietorOf } from '../testing/registering.js';
import { submittedBundles, trustProductOf } from '../testing/registering.js';
import { OTP_SENDER } from './otps.js';

describe('brands', () => {
  let simulator: Simulator;
  let client: Client;

  beforeEach(async () => {
    simulator = await newSimulator();
    client = await openAccount(simulator);
  });
  afterEach(() => simulator.close());

  const brands = () => client.messaging.v1.brandRegistrations;
  const decide = (sid: string, outcome: object) =>
    demo(simulator, 'POST', `/registrations/${sid}/outcome`, outcome);

  it('need bundles that are submitted, and of the right kind', async () => {
    const profile = await profileOf(client);
    const product = await trustProductOf(client, profile.sid);
    const create = (customerProfileBundleSid: string, a2PProfileBundleSid: string) =>
      brands().create({ customerProfileBundleSid, a2PProfileBundleSid });
    const draft = await trustProductOf(client, profile.sid);
    await client.trusthub.v1.trustProducts(product.sid).update({ status: 'pending-review' });
    await expect(create(profile.sid, product.sid)).rejects.toMatchObject({ status: 400 });
    await client.trusthub.v1.customerProfiles(profile.sid).update({ status: 'pending-review' });
    await expect(create(profile.sid, draft.sid)).rejects.toMatchObject({ status: 400 });
    await expect(create(product.sid, profile.sid)).rejects.toMatchObject({ status: 400 });
    await expect(create(profile.sid, product.sid)).resolves.toMatchObject({ status: 'PENDING' });
  });

  it('wait until their bundles are approved', async () => {
    await demo(simulator, 'PUT', '/faults', { registration: { pauseAt: 'bundle' } });
    const { sid } = await brandOf(client);
    await pause(60);
    expect((await brands()(sid).fetch()).status).toBe('IN_REVIEW');
    await demo(simulator, 'PUT', '/faults', {});
    expect(await decidedBrand(client, sid)).toMatchObject({
      status: 'APPROVED',
      identityStatus: 'VERIFIED',
    });
  });

  it('fail with a bundle, and with a number that cannot be one', async () => {
    const bundles = await submittedBundles(client);
    await decide(bundles.customerProfileBundleSid, { status: 'rejected' });
    const { sid } = await brands().create(bundles);
    expect(await decidedBrand(client, sid)).toMatchObject({
      status: 'FAILED',
      errors: [{ error_code: 18601 }],
    });
    const short = { ...BUSINESS, business_registration_number: '12345' };
    const second = await decidedBrand(client, (await brandOf(client, short)).sid);
    expect(second).toMatchObject({
      status: 'FAILED',
      failureReason: 'Registration error',
      errors: [{ error_code: 30795, fields: expect.any(Array), url: expect.any(String) }],
    });
  });

  it('are submitted again when they failed, three times', async () => {
    const { sid } = await brandOf(client);
    await decidedBrand(client, sid);
    await expect(brands()(sid).update()).rejects.toMatchObject({ status: 400 });
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await decide(sid, { status: 'failed', errors: [30795] });
      expect((await brands()(sid).fetch()).errors).toMatchObject([{ error_code: 30795 }]);
      expect((await brands()(sid).update()).status).toBe('PENDING');
      expect(await decidedBrand(client, sid)).toMatchObject({ status: 'APPROVED', errors: [] });
    }
    await decide(sid, { status: 'failed' });
    await expect(brands()(sid).update()).rejects.toMatchObject({ code: 21724 });
    expect(await brands().list()).toHaveLength(1);
  });

  it('can be suspended, or stay unverified', async () => {
    const { sid } = await brandOf(client);
    await decidedBrand(client, sid);
    await decide(sid, { status: 'suspended' });
    expect((await brands()(sid).fetch()).status).toBe('SUSPENDED');
    await decide(sid, { status: 'unverified', errors: [{ code: 30795 }] });
    expect(await brands()(sid).fetch()).toMatchObject({
      status: 'APPROVED',
      identityStatus: 'UNVERIFIED',
      errors: [{ error_code: 30795 }],
    });
    expect((await decide(sid, { status: 'odd' })).status).toBe(400);
    expect((await brands()(sid).update()).status).toBe('PENDING');
    expect((await decidedBrand(client, sid)).identityStatus).toBe('VERIFIED');
  });

  it('of sole proprietors wait for the phone’s YES, which can be asked for again', async () => {
    const mobile = '+15122347777';
    const { sid } = await soleProprietorOf(client, mobile);
    const texts = async () =>
      (await demo(simulator, 'GET', `/phones/${mobile}/messages`)).body.messages;
    await until(async () => (await texts()).length === 1, 'the question');
    expect(await brands()(sid).fetch()).toMatchObject({
      status: 'APPROVED',
      identityStatus: 'UNVERIFIED',
      brandType: 'SOLE_PROPRIETOR',
    });
    await brands()(sid).brandRegistrationOtps.create();
    expect(await texts()).toMatchObject([{ from: OTP_SENDER }, { from: OTP_SENDER }]);
    const answer = (body: string, from = mobile) =>
      demo(simulator, 'POST', `/phones/${from}/messages`, { to: OTP_SENDER, body });
    await answer('no');
    await answer('YES', '+15122348888');
    expect((await brands()(sid).fetch()).identityStatus).toBe('UNVERIFIED');
    expect((await answer(' yes ')).status).toBe(201);
    expect((await brands()(sid).fetch()).identityStatus).toBe('VERIFIED');
    expect(await client.messages.list()).toEqual([]);
    await expect(brands()(sid).brandRegistrationOtps.create()).rejects.toMatchObject({
      status: 400,
    });
  });

  it('take a second vetting', async () => {
    const { sid } = await brandOf(client);
    const { brandVettings } = brands()(sid);
    const made = await brandVettings.create({ vettingProvider: 'aegis' });
    expect(made.vettingStatus).toBe('IN_PROGRESS');
    expect(await brandVettings.list({ vettingProvider: 'aegis' })).toHaveLength(1);
    expect(await brandVettings.list({ vettingProvider: 'campaign-verify' })).toEqual([]);
  });
});
