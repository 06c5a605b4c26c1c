import { setTimeout as sleep } from 'node:timers/promises';

const OWNER = { email: 'olivia@bench.test', password: 'correct horse battery' };
const PAUSE_MS = 50;

/**
 * What stands before a business's first text: an owner has read the rules, the registration is approved. Its
 * texts may go at any hour, and don't introduce it, so that one costs what it says.
 * @param operator (method, path, body) of an operator who acts for the business
 * @param as (token, method, path, body) of somebody who has signed in, or of nobody
 */
export async function getReady(operator, as) {
  await operator('POST', '/v1/users', { ...OWNER, name: 'Olivia Bench', role: 'owner' });
  const { accessToken } = await as(null, 'POST', '/v1/auth/login', OWNER);
  const { version } = await as(accessToken, 'GET', '/v1/rules');
  await as(accessToken, 'POST', '/v1/rules/acknowledgement', { version });
  await operator('PUT', '/v1/quiet-hours', { from: '00:00', to: '24:00' });
  await operator('PUT', '/v1/texting-settings', { introduceFirstText: false });
  await operator('POST', '/v1/registration', FORM);
  while ((await operator('GET', '/v1/registration')).state !== 'approved') await sleep(PAUSE_MS);
}

const FORM = {
  path: 'us',
  businessName: 'Bench Plumbing LLC',
  taxId: '12-3456789',
  businessType: 'Limited Liability Corporation',
  industry: 'CONSTRUCTION',
  companyType: 'private',
  website: 'https://bench-plumbing.com',
  privacyUrl: 'https://bench-plumbing.com/privacy',
  termsUrl: 'https://bench-plumbing.com/terms',
  address: { street: '410 N Clark St', city: 'Chicago', region: 'IL', postalCode: '60654' },
  representative: {
    firstName: 'Olivia',
    lastName: 'Bench',
    email: 'olivia@bench-plumbing.com',
    phone: '+13125550100',
    title: 'Owner',
    jobPosition: 'CEO',
  },
  brandContactEmail: 'olivia@bench-plumbing.com',
  campaign: {
    useCase: 'LOW_VOLUME',
    description: 'Bench Plumbing texts its own customers about visits that they booked with it.',
    messageFlow:
      'Customers agree on https://bench-plumbing.com/book by ticking a box beside: Text me about my visits.',
    samples: [
      'Bench Plumbing: Sam comes on Tuesday at 9:00. Reply STOP to opt out.',
      'Bench Plumbing: Sam is on the way and will be with you soon.',
    ],
  },
};
