import { isPhoneNumber } from '../phone-number/phone-number.js';
import type { Entity } from './entity.js';

/** Values that Twilio takes, by field. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  business_type: [
    'Co-operative',
    'Corporation',
    'Limited Liability Corporation',
    'Non-profit Corporation',
    'Partnership',
  ],
  business_industry: [
    'AGRICULTURE AUTOMOTIVE BANKING CONSTRUCTION CONSUMER EDUCATION ELECTRONICS ENGINEERING',
    'ENERGY FAST_MOVING_CONSUMER_GOODS FINANCIAL FINTECH FOOD_AND_BEVERAGE GOVERNMENT HEALTHCARE',
    'HOSPITALITY INSURANCE JEWELRY LEGAL MANUFACTURING MEDIA NOT_FOR_PROFIT OIL_AND_GAS ONLINE',
    'PROFESSIONAL_SERVICES RAW_MATERIALS REAL_ESTATE RELIGION RETAIL TECHNOLOGY',
    'TELECOMMUNICATIONS TRANSPORTATION TRAVEL',
  ].flatMap((line) => line.split(' ')),
  business_registration_identifier: 'EIN DUNS CBN CN ACN CIN VAT VATRN RN Other'.split(' '),
  business_identity: ['direct_customer', 'isv_reseller_or_partner', 'unknown'],
  business_regions_of_operation: ['AFRICA', 'ASIA', 'EUROPE', 'LATIN_AMERICA', 'USA_AND_CANADA'],
  job_position: ['Director', 'GM', 'VP', 'CEO', 'CFO', 'General Counsel', 'Other'],
  // Twilio's guides spell the second one both ways.
  company_type: ['government', 'non-profit', 'non_profit', 'private', 'public'],
};

const PATTERNS: Readonly<Record<string, (text: string) => boolean>> = {
  email: (text) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text),
  website_url: (text) => URL.canParse(text),
  phone_number: isPhoneNumber,
  mobile_phone_number: isPhoneNumber,
};

/** Why an end user's field doesn't do, or null. A reason never repeats what the field holds. */
export function fieldProblem({ attributes, taxNumber }: Entity, field: string): string | null {
  if (field === 'business_registration_number') {
    return taxNumber === null ? `The ${field} is missing.` : null;
  }
  const value = attributes[field]?.trim() ?? '';
  if (value === '') return `The ${field} is missing.`;
  const isKnown = VALUES[field]?.includes(value) ?? true;
  const isWellFormed = PATTERNS[field]?.(value) ?? true;
  return isKnown && isWellFormed ? null : `The ${field} is not valid.`;
}

/** Fields that a value of another makes necessary: a public company names its stock. */
export function fieldsBeside({ attributes }: Entity): string[] {
  return attributes.company_type === 'public' ? ['stock_exchange', 'stock_ticker'] : [];
}
