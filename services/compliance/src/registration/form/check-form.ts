import {
  BUSINESS_TYPES,
  COMPANY_TYPES,
  INDUSTRIES,
  REGISTRATION_PATHS,
  type RegistrationFinding,
  type RegistrationForm,
  type RegistrationPath,
  SOLE_PROPRIETOR_INDUSTRIES,
  STOCK_EXCHANGES,
} from '@fieldline/contracts';
import { readCampaign } from './campaign.js';
import type { CheckedForm } from './checked-form.js';
import { Findings } from './findings.js';
import { readEmail, readMobilePhone, readOptionalEmail, readRepresentative } from './person.js';
import { readAddress } from './place.js';
import { refuseStrayTaxNumbers } from './stray-tax-numbers.js';
import { readTaxNumber } from './tax-number.js';
import { isBlank, readChoice, readLine, readName } from './text.js';
import { readOptionalWebAddress, readWebAddress } from './web-address.js';

const NAME_MAX = 100;

/** `form` is there when nothing is wrong. */
export interface CheckResult {
  readonly form: CheckedForm | null;
  readonly errors: readonly RegistrationFinding[];
  readonly warnings: readonly RegistrationFinding[];
}

/**
 * What is wrong with a form, all of it at once. Pure: it asks nobody and keeps nothing.
 * @param isTaxIdNeeded whether the number must be in it; Twilio may have it from before
 */
export function checkForm(
  given: RegistrationForm,
  isTaxIdNeeded: (path: RegistrationPath) => boolean,
): CheckResult {
  const findings = new Findings();
  refuseStrayTaxNumbers(findings, given);
  const path = readChoice(findings, 'path', given.path, REGISTRATION_PATHS);
  const { errors, warnings } = findings;
  // What else a form holds depends on its path.
  if (errors.some(({ field }) => field === 'path')) return { form: null, errors, warnings };
  const form =
    path === 'sole_proprietor'
      ? readSoleProprietor(findings, given)
      : readBusiness(findings, path, given, isTaxIdNeeded(path));
  return { form: errors.length === 0 ? form : null, errors, warnings };
}

function readBusiness(
  findings: Findings,
  path: 'us' | 'ca',
  given: RegistrationForm,
  isTaxIdNeeded: boolean,
): CheckedForm {
  const businessName = readName(findings, 'businessName', given.businessName, NAME_MAX);
  const taxId = readTaxNumber(findings, path, given.taxId, isTaxIdNeeded);
  const businessType = readChoice(findings, 'businessType', given.businessType, BUSINESS_TYPES);
  const industry = readChoice(findings, 'industry', given.industry, INDUSTRIES);
  return {
    path,
    businessName,
    taxId,
    businessType,
    industry,
    ...readOwnership(findings, given),
    website: readWebAddress(findings, 'website', given.website),
    ...readShared(findings, path, given),
    mobilePhone: null,
  };
}

/** Who has an EIN or a business number isn't one, whatever their company is called. */
function readSoleProprietor(findings: Findings, given: RegistrationForm): CheckedForm {
  const path = 'sole_proprietor';
  const businessName = readName(findings, 'businessName', given.businessName, NAME_MAX);
  if (given.taxId && !isBlank(given.taxId.reveal())) {
    const message = 'A sole proprietor has none: with a tax number, register as a business.';
    findings.error('taxId', 'not_allowed', message);
  }
  const industry = readChoice(findings, 'industry', given.industry, SOLE_PROPRIETOR_INDUSTRIES);
  return {
    path,
    businessName,
    taxId: null,
    businessType: null,
    industry,
    companyType: null,
    stockExchange: null,
    stockTicker: null,
    brandContactEmail: null,
    website: readOptionalWebAddress(findings, 'website', given.website),
    ...readShared(findings, path, given),
    mobilePhone: readMobilePhone(findings, 'mobilePhone', given.mobilePhone),
  };
}

type Ownership = Pick<
  CheckedForm,
  'companyType' | 'stockExchange' | 'stockTicker' | 'brandContactEmail'
>;

/** The registry writes to public companies whether it is really them. */
function readOwnership(findings: Findings, given: RegistrationForm): Ownership {
  const companyType = readChoice(findings, 'companyType', given.companyType, COMPANY_TYPES);
  const email = given.brandContactEmail;
  if (companyType !== 'public')
    return {
      companyType,
      stockExchange: null,
      stockTicker: null,
      brandContactEmail: readOptionalEmail(findings, 'brandContactEmail', email),
    };
  return {
    companyType,
    stockExchange: readChoice(findings, 'stockExchange', given.stockExchange, STOCK_EXCHANGES),
    stockTicker: readLine(findings, 'stockTicker', given.stockTicker, { max: 10 }).toUpperCase(),
    brandContactEmail: readEmail(findings, 'brandContactEmail', email),
  };
}

type Shared = Pick<
  CheckedForm,
  'privacyUrl' | 'termsUrl' | 'address' | 'country' | 'representative' | 'campaign'
>;

function readShared(findings: Findings, path: RegistrationPath, given: RegistrationForm): Shared {
  const privacyUrl = readWebAddress(findings, 'privacyUrl', given.privacyUrl);
  const termsUrl = readWebAddress(findings, 'termsUrl', given.termsUrl);
  const { country, ...address } = readAddress(findings, path, given.address);
  const representative = readRepresentative(findings, path, given.representative);
  const campaign = readCampaign(findings, path, given.campaign);
  return { privacyUrl, termsUrl, country, address, representative, campaign };
}
