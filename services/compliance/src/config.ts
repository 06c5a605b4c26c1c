import { Setting } from '@fieldline/config';
import { ServiceSettings } from '@fieldline/service';
import {
  IsInt,
  IsOptional,
  IsString,
  IsUrl,
  Matches,
  Max,
  Min,
  MinLength,
  NotEquals,
  ValidateIf,
} from 'class-validator';

const POLICY = /^RN[0-9a-f]{32}$/;
/** Goes for a profile where a simulator is in Twilio's place. */
const NO_PROFILE = `BU${'0'.repeat(32)}`;
const NEEDS_PROFILE =
  'must be the profile that Twilio approved for the platform as a reseller (BU and 32 hex digits)';

/** Everything compliance reads from its environment. */
export class ComplianceSettings extends ServiceSettings {
  @Setting({ from: 'TWILIO_ACCOUNT_SID' })
  @Matches(/^AC[0-9a-f]{32}$/)
  twilioAccountSid!: string;

  @Setting({ from: 'TWILIO_AUTH_TOKEN', secret: true })
  @IsString()
  @MinLength(8)
  twilioAuthToken!: string;

  /** Instead of Twilio's own addresses. */
  @Setting({ from: 'TWILIO_BASE_URL' })
  @IsOptional()
  @IsUrl({ require_tld: false, protocols: ['http', 'https'] })
  twilioBaseUrl?: string;

  /** Longest wait for Twilio's answer. After it a create may have been done, and is looked for. */
  @Setting({ from: 'TWILIO_TIMEOUT_MS' })
  @IsInt()
  @Min(100)
  @Max(60_000)
  twilioTimeoutMs: number = 15_000;

  /** Where Twilio reaches the gateway. */
  @Setting({ from: 'PUBLIC_BASE_URL' })
  @IsUrl({ require_tld: false, protocols: ['http', 'https'] })
  publicBaseUrl!: string;

  /** Shared with the gateway, which checks the callback addresses. */
  @Setting({ from: 'CALLBACK_SECRET', secret: true })
  @IsString()
  @MinLength(24)
  callbackSecret!: string;

  /** From one request about a registration to the next, of all businesses: Twilio takes one a second. */
  @Setting({ from: 'REGISTRATION_PACE_MS' })
  @IsInt()
  @Min(0)
  @Max(60_000)
  registrationPaceMs: number = 1_000;

  /** Between profile, trust product, brand and campaign; also before a create without an answer is looked for. */
  @Setting({ from: 'REGISTRATION_PAUSE_MS' })
  @IsInt()
  @Min(0)
  @Max(600_000)
  registrationPauseMs: number = 30_000;

  /** How often Twilio is asked about what it reviews; sooner at first. */
  @Setting({ from: 'REGISTRATION_POLL_SECONDS' })
  @IsInt()
  @Min(1)
  @Max(86_400)
  registrationPollSeconds: number = 300;

  /** The platform's own profile at Twilio, as a reseller, made and approved in its console: Twilio itself needs it. */
  @Setting({ from: 'PRIMARY_CUSTOMER_PROFILE_SID' })
  @ValidateIf(isProfileNeeded)
  @Matches(/^BU[0-9a-f]{32}$/, { message: NEEDS_PROFILE })
  @NotEquals(NO_PROFILE, { message: NEEDS_PROFILE })
  primaryCustomerProfileSid: string = NO_PROFILE;

  /** Twilio's policies for businesses with a tax number: of the profile, and of what they text. */
  @Setting({ from: 'CUSTOMER_PROFILE_POLICY_SID' })
  @Matches(POLICY)
  customerProfilePolicySid: string = 'RNdfbf3fae0e1107f8aded0e7cead80bf5';

  @Setting({ from: 'TRUST_PRODUCT_POLICY_SID' })
  @Matches(POLICY)
  trustProductPolicySid: string = 'RNb0d4771c2c98518d916a3d4cd70a8f8b';

  /** And for sole proprietors. */
  @Setting({ from: 'STARTER_PROFILE_POLICY_SID' })
  @Matches(POLICY)
  starterProfilePolicySid: string = 'RN806dd6cd175f314e1f96a9727ee271f4';

  @Setting({ from: 'SOLE_PROPRIETOR_POLICY_SID' })
  @Matches(POLICY)
  soleProprietorPolicySid: string = 'RN670d5d2e282a6130ae063b234b6019c8';
}

function isProfileNeeded(settings: ComplianceSettings): boolean {
  return settings.twilioBaseUrl === undefined || settings.primaryCustomerProfileSid !== NO_PROFILE;
}
