import { Setting } from '@fieldline/config';
import { ServiceSettings } from '@fieldline/service';
import {
  IsBoolean,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  IsUrl,
  Matches,
  Max,
  Min,
  MinLength,
} from 'class-validator';

/** Everything messaging reads from its environment. */
export class MessagingSettings extends ServiceSettings {
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

  /** Longest wait for Twilio's answer. After it the outcome is unknown, and is never tried again. */
  @Setting({ from: 'TWILIO_TIMEOUT_MS' })
  @IsInt()
  @Min(100)
  @Max(60_000)
  twilioTimeoutMs: number = 15_000;

  /** How long Twilio may keep trying to hand a text to the carrier (its ValidityPeriod). */
  @Setting({ from: 'MESSAGE_VALIDITY_SECONDS' })
  @IsInt()
  @Min(5)
  @Max(36_000)
  messageValiditySeconds: number = 4 * 60 * 60;

  /** When Twilio is asked about an attempt without a known end: so long after it, ascending. */
  @Setting({ from: 'RECONCILE_AFTER_SECONDS' })
  @Matches(/^\d{1,6}(,\d{1,6}){0,19}$/)
  reconcileAfterSeconds: string = '60,300,900,3600';

  /** So long after the validity has ended, Twilio is asked for the last time before it's given up. */
  @Setting({ from: 'RECONCILE_MARGIN_SECONDS' })
  @IsInt()
  @Min(1)
  @Max(86_400)
  reconcileMarginSeconds: number = 15 * 60;

  /** So long after a day has ended (in UTC) it's tied out with Twilio's records: late news are in by then. */
  @Setting({ from: 'TIE_OUT_AFTER_SECONDS' })
  @IsInt()
  @Min(0)
  @Max(86_400)
  tieOutAfterSeconds: number = 6 * 60 * 60;

  /** News of what Twilio has may take so long to reach us; before that nothing is called missing. */
  @Setting({ from: 'TIE_OUT_GRACE_SECONDS' })
  @IsInt()
  @Min(0)
  @Max(3_600)
  tieOutGraceSeconds: number = 15 * 60;

  /** Where Twilio reaches the gateway. */
  @Setting({ from: 'PUBLIC_BASE_URL' })
  @IsUrl({ require_tld: false, protocols: ['http', 'https'] })
  publicBaseUrl!: string;

  @Setting({ from: 'CALLBACK_SECRET', secret: true })
  @IsString()
  @MinLength(24)
  callbackSecret!: string;

  /** Pace of a new number, until its campaign says better: that of a low-volume brand. */
  @Setting({ from: 'SEGMENTS_PER_SECOND' })
  @IsNumber()
  @Min(0.1)
  @Max(2_000)
  segmentsPerSecond: number = 3.75;

  /**
   * Keep the passwords of businesses' mail servers: `<id>:<secret of 24 characters or more>`, the newest
   * first, with commas between them. One is taken away once nothing is closed by it any more.
   */
  @Setting({ from: 'SMTP_SECRET_KEYS', secret: true })
  @Matches(/^\w{1,20}:[^,]{24,}(,\w{1,20}:[^,]{24,})*$/)
  smtpSecretKeys!: string;

  /** Mail servers in private networks and on this machine. Never where strangers may set one. */
  @Setting({ from: 'SMTP_PRIVATE_HOSTS' })
  @IsBoolean()
  smtpPrivateHosts: boolean = false;

  /** Mail servers without encryption. */
  @Setting({ from: 'SMTP_PLAIN' })
  @IsBoolean()
  smtpPlain: boolean = false;

  /** An authority (PEM) that vouches for mail servers, instead of those that everybody trusts. */
  @Setting({ from: 'SMTP_CA' })
  @IsOptional()
  @IsString()
  smtpCa?: string;

  /** Whom to ask for activation; it stands in the refusal. */
  @Setting({ from: 'OPERATOR_CONTACT' })
  @IsString()
  operatorContact: string = 'your Fieldline operator';
}
