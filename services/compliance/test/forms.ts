const representative = {
  firstName: 'Dana',
  lastName: 'Whitfield',
  email: 'dana@acme-plumbing.com',
  phone: '+13125550143',
  title: 'Owner',
  jobPosition: 'CEO',
};

const campaign = {
  useCase: 'LOW_VOLUME',
  description: 'Acme Plumbing texts its own customers about appointments that they booked with it.',
  messageFlow:
    'Customers agree on https://acme-plumbing.com/book by ticking a box beside the words.',
  samples: [
    'Acme Plumbing: your technician Sam comes on Tuesday at 9:00. Reply STOP to opt out.',
    'Acme Plumbing: Sam is on the way and will be with you in about 20 minutes.',
  ],
};

const pages = {
  website: 'https://acme-plumbing.com',
  privacyUrl: 'https://acme-plumbing.com/privacy',
  termsUrl: 'https://acme-plumbing.com/terms',
};

/** A form without a fault. */
export const form = (change: object = {}): object => ({
  path: 'us',
  businessName: 'Acme Plumbing LLC',
  taxId: '12-3456789',
  businessType: 'Limited Liability Corporation',
  industry: 'CONSTRUCTION',
  companyType: 'private',
  ...pages,
  address: { street: '410 Desert Willow Way', city: 'Chicago', region: 'IL', postalCode: '60601' },
  representative,
  brandContactEmail: 'dana@acme-plumbing.com',
  campaign,
  ...change,
});

export const soleProprietorForm = (change: object = {}): object => ({
  path: 'sole_proprietor',
  businessName: 'Dana Whitfield Plumbing',
  industry: 'PROFESSIONAL',
  ...pages,
  address: { street: '410 Desert Willow Way', city: 'Chicago', region: 'IL', postalCode: '60601' },
  representative,
  campaign: { ...campaign, useCase: 'SOLE_PROPRIETOR' },
  mobilePhone: '+13125550177',
  ...change,
});
