import type { CampaignDraft } from '../../twilio/campaigns.js';
import type { AddressDraft } from '../../twilio/addresses.js';
import type { Attributes } from '../../twilio/end-users.js';
import type { CheckedForm } from '../form/checked-form.js';

/** What Twilio calls somebody, and what it is told of them. */
export interface EndUserFields {
  readonly type: string;
  readonly attributes: Attributes;
}

/**
 * Who the business is, with its tax number: the one place that reveals it. Without one, what Twilio has
 * already stays.
 */
export function businessOf(form: CheckedForm): EndUserFields {
  if (form.path === 'sole_proprietor') return starterOf(form);
  const identifier = form.path === 'ca' ? 'CBN' : 'EIN';
  return {
    type: 'customer_profile_business_information',
    attributes: present({
      business_name: form.businessName,
      business_type: form.businessType,
      business_industry: form.industry,
      business_identity: 'direct_customer',
      business_regions_of_operation: 'USA_AND_CANADA',
      business_registration_identifier: identifier,
      business_registration_number: form.taxId === null ? null : form.taxId.reveal(),
      website_url: form.website,
    }),
  };
}

export function representativeOf({ representative }: CheckedForm): EndUserFields {
  return {
    type: 'authorized_representative_1',
    attributes: present({
      first_name: representative.firstName,
      last_name: representative.lastName,
      email: representative.email,
      phone_number: representative.phone,
      business_title: representative.title,
      job_position: representative.jobPosition,
    }),
  };
}

/** What the business texts as: a company, or a person under the name that customers know. */
export function a2pOf(form: CheckedForm): EndUserFields {
  if (form.path === 'sole_proprietor')
    return {
      type: 'sole_proprietor_information',
      attributes: present({
        brand_name: form.businessName,
        mobile_phone_number: form.mobilePhone,
        vertical: form.industry,
      }),
    };
  return {
    type: 'us_a2p_messaging_profile_information',
    attributes: present({
      company_type: form.companyType,
      stock_exchange: form.stockExchange,
      stock_ticker: form.stockTicker,
      brand_contact_email: form.brandContactEmail,
    }),
  };
}

export function addressOf({
  businessName,
  address,
  country,
}: CheckedForm): Omit<AddressDraft, 'key'> {
  return { customerName: businessName, ...address, isoCountry: country };
}

/** All of the form that is kept. */
export function campaignOf({ campaign, privacyUrl, termsUrl }: CheckedForm): CampaignDraft {
  return { ...campaign, privacyUrl, termsUrl };
}

function starterOf({ representative }: CheckedForm): EndUserFields {
  return {
    type: 'starter_customer_profile_information',
    attributes: present({
      first_name: representative.firstName,
      last_name: representative.lastName,
      email: representative.email,
      phone_number: representative.phone,
    }),
  };
}

function present(fields: Readonly<Record<string, string | null>>): Attributes {
  return Object.fromEntries(
    Object.entries(fields).filter((field): field is [string, string] => field[1] !== null),
  );
}
