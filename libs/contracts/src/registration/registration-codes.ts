/** What a code of Twilio's means to whoever filled the form in. */
export interface RegistrationAdvice {
  /** The field of the form to look at, when one is known. */
  readonly field: string | null;
  /** What is wrong and what to do. */
  readonly sentence: string;
}

const TAX_RECORDS: RegistrationAdvice = {
  field: 'taxId',
  sentence:
    'The tax number, the business name and the address are not those of the tax records. Enter them exactly as on the letter of the tax authority.',
};
const INCOMPLETE: RegistrationAdvice = {
  field: null,
  sentence: 'Twilio finds the form incomplete. Look over every entry, then submit it again.',
};
const ADDRESS: RegistrationAdvice = {
  field: 'address',
  sentence:
    'The address could not be confirmed. Enter the one that the tax records have, without a P.O. box.',
};
const CAMPAIGN_TEXTS: RegistrationAdvice = {
  field: 'campaign',
  sentence:
    'The reviewers turned down the description of the texts. Say more exactly what is sent, to whom and how they agree, and submit it again.',
};
const OPERATOR: RegistrationAdvice = {
  field: null,
  sentence: 'Something is not set up right on our side. Your Fieldline operator has to look at it.',
};
const WAIT: RegistrationAdvice = {
  field: null,
  sentence: 'The review takes longer than usual. There is nothing for you to do yet.',
};
const SUSPENDED: RegistrationAdvice = {
  field: null,
  sentence:
    'The carriers have suspended the texts of this business. Ask your Fieldline operator; nothing goes to US numbers until it is lifted.',
};

/** Of every code that isn't listed: Twilio adds some and changes others. */
export const UNKNOWN_REGISTRATION_CODE: RegistrationAdvice = {
  field: null,
  sentence:
    'The registration was turned down, and nobody says why. Look over the form, submit it again, or ask your Fieldline operator.',
};

/** Of a number that carriers didn't take, where its code isn't listed: there is nothing to correct. */
export const NUMBER_NOT_REGISTERED: RegistrationAdvice = {
  field: null,
  sentence:
    'The carriers did not register the number for the campaign. Submit the form again as it is to have it tried once more; if that fails, ask your Fieldline operator.',
};

/**
 * Codes of Twilio's that can stand on a registration (twilio.com/docs/api/errors/<code>): of profiles and
 * their evaluation, of brands, of campaigns and of numbers.
 */
export const REGISTRATION_CODES: Readonly<Record<number, RegistrationAdvice>> = {
  18601: { ...TAX_RECORDS, field: 'businessName' },
  22214: INCOMPLETE,
  22215: INCOMPLETE,
  22216: INCOMPLETE,
  22217: INCOMPLETE,
  22218: ADDRESS,
  22219: ADDRESS,
  30795: TAX_RECORDS,
  30801: ADDRESS,
  30882: {
    field: 'privacyUrl',
    sentence:
      'The pages for privacy and terms are missing or do not say what they must about texts. Correct them, then submit it again.',
  },
  30885: {
    field: 'campaign',
    sentence:
      'The reviewers take these texts for a high risk and will not look at them again. Ask your Fieldline operator.',
  },
  30889: {
    field: 'campaign.hasPhone',
    sentence:
      'The form says that texts hold phone numbers, and no sample does, or the other way round. Make them agree.',
  },
  30893: {
    field: 'campaign.samples',
    sentence:
      'The sample texts do not fit the use case. Write at least two real ones; one names the business and says how to opt out.',
  },
  30897: {
    field: 'campaign.description',
    sentence:
      'Carriers do not take texts of this content. Describe what you send to customers about their visits, or ask your Fieldline operator.',
  },
  30899: {
    ...CAMPAIGN_TEXTS,
    sentence:
      'A carrier turned the texts down. Business, website, description and samples must tell the same story; correct them, then submit it again.',
  },
  30900: {
    field: 'campaign.useCase',
    sentence:
      'This use case is not open to the business. Choose another one, then submit it again.',
  },
  30901: { ...WAIT, sentence: 'The review ran out of time. Submit the form again as it is.' },
  30905: WAIT,
  30991: {
    field: null,
    sentence:
      'The business itself is not verified yet. Correct what is said of it, then submit it again.',
  },
  30994: {
    field: 'mobilePhone',
    sentence: 'The text to the mobile phone was not answered. Have it sent again and reply YES.',
  },
  30033: SUSPENDED,
  30034: OPERATOR,
  30035: WAIT,
  20003: OPERATOR,
  20404: OPERATOR,
  21710: OPERATOR,
  21712: OPERATOR,
  21714: OPERATOR,
  21717: {
    field: 'campaign.useCase',
    sentence:
      'Twilio does not take this use case from this business, or does not know it as approved. Choose another use case, then submit it again.',
  },
  21720: {
    field: 'campaign.useCase',
    sentence: 'Twilio does not know this use case. Choose another one, then submit it again.',
  },
  21724: OPERATOR,
  21728: CAMPAIGN_TEXTS,
  21729: SUSPENDED,
};

/** Codes of a kind, for what isn't listed by itself: lowest, highest, advice. */
const RANGES: readonly (readonly [number, number, RegistrationAdvice])[] = [
  [22_214, 22_219, INCOMPLETE],
  [30_790, 30_819, TAX_RECORDS],
  [30_880, 30_919, CAMPAIGN_TEXTS],
];

/** What Twilio calls a field, and where it stands in the form. */
const FORM_FIELDS: Readonly<Record<string, string>> = {
  business_name: 'businessName',
  business_type: 'businessType',
  business_industry: 'industry',
  business_registration_identifier: 'taxId',
  business_registration_number: 'taxId',
  ein: 'taxId',
  website_url: 'website',
  website: 'website',
  company_type: 'companyType',
  stock_exchange: 'stockExchange',
  stock_ticker: 'stockTicker',
  stock_symbol: 'stockTicker',
  brand_contact_email: 'brandContactEmail',
  brand_name: 'businessName',
  vertical: 'industry',
  mobile_phone_number: 'mobilePhone',
  first_name: 'representative.firstName',
  last_name: 'representative.lastName',
  email: 'representative.email',
  phone_number: 'representative.phone',
  business_title: 'representative.title',
  job_position: 'representative.jobPosition',
  address_sids: 'address',
  address: 'address',
  street: 'address.street',
  city: 'address.city',
  region: 'address.region',
  postal_code: 'address.postalCode',
  description: 'campaign.description',
  message_flow: 'campaign.messageFlow',
  message_samples: 'campaign.samples',
  use_case: 'campaign.useCase',
  us_app_to_person_usecase: 'campaign.useCase',
  has_embedded_links: 'campaign.hasLinks',
  has_embedded_phone: 'campaign.hasPhone',
  privacy_policy_url: 'privacyUrl',
  terms_and_conditions_url: 'termsUrl',
};

/** What Twilio's code means; a code that nobody has heard of has a safe answer. */
export function registrationAdviceOf(code: number | null): RegistrationAdvice {
  if (code === null) return UNKNOWN_REGISTRATION_CODE;
  const known = Object.hasOwn(REGISTRATION_CODES, code) ? REGISTRATION_CODES[code] : undefined;
  const range = RANGES.find(([from, to]) => code >= from && code <= to);
  return known ?? range?.[2] ?? UNKNOWN_REGISTRATION_CODE;
}

/** The form's name of a field that Twilio names. Null for what it doesn't have. */
export function formFieldOf(providerField: string): string | null {
  const name = providerField.toLowerCase();
  return Object.hasOwn(FORM_FIELDS, name) ? (FORM_FIELDS[name] ?? null) : null;
}
