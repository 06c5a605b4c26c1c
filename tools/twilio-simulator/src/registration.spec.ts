import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import twilio from 'twilio';
import { EVENT_TYPES } from './event-stream/event-type.js';
import type { Simulator } from './index.js';
import { Application, demo, newSimulator, randomPhone, until } from './testing/harness.js';
import { type Client, decidedBrand, decidedCampaign, openAccount } from './testing/registering.js';
import { CAMPAIGN, profileOf, trustProductOf } from './testing/registering.js';

/** The whole way of a business, from its account to its first text, by the official client. */
describe('a registration', () => {
  let simulator: Simulator;
  let application: Application;
  let client: Client;

  beforeEach(async () => {
    application = await new Application().listen();
    simulator = await newSimulator({ requireRegistration: true });
    client = await openAccount(simulator);
  });
  afterEach(async () => {
    await simulator.close();
    await application.close();
  });

  const listen = async () => {
    const destination = `${application.url}/events?of=acme`;
    const sink = await client.events.v1.sinks.create({
      description: 'Acme',
      sinkType: 'webhook',
      sinkConfiguration: { destination, method: 'POST', batch_events: false },
    });
    const types = EVENT_TYPES.map((type) => ({ type, schema_version: 1 }));
    await client.events.v1.subscriptions.create({ description: 'A', sinkSid: sink.sid, types });
  };
  const eventsTold = () =>
    application.received
      .filter(({ url }) => url.includes('/events'))
      .flatMap(({ body }) => JSON.parse(body) as { type: string; data: Record<string, unknown> }[]);
  const namesTold = () => eventsTold().map(({ type }) => type.split('compliance.')[1]);

  const bundles = async () => {
    const profile = await profileOf(client);
    const { customerProfiles, trustProducts } = client.trusthub.v1;
    const { customerProfilesEvaluations } = customerProfiles(profile.sid);
    const { policySid } = profile;
    const evaluation = await customerProfilesEvaluations.create({ policySid });
    expect(evaluation.status).toBe('compliant');
    await customerProfiles(profile.sid).update({
      status: 'pending-review',
      statusCallback: `${application.url}/bundle`,
    });
    const product = await trustProductOf(client, profile.sid);
    await trustProducts(product.sid).update({ status: 'pending-review' });
    return { customerProfileBundleSid: profile.sid, a2PProfileBundleSid: product.sid };
  };

  it('goes from bundles to brand to campaign to number, and is told at each', async () => {
    await listen();
    const made = await client.messaging.v1.brandRegistrations.create(await bundles());
    expect(made).toMatchObject({
      status: 'PENDING',
      identityStatus: null,
      tcrId: null,
      errors: [],
    });
    const brand = await decidedBrand(client, made.sid);
    expect(brand).toMatchObject({ status: 'APPROVED', identityStatus: 'VETTED_VERIFIED' });
    expect(brand.tcrId).toMatch(/^B[A-Z0-9]{6}$/);

    const number = await client.incomingPhoneNumbers.create({ areaCode: '512' });
    const service = await client.messaging.v1.services.create({ friendlyName: 'Acme' });
    const acting = client.messaging.v1.services(service.sid);
    await acting.phoneNumbers.create({ phoneNumberSid: number.sid });
    expect((await acting.fetch()).usAppToPersonRegistered).toBe(false);
    const refused = await client.messages.create({
      to: '+15122341111',
      from: number.phoneNumber,
      body: 'Too early',
    });
    const text = { ...CAMPAIGN, brandRegistrationSid: brand.sid };
    expect(await acting.usAppToPerson.create(text)).toMatchObject({
      sid: 'QE2c6890da8086d771620e9b13fadeba0b',
      campaignStatus: 'PENDING',
      optOutKeywords: ['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT'],
    });
    expect(await decidedCampaign(client, service.sid)).toMatchObject({
      campaignStatus: 'VERIFIED',
      campaignId: expect.stringMatching(/^C/),
    });
    await until(() => namesTold().includes('number-registration.successful'), 'the number');
    expect((await acting.fetch()).usAppToPersonRegistered).toBe(true);
    await until(async () => (await client.messages(refused.sid).fetch()).errorCode === 30034);
    const sent = await client.messages.create({
      to: randomPhone(),
      messagingServiceSid: service.sid,
      body: 'Now',
    });
    await until(async () => (await client.messages(sent.sid).fetch()).status === 'delivered');

    expect(namesTold()).toEqual([
      'brand-registration.brand-registered',
      'brand-registration.brand-verified',
      'brand-registration.brand-vetted-verified',
      'campaign-registration.campaign-submitted',
      'campaign-registration.campaign-approved',
      'number-registration.pending',
      'number-registration.successful',
    ]);
    expect(eventsTold()[2]?.data).toMatchObject({
      accountsid: client.accountSid,
      brandsid: brand.sid,
      brandstatus: 'registered',
      identitystatus: 'vetted_verified',
      brandscore: 80,
      createddate: expect.any(Number),
    });
    expect(eventsTold()[4]?.data).toMatchObject({
      campaignsid: expect.stringMatching(/^CM[0-9a-f]{32}$/),
      messagingservicesid: service.sid,
      campaignregistrationstatus: 'success',
    });
    expect(eventsTold()[6]?.data).toMatchObject({
      phonenumbersid: number.sid,
      externalstatus: 'registered',
    });
  });

  it('is told by requests that are signed with the account’s own token', async () => {
    await listen();
    const { customerProfileBundleSid: bundleSid } = await bundles();
    const bundleCalls = () => application.received.filter(({ url }) => url.endsWith('/bundle'));
    await until(() => bundleCalls().length === 2, 'two statuses of the profile');
    expect(bundleCalls().map(({ params }) => params.Status)).toEqual([
      'in-review',
      'twilio-approved',
    ]);
    for (const { url, params, headers } of bundleCalls()) {
      expect(params).toMatchObject({ AccountSid: client.accountSid, BundleSid: bundleSid });
      const signature = String(headers['x-twilio-signature']);
      expect(twilio.validateRequest(client.password ?? '', signature, url, params)).toBe(true);
    }

    application.answers = [503];
    await client.messaging.v1.brandRegistrations.create({
      customerProfileBundleSid: bundleSid,
      a2PProfileBundleSid: (await client.trusthub.v1.trustProducts.list())[0]?.sid ?? '',
    });
    await until(() => namesTold().length === 4, 'three events, the first one twice');
    const told = application.received.filter(({ url }) => url.includes('/events'));
    for (const { url, body, headers } of told) {
      expect(headers['content-type']).toBe('application/json');
      const hash = createHash('sha256').update(body).digest('hex');
      expect(new URL(url).searchParams.get('bodySHA256')).toBe(hash);
      const signature = String(headers['x-twilio-signature']);
      const validate = (token: string) =>
        twilio.validateRequestWithBody(token, signature, url, body);
      expect(validate(client.password ?? '')).toBe(true);
      expect(validate('other')).toBe(false);
    }
  });

  it('is nobody else’s', async () => {
    const profile = await profileOf(client);
    const other = await openAccount(simulator, 'Other');
    await expect(other.trusthub.v1.customerProfiles(profile.sid).fetch()).rejects.toMatchObject({
      status: 404,
      code: 20404,
    });
    expect(await other.trusthub.v1.customerProfiles.list()).toEqual([]);
    expect(await other.trusthub.v1.endUsers.list()).toEqual([]);
    const { body } = await demo(simulator, 'GET', '/registrations');
    expect(body.registrations).toMatchObject([
      { sid: profile.sid, kind: 'profile', accountSid: client.accountSid, status: 'draft' },
    ]);
  });
});
