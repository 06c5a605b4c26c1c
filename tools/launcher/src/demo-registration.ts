import { setTimeout as sleep } from 'node:timers/promises';
import { type Call, caller } from './demo-request.js';

const WITHIN_MS = 60_000;
const PAUSE_MS = 100;

/** The owner reads the rules of texting. */
export async function acknowledgeRules(
  gatewayUrl: string,
  signIn: { readonly email: string; readonly password: string },
): Promise<void> {
  const { accessToken } = await caller(gatewayUrl, null)('POST', '/v1/auth/login', signIn);
  const call = caller(gatewayUrl, accessToken);
  const { version } = await call('GET', '/v1/rules');
  await call('POST', '/v1/rules/acknowledgement', { version });
}

/** Hands in the form, unless that was done before, and waits for the simulator's approval. */
export async function registerDemo(call: Call): Promise<void> {
  const deadlineMs = Date.now() + WITHIN_MS;
  const { state } = await call('GET', '/v1/registration');
  if (DUE.has(state)) await call('POST', '/v1/registration', FORM);
  for (;;) {
    const { state: now } = await call('GET', '/v1/registration');
    if (now === 'approved') return;
    if (now === 'rejected' || Date.now() > deadlineMs)
      throw new Error(`The demo business could not be made: its registration is ${now}`);
    await sleep(PAUSE_MS);
  }
}

const DUE = new Set(['not_started', 'needs_tax_number', 'needs_form']);

const FORM = {
  path: 'us',
  businessName: 'Acme Plumbing LLC',
  taxId: '12-3456789',
  businessType: 'Limited Liability Corporation',
  industry: 'CONSTRUCTION',
  companyType: 'private',
  website: 'https://acme-plumbing.com',
  privacyUrl: 'https://acme-plumbing.com/privacy',
  termsUrl: 'https://acme-plumbing.com/terms',
  address: { street: '410 N Clark St', city: 'Chicago', region: 'IL', postalCode: '60654' },
  representative: {
    firstName: 'Olivia',
    lastName: 'Acme',
    email: 'olivia@acme-plumbing.com',
    phone: '+13125550100',
    title: 'Owner',
    jobPosition: 'CEO',
  },
  brandContactEmail: 'olivia@acme-plumbing.com',
  campaign: {
    useCase: 'LOW_VOLUME',
    description:
      'Acme Plumbing texts its own customers about visits that they booked: reminders, changes, and answers to their questions.',
    messageFlow:
      'Customers agree on https://acme-plumbing.com/book by ticking a box beside the words: Text me about my appointments. Reply STOP to opt out.',
    samples: [
      'Acme Plumbing: your technician Sam comes on Tuesday at 9:00. Reply STOP to opt out.',
      'Acme Plumbing: Sam is on the way and will be with you in about 20 minutes.',
    ],
  },
};
