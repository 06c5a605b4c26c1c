import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Simulator } from '../index.js';
import { demo, newSimulator, until } from '../testing/harness.js';
import { brandOf, CAMPAIGN, campaignOf, type Client } from '../testing/registering.js';
import { decidedBrand, decidedCampaign, openAccount } from '../testing/registering.js';
import { soleProprietorOf } from '../testing/registering.js';

describe('campaigns', () => {
  let simulator: Simulator;
  let client: Client;

  beforeEach(async () => {
    simulator = await newSimulator();
    client = await openAccount(simulator);
  });
  afterEach(() => simulator.close());

  const newService = async () => {
    const { sid } = await client.messaging.v1.services.create({ friendlyName: 'Acme' });
    return client.messaging.v1.services(sid);
  };

  it('are refused while the brand is not approved, and for its wrong use case', async () => {
    await demo(simulator, 'PUT', '/faults', { registration: { pauseAt: 'brand' } });
    const { sid: brandRegistrationSid } = await brandOf(client);
    const service = await newService();
    const create = (given: object = {}) =>
      service.usAppToPerson.create({ ...CAMPAIGN, brandRegistrationSid, ...given });
    await expect(create()).rejects.toMatchObject({ status: 400, code: 21717 });
    await demo(simulator, 'PUT', '/faults', {});
    await decidedBrand(client, brandRegistrationSid);
    await expect(create({ usAppToPersonUsecase: 'PLUMBING' })).rejects.toMatchObject({
      code: 21717,
    });
    await expect(create({ description: 'short' })).rejects.toMatchObject({ code: 21728 });
    await expect(
      create({ messageSamples: CAMPAIGN.messageSamples.slice(1) }),
    ).rejects.toMatchObject({ code: 21728 });
    await expect(create()).resolves.toMatchObject({ campaignStatus: 'PENDING' });
    await expect(create()).rejects.toMatchObject({ status: 400 });
  });

  it('are at most five of a brand', async () => {
    const { brand } = await campaignOf(client);
    const create = async () => {
      const service = await newService();
      return service.usAppToPerson.create({ ...CAMPAIGN, brandRegistrationSid: brand.sid });
    };
    for (let count = 1; count < 5; count += 1) await create();
    await expect(create()).rejects.toMatchObject({ status: 400, code: 20001 });
  });

  it('fail without policies, and pass when they are given', async () => {
    const { service, brand } = await campaignOf(client, { privacyPolicyUrl: '' });
    expect(await decidedCampaign(client, service.sid)).toMatchObject({
      campaignStatus: 'FAILED',
      errors: [{ error_code: 30882 }],
    });
    const { usAppToPerson } = client.messaging.v1.services(service.sid);
    const [failed] = await usAppToPerson.list();
    const update = { ...CAMPAIGN, ageGated: false, directLending: false };
    expect(await usAppToPerson(failed?.sid ?? '').update(update)).toMatchObject({
      campaignStatus: 'PENDING',
      brandRegistrationSid: brand.sid,
      privacyPolicyUrl: CAMPAIGN.privacyPolicyUrl,
    });
    expect((await decidedCampaign(client, service.sid)).campaignStatus).toBe('VERIFIED');
    expect((await usAppToPerson.list())[0]).toHaveProperty('privacyPolicyUrl', undefined);
    await expect(usAppToPerson(failed?.sid ?? '').update(update)).rejects.toMatchObject({
      status: 400,
    });
  });

  it('of a sole proprietor fail until the phone has answered', async () => {
    const { sid } = await soleProprietorOf(client, '+15122347777');
    await decidedBrand(client, sid);
    const service = await newService();
    const useCases = await service.usAppToPersonUsecases.fetch({ brandRegistrationSid: sid });
    expect(useCases.usAppToPersonUsecases).toMatchObject([{ code: 'SOLE_PROPRIETOR' }]);
    const { sid: serviceSid } = await service.fetch();
    await service.usAppToPerson.create({
      ...CAMPAIGN,
      usAppToPersonUsecase: 'SOLE_PROPRIETOR',
      brandRegistrationSid: sid,
    });
    expect(await decidedCampaign(client, serviceSid)).toMatchObject({
      campaignStatus: 'FAILED',
      errors: [{ error_code: 30994 }],
    });
  });

  it('take their numbers along: suspended they stop texts, deleted they let numbers go', async () => {
    await demo(simulator, 'PUT', '/faults', {
      registration: { required: true },
      sentAfterMs: 5,
      deliveredAfterMs: 5,
    });
    const { service, campaign } = await campaignOf(client);
    const { phoneNumbers, usAppToPerson } = client.messaging.v1.services(service.sid);
    const number = await client.incomingPhoneNumbers.create({ areaCode: '512' });
    await phoneNumbers.create({ phoneNumberSid: number.sid });
    await decidedCampaign(client, service.sid);
    const registration = async () => {
      const { body } = await demo(simulator, 'GET', '/registrations');
      return body.registrations.find(({ sid }: { sid: string }) => sid === number.sid);
    };
    await until(async () => (await registration())?.status === 'successful', 'the number');
    const endOf = async (to: string) => {
      const from = number.phoneNumber;
      const { sid } = await client.messages.create({ to, from, body: 'Hello' });
      return until(async () => {
        const message = await client.messages(sid).fetch();
        return message.status.startsWith('un') || message.status === 'delivered'
          ? [message.status, message.errorCode]
          : null;
      });
    };
    expect(await endOf('+15122341111')).toEqual(['delivered', null]);
    await demo(simulator, 'POST', `/registrations/${service.sid}/outcome`, { status: 'suspended' });
    expect(await endOf('+15122341111')).toEqual(['undelivered', 30033]);
    expect(await endOf('+16042341111')).toEqual(['delivered', null]);
    expect(await usAppToPerson(campaign.sid).remove()).toBe(true);
    expect(await registration()).toBeUndefined();
    expect(await endOf('+15122341111')).toEqual(['undelivered', 30034]);
  });
});
