import type { Simulator } from '../index.js';
import { POLICY_SIDS } from '../trusthub/policy.js';
import { PRIMARY_PROFILE_SID } from '../trusthub/contents.js';
import { sdk, until } from './harness.js';

export type Client = ReturnType<typeof sdk>;

export const BUSINESS = {
  business_name: 'Acme Plumbing LLC',
  business_type: 'Limited Liability Corporation',
  business_industry: 'PROFESSIONAL_SERVICES',
  business_registration_identifier: 'EIN',
  business_registration_number: '123456789',
  business_identity: 'direct_customer',
  business_regions_of_operation: 'USA_AND_CANADA',
  website_url: 'https://acme.example',
};

const PERSON = {
  first_name: 'Ann',
  last_name: 'Archer',
  email: 'ann@acme.example',
  phone_number: '+15122340000',
};

export const CAMPAIGN = {
  description: 'Appointment reminders and answers to customers of Acme Plumbing LLC.',
  messageFlow: 'Customers agree on paper when they book a visit with Acme Plumbing LLC.',
  messageSamples: [
    'Acme Plumbing: Ann comes on Monday at 9:00. Reply STOP to opt out.',
    'Acme Plumbing: your pipe is mended. Reply STOP to opt out.',
  ],
  usAppToPersonUsecase: 'LOW_VOLUME',
  hasEmbeddedLinks: false,
  hasEmbeddedPhone: false,
  privacyPolicyUrl: 'https://acme.example/privacy',
  termsAndConditionsUrl: 'https://acme.example/terms',
  xTwilioApiVersion: 'v1.2',
};

/** A business's own account with its own client, as subdomain APIs want it. */
export async function openAccount(simulator: Simulator, friendlyName = 'Acme'): Promise<Client> {
  const { sid, authToken } = await sdk(simulator).api.v2010.accounts.create({ friendlyName });
  return sdk(simulator, { sid, token: authToken });
}

/** An address with the document that carries it. */
export async function addressOf(client: Client): Promise<string> {
  const { sid } = await client.addresses.create({
    friendlyName: 'Acme',
    customerName: 'Acme Plumbing LLC',
    street: '1 Main St',
    city: 'Austin',
    region: 'TX',
    postalCode: '78701',
    isoCountry: 'US',
  });
  const document = await client.trusthub.v1.supportingDocuments.create({
    friendlyName: 'Acme',
    type: 'customer_profile_address',
    attributes: { address_sids: sid },
  });
  return document.sid;
}

export async function endUser(client: Client, type: string, attributes: object): Promise<string> {
  const { sid } = await client.trusthub.v1.endUsers.create({
    friendlyName: 'Acme',
    type,
    attributes,
  });
  return sid;
}

/** A profile in draft that holds all it needs. */
export async function profileOf(client: Client, business: object = BUSINESS) {
  const profile = await client.trusthub.v1.customerProfiles.create({
    friendlyName: 'Acme profile',
    email: 'ops@platform.example',
    policySid: POLICY_SIDS.secondaryProfile,
  });
  const representative = { ...PERSON, business_title: 'Owner', job_position: 'CEO' };
  await assign(client, profile.sid, [
    await endUser(client, 'customer_profile_business_information', business),
    await endUser(client, 'authorized_representative_1', representative),
    await addressOf(client),
    PRIMARY_PROFILE_SID,
  ]);
  return profile;
}

export async function assign(client: Client, profileSid: string, objects: readonly string[]) {
  const { customerProfilesEntityAssignments } = client.trusthub.v1.customerProfiles(profileSid);
  for (const objectSid of objects) await customerProfilesEntityAssignments.create({ objectSid });
}

/** A trust product in draft that holds all it needs. */
export async function trustProductOf(client: Client, profileSid: string) {
  const product = await client.trusthub.v1.trustProducts.create({
    friendlyName: 'Acme A2P',
    email: 'ops@platform.example',
    policySid: POLICY_SIDS.a2pTrustProduct,
  });
  const type = 'us_a2p_messaging_profile_information';
  const { trustProductsEntityAssignments } = client.trusthub.v1.trustProducts(product.sid);
  for (const objectSid of [await endUser(client, type, { company_type: 'private' }), profileSid]) {
    await trustProductsEntityAssignments.create({ objectSid });
  }
  return product;
}

/** Both bundles, submitted. */
export async function submittedBundles(client: Client, business: object = BUSINESS) {
  const profile = await profileOf(client, business);
  await client.trusthub.v1.customerProfiles(profile.sid).update({ status: 'pending-review' });
  const product = await trustProductOf(client, profile.sid);
  await client.trusthub.v1.trustProducts(product.sid).update({ status: 'pending-review' });
  return { customerProfileBundleSid: profile.sid, a2PProfileBundleSid: product.sid };
}

export async function brandOf(client: Client, business: object = BUSINESS) {
  const bundles = await submittedBundles(client, business);
  return client.messaging.v1.brandRegistrations.create({ ...bundles, skipAutomaticSecVet: true });
}

/** Waits until the brand is decided. */
export function decidedBrand(client: Client, sid: string) {
  return until(async () => {
    const brand = await client.messaging.v1.brandRegistrations(sid).fetch();
    return ['PENDING', 'IN_REVIEW'].includes(brand.status) ? null : brand;
  }, 'a decided brand');
}

/** A service whose campaign is in review for a brand that is approved. */
export async function campaignOf(client: Client, given: Partial<typeof CAMPAIGN> = {}) {
  const brand = await decidedBrand(client, (await brandOf(client)).sid);
  const service = await client.messaging.v1.services.create({ friendlyName: 'Acme service' });
  const campaign = await client.messaging.v1
    .services(service.sid)
    .usAppToPerson.create({ ...CAMPAIGN, ...given, brandRegistrationSid: brand.sid });
  return { brand, service, campaign };
}

/** Waits until the service's campaign is decided. */
export function decidedCampaign(client: Client, serviceSid: string) {
  return until(async () => {
    const [campaign] = await client.messaging.v1.services(serviceSid).usAppToPerson.list();
    const isOpen = ['PENDING', 'IN_PROGRESS'].includes(campaign?.campaignStatus ?? 'PENDING');
    return isOpen ? undefined : campaign;
  }, 'a decided campaign');
}

/** Bundles and brand of a sole proprietor with this mobile phone. */
export async function soleProprietorOf(client: Client, mobile: string) {
  const { customerProfiles, trustProducts } = client.trusthub.v1;
  const profile = await customerProfiles.create({
    friendlyName: 'Ann',
    email: 'ops@platform.example',
    policySid: POLICY_SIDS.starterProfile,
  });
  await assign(client, profile.sid, [
    await endUser(client, 'starter_customer_profile_information', PERSON),
    await addressOf(client),
    PRIMARY_PROFILE_SID,
  ]);
  await customerProfiles(profile.sid).update({ status: 'pending-review' });
  const product = await trustProducts.create({
    friendlyName: 'Ann A2P',
    email: 'ops@platform.example',
    policySid: POLICY_SIDS.soleProprietorTrustProduct,
  });
  const proprietor = await endUser(client, 'sole_proprietor_information', {
    brand_name: 'Ann the plumber',
    mobile_phone_number: mobile,
    vertical: 'PROFESSIONAL',
  });
  const { trustProductsEntityAssignments } = trustProducts(product.sid);
  for (const objectSid of [proprietor, profile.sid]) {
    await trustProductsEntityAssignments.create({ objectSid });
  }
  await trustProducts(product.sid).update({ status: 'pending-review' });
  return client.messaging.v1.brandRegistrations.create({
    customerProfileBundleSid: profile.sid,
    a2PProfileBundleSid: product.sid,
    brandType: 'SOLE_PROPRIETOR',
  });
}
