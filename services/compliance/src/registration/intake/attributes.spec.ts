import { describe, expect, test } from '@jest/globals';
import { Secret } from '@fieldline/contracts';
import type { CheckedForm } from '../form/checked-form.js';
import { a2pOf, addressOf, businessOf, campaignOf, representativeOf } from './attributes.js';

const form: CheckedForm = {
  path: 'us',
  country: 'US',
  businessName: 'Acme Plumbing LLC',
  taxId: new Secret('123456789'),
  businessType: 'Limited Liability Corporation',
  industry: 'CONSTRUCTION',
  companyType: 'private',
  stockExchange: null,
  stockTicker: null,
  website: 'https://acme-plumbing.com',
  privacyUrl: 'https://acme-plumbing.com/privacy',
  termsUrl: 'https://acme-plumbing.com/terms',
  address: { street: '410 Desert Willow Way', city: 'Chicago', region: 'IL', postalCode: '60601' },
  representative: {
    firstName: 'Dana',
    lastName: 'Whitfield',
    email: 'dana@acme-plumbing.com',
    phone: '+13125550143',
    title: 'Owner',
    jobPosition: 'CEO',
  },
  brandContactEmail: null,
  campaign: {
    useCase: 'LOW_VOLUME',
    description: 'd',
    messageFlow: 'm',
    samples: ['a', 'b'],
    hasLinks: false,
    hasPhone: false,
    optInKeywords: [],
    optInMessage: null,
    optOutMessage: null,
    helpMessage: null,
  },
  mobilePhone: null,
};

describe('a business', () => {
  test('of the United States has an EIN', () => {
    expect(businessOf(form)).toEqual({
      type: 'customer_profile_business_information',
      attributes: {
        business_name: 'Acme Plumbing LLC',
        business_type: 'Limited Liability Corporation',
        business_industry: 'CONSTRUCTION',
        business_identity: 'direct_customer',
        business_regions_of_operation: 'USA_AND_CANADA',
        business_registration_identifier: 'EIN',
        business_registration_number: '123456789',
        website_url: 'https://acme-plumbing.com',
      },
    });
  });

  test('of Canada has a CBN', () => {
    const { attributes } = businessOf({ ...form, path: 'ca', country: 'CA' });
    expect(attributes['business_registration_identifier']).toBe('CBN');
  });

  test('whose number Twilio has already is told without it', () => {
    const { attributes } = businessOf({ ...form, taxId: null });
    expect(attributes).not.toHaveProperty('business_registration_number');
  });

  test('is a company of a type; public ones have a ticker', () => {
    expect(a2pOf(form).attributes).toEqual({ company_type: 'private' });
    const listed = { companyType: 'public', stockExchange: 'NYSE', stockTicker: 'ACME' } as const;
    expect(a2pOf({ ...form, ...listed, brandContactEmail: 'a@b.com' }).attributes).toEqual({
      company_type: 'public',
      stock_exchange: 'NYSE',
      stock_ticker: 'ACME',
      brand_contact_email: 'a@b.com',
    });
  });
});

test('a sole proprietor is a person with a mobile phone, and no number', () => {
  const alone: CheckedForm = {
    ...form,
    path: 'sole_proprietor',
    taxId: null,
    mobilePhone: '+13125550177',
  };
  expect(businessOf(alone)).toMatchObject({
    type: 'starter_customer_profile_information',
    attributes: { first_name: 'Dana', phone_number: '+13125550143' },
  });
  expect(a2pOf(alone)).toEqual({
    type: 'sole_proprietor_information',
    attributes: {
      brand_name: 'Acme Plumbing LLC',
      mobile_phone_number: '+13125550177',
      vertical: 'CONSTRUCTION',
    },
  });
});

test('only the texts of the campaign are kept, and the pages that they name', () => {
  expect(campaignOf(form)).toEqual({
    ...form.campaign,
    privacyUrl: form.privacyUrl,
    termsUrl: form.termsUrl,
  });
});

test('the address and its signatory', () => {
  expect(addressOf(form)).toMatchObject({ customerName: 'Acme Plumbing LLC', isoCountry: 'US' });
  expect(representativeOf(form).attributes).toMatchObject({
    job_position: 'CEO',
    business_title: 'Owner',
  });
});
