import type { Json } from './business.js';

const CAMPAIGN = {
  useCase: 'LOW_VOLUME',
  description:
    'Acme Plumbing texts its own customers about appointments that they booked: reminders, changes and answers to their questions.',
  messageFlow:
    'Customers agree on https://acme-plumbing.com/book by ticking a box beside the words: I agree to get texts about my appointments.',
  samples: [
    'Acme Plumbing: your technician Sam comes on Tuesday at 9:00. Reply STOP to opt out.',
    'Acme Plumbing: Sam is on the way and will be with you in about 20 minutes.',
  ],
};

const REPRESENTATIVE = {
  firstName: 'Dana',
  lastName: 'Whitfield',
  email: 'dana@acme-plumbing.com',
  phone: '+13125550143',
  title: 'Owner',
  jobPosition: 'CEO',
};

const PAGES = {
  website: 'https://acme-plumbing.com',
  privacyUrl: 'https://acme-plumbing.com/privacy',
  termsUrl: 'https://acme-plumbing.com/terms',
};

const BUSINESS = {
  businessName: 'Acme Plumbing LLC',
  businessType: 'Limited Liability Corporation',
  industry: 'CONSTRUCTION',
  companyType: 'private',
  ...PAGES,
  representative: REPRESENTATIVE,
  brandContactEmail: 'dana@acme-plumbing.com',
  campaign: CAMPAIGN,
};

/** A form without a fault, of a business in the United States; `change` replaces whole fields. */
export function usForm(change: Json = {}): Json {
  return {
    path: 'us',
    ...BUSINESS,
    taxId: '12-3456789',
    address: {
      street: '410 Desert Willow Way',
      city: 'Chicago',
      region: 'IL',
      postalCode: '60601',
    },
    ...change,
  };
}

/** Of one in Canada. */
export function caForm(change: Json = {}): Json {
  return {
    path: 'ca',
    ...BUSINESS,
    taxId: '123456782RC0001',
    address: {
      street: '88 Wellington Street',
      city: 'Ottawa',
      region: 'ON',
      postalCode: 'K1A 0B1',
    },
    ...change,
  };
}

/** Of somebody without a tax number. */
export function soleProprietorForm(change: Json = {}): Json {
  const { title: _, jobPosition: __, ...person } = REPRESENTATIVE;
  const { useCase: ___, ...campaign } = CAMPAIGN;
  return {
    path: 'sole_proprietor',
    businessName: 'Dana Whitfield Plumbing',
    industry: 'PROFESSIONAL',
    ...PAGES,
    address: {
      street: '410 Desert Willow Way',
      city: 'Chicago',
      region: 'IL',
      postalCode: '60601',
    },
    representative: person,
    campaign,
    mobilePhone: '+13125550144',
    ...change,
  };
}
