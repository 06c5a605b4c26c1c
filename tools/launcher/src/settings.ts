import { Setting } from '@fieldline/config';
import {
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUrl,
  Max,
  Min,
  MinLength,
} from 'class-validator';

/** Everything `npm start` reads from its environment. */
export class LauncherSettings {
  /** The gateway: API, callbacks, later the console. 0 lets the system choose. */
  @Setting({ from: 'PORT' })
  @IsInt()
  @Min(0)
  @Max(65_535)
  port: number = 3000;

  @Setting({ from: 'SIMULATOR_PORT' })
  @IsInt()
  @Min(0)
  @Max(65_535)
  simulatorPort: number = 3100;

  /** A Postgres of one's own, by a role that may create roles and databases; else one is started. */
  @Setting({ from: 'POSTGRES_URL', secret: true })
  @IsOptional()
  @IsString()
  postgresUrl?: string;

  @Setting({ from: 'DATA_DIR' })
  @IsString()
  dataDir: string = '.data';

  /** A demo business with customers and jobs at the first start. */
  @Setting({ from: 'DEMO' })
  @IsBoolean()
  demo: boolean = true;

  @Setting({ from: 'FIELDLINE_OPERATOR_KEY', secret: true })
  @IsOptional()
  @IsString()
  @MinLength(24)
  operatorKey?: string;

  @Setting({ from: 'FIELDLINE_DEMO_API_KEY', secret: true })
  @IsOptional()
  @IsString()
  @MinLength(24)
  demoApiKey?: string;

  @Setting({ from: 'FIELDLINE_DEMO_PASSWORD', secret: true })
  @IsOptional()
  @IsString()
  @MinLength(12)
  demoPassword?: string;

  /** Where Twilio reaches the gateway. */
  @Setting({ from: 'PUBLIC_BASE_URL' })
  @IsOptional()
  @IsUrl({ require_tld: false, protocols: ['http', 'https'] })
  publicBaseUrl?: string;

  /** With the token: real Twilio instead of the simulator. */
  @Setting({ from: 'TWILIO_ACCOUNT_SID' })
  @IsOptional()
  @IsString()
  twilioAccountSid?: string;

  @Setting({ from: 'TWILIO_AUTH_TOKEN', secret: true })
  @IsOptional()
  @IsString()
  twilioAuthToken?: string;

  /** The platform's own profile at Twilio, by which businesses are registered. */
  @Setting({ from: 'PRIMARY_CUSTOMER_PROFILE_SID' })
  @IsOptional()
  @IsString()
  primaryCustomerProfileSid?: string;

  /** These two go to compliance as they are. */
  @Setting({ from: 'TWILIO_TIMEOUT_MS' })
  @IsOptional()
  @IsString()
  twilioTimeoutMs?: string;

  @Setting({ from: 'REGISTRATION_POLL_SECONDS' })
  @IsOptional()
  @IsString()
  registrationPollSeconds?: string;

  /** With its webhook's secret: Stripe takes the money, instead of the test checkout. */
  @Setting({ from: 'STRIPE_SECRET_KEY', secret: true })
  @IsOptional()
  @IsString()
  stripeSecretKey?: string;

  @Setting({ from: 'STRIPE_WEBHOOK_SECRET', secret: true })
  @IsOptional()
  @IsString()
  stripeWebhookSecret?: string;

  /** These five go to billing as they are. */
  @Setting({ from: 'STRIPE_BASE_URL' })
  @IsOptional()
  @IsString()
  stripeBaseUrl?: string;

  @Setting({ from: 'BUNDLE_PRICES' })
  @IsOptional()
  @IsString()
  bundlePrices?: string;

  @Setting({ from: 'STRIPE_AUTOMATIC_TAX' })
  @IsOptional()
  @IsString()
  stripeAutomaticTax?: string;

  @Setting({ from: 'PURCHASE_POLL_SECONDS' })
  @IsOptional()
  @IsString()
  purchasePollSeconds?: string;

  @Setting({ from: 'PURCHASE_OPEN_SECONDS' })
  @IsOptional()
  @IsString()
  purchaseOpenSeconds?: string;

  @Setting({ from: 'EVENTS_TRANSPORT' })
  @IsIn(['embedded', 'kafka'])
  eventsTransport: 'embedded' | 'kafka' = 'embedded';

  @Setting({ from: 'KAFKA_BROKERS' })
  @IsString()
  kafkaBrokers: string = '';

  @Setting({ from: 'KAFKA_PREFIX' })
  @IsString()
  kafkaPrefix: string = '';

  @Setting({ from: 'LOG_LEVEL' })
  @IsIn(['debug', 'info', 'warn', 'error'])
  logLevel: string = 'warn';

  /** These four go to messaging and billing as they are, for stories that can't wait for hours. */
  @Setting({ from: 'RECONCILE_AFTER_SECONDS' })
  @IsOptional()
  @IsString()
  reconcileAfterSeconds?: string;

  @Setting({ from: 'MESSAGE_VALIDITY_SECONDS' })
  @IsOptional()
  @IsString()
  messageValiditySeconds?: string;

  @Setting({ from: 'RECONCILE_MARGIN_SECONDS' })
  @IsOptional()
  @IsString()
  reconcileMarginSeconds?: string;

  @Setting({ from: 'UNKNOWN_VOID_AFTER_SECONDS' })
  @IsOptional()
  @IsString()
  unknownVoidAfterSeconds?: string;

  /** These two as well. */
  @Setting({ from: 'TIE_OUT_AFTER_SECONDS' })
  @IsOptional()
  @IsString()
  tieOutAfterSeconds?: string;

  @Setting({ from: 'TIE_OUT_GRACE_SECONDS' })
  @IsOptional()
  @IsString()
  tieOutGraceSeconds?: string;
}

/** What `npm run start:kafka` reads: the same, with a data directory of its own. */
export class ProcessesSettings extends LauncherSettings {
  override dataDir: string = '.data/on-kafka';
}

export function usesTwilio({ twilioAccountSid, twilioAuthToken }: LauncherSettings): boolean {
  return Boolean(twilioAccountSid && twilioAuthToken);
}

/** Addresses of the brokers that were given. */
export function brokersOf({ kafkaBrokers }: LauncherSettings): string[] {
  return kafkaBrokers.split(',').filter((broker) => broker !== '');
}
