import type {
  BusinessType,
  CompanyType,
  Country,
  RegistrationPath,
  Secret,
} from '@fieldline/contracts';

/**
 * A form without a fault, as it is relayed: trimmed, in Twilio's spelling, and with null for what its path
 * doesn't ask for. It lives in the memory of its request.
 */
export interface CheckedForm {
  readonly path: RegistrationPath;
  /** Where the business is; a sole proprietor's region says it. */
  readonly country: Country;
  readonly businessName: string;
  /** Nine digits. Null for sole proprietors, and where Twilio has it already. */
  readonly taxId: Secret | null;
  readonly businessType: BusinessType | null;
  readonly industry: string;
  readonly companyType: CompanyType | null;
  readonly stockExchange: string | null;
  readonly stockTicker: string | null;
  readonly website: string | null;
  readonly privacyUrl: string;
  readonly termsUrl: string;
  readonly address: CheckedAddress;
  readonly representative: CheckedRepresentative;
  readonly brandContactEmail: string | null;
  readonly campaign: CheckedCampaign;
  /** E.164, of sole proprietors only. */
  readonly mobilePhone: string | null;
}

export interface CheckedAddress {
  readonly street: string;
  readonly city: string;
  readonly region: string;
  readonly postalCode: string;
}

export interface CheckedRepresentative {
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  /** E.164 */
  readonly phone: string;
  readonly title: string | null;
  readonly jobPosition: string | null;
}

export interface CheckedCampaign {
  readonly useCase: string;
  readonly description: string;
  readonly messageFlow: string;
  readonly samples: readonly string[];
  readonly hasLinks: boolean;
  readonly hasPhone: boolean;
  readonly optInKeywords: readonly string[];
  readonly optInMessage: string | null;
  readonly optOutMessage: string | null;
  readonly helpMessage: string | null;
}
