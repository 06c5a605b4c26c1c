import { Setting } from '@fieldline/config';
import { ServiceSettings } from '@fieldline/service';
import {
  IsEmail,
  IsInt,
  IsJSON,
  IsOptional,
  IsString,
  IsUrl,
  Matches,
  Max,
  Min,
  MinLength,
} from 'class-validator';

const INTERNAL = { require_tld: false, protocols: ['http', 'https'] };

/** Everything the gateway reads from its environment. */
export class GatewaySettings extends ServiceSettings {
  @Setting({ from: 'MESSAGING_URL' })
  @IsUrl(INTERNAL)
  messagingUrl!: string;

  @Setting({ from: 'BILLING_URL' })
  @IsUrl(INTERNAL)
  billingUrl!: string;

  @Setting({ from: 'COMPLIANCE_URL' })
  @IsUrl(INTERNAL)
  complianceUrl!: string;

  @Setting({ from: 'SCHEDULER_URL' })
  @IsUrl(INTERNAL)
  schedulerUrl!: string;

  /** Ed25519 private JWK with a kid: vouches to the services for who asks. */
  @Setting({ from: 'PRINCIPAL_PRIVATE_KEY', secret: true })
  @IsJSON()
  principalPrivateKey!: string;

  /** Ed25519 private JWK: signs the sessions of built-in accounts. */
  @Setting({ from: 'SESSION_PRIVATE_KEY', secret: true })
  @IsJSON()
  sessionPrivateKey!: string;

  /** Where Twilio and browsers reach us; Twilio's signatures are checked against this, never against a header. */
  @Setting({ from: 'PUBLIC_BASE_URL' })
  @IsUrl(INTERNAL)
  publicBaseUrl!: string;

  /** Shared with messaging, which makes the callback addresses. */
  @Setting({ from: 'CALLBACK_SECRET', secret: true })
  @IsString()
  @MinLength(24)
  callbackSecret!: string;

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
  @IsUrl(INTERNAL)
  twilioBaseUrl?: string;

  /** Whom to ask for activation; it stands in the refusal. */
  @Setting({ from: 'OPERATOR_CONTACT' })
  @IsString()
  operatorContact: string = 'your Fieldline operator';

  /** Ensures an operator's account at start, with `OPERATOR_PASSWORD`. */
  @Setting({ from: 'OPERATOR_EMAIL' })
  @IsOptional()
  @IsEmail()
  operatorEmail?: string;

  @Setting({ from: 'OPERATOR_PASSWORD', secret: true })
  @IsOptional()
  @MinLength(12)
  operatorPassword?: string;

  /** Ensures an operator's API key with this secret at start. */
  @Setting({ from: 'OPERATOR_KEY', secret: true })
  @IsOptional()
  @Matches(/^\S{24,200}$/)
  operatorKey?: string;

  /** Open streams of one process, and of one user or key there. */
  @Setting({ from: 'STREAM_LIMIT' })
  @IsInt()
  @Min(1)
  @Max(50_000)
  streamLimit: number = 5_000;

  @Setting({ from: 'STREAM_LIMIT_PER_USER' })
  @IsInt()
  @Min(1)
  streamLimitPerUser: number = 20;

  /** Less than what a proxy takes for silence. */
  @Setting({ from: 'STREAM_HEARTBEAT_SECONDS' })
  @IsInt()
  @Min(1)
  @Max(60)
  streamHeartbeatSeconds: number = 15;

  /** How often open streams are looked at for who may not listen any more. */
  @Setting({ from: 'STREAM_CHECK_SECONDS' })
  @IsInt()
  @Min(1)
  @Max(60)
  streamCheckSeconds: number = 30;

  /** How often closures that are due are looked for. */
  @Setting({ from: 'CLOSING_ROUND_SECONDS' })
  @IsInt()
  @Min(1)
  @Max(3_600)
  closingRoundSeconds: number = 60;
}
