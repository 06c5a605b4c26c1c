import type { LocalDatabase } from './database.js';
import { OPERATOR_EMAIL } from './operator.js';
import { passwordOf, type Secrets } from './secrets.js';
import type { LauncherSettings } from './settings.js';

export interface TwilioAddress {
  readonly accountSid: string;
  readonly authToken: string;
  /** Null: Twilio's own. */
  readonly baseUrl: string | null;
  readonly isSimulated: boolean;
}

interface Parts {
  readonly settings: LauncherSettings;
  readonly secrets: Secrets;
  readonly twilio: TwilioAddress;
  readonly database: LocalDatabase;
  readonly port: number;
}

/** The simulator takes texts as fast as they come; Twilio's own pace is set by the campaign. */
const SIMULATED_SEGMENTS_PER_SECOND = '225';

/** What each service reads, as it would from an environment of its own. */
export function serviceEnvironments({ settings, secrets, twilio, database, port }: Parts): {
  of(service: string, urls: Readonly<Record<string, string>>): Record<string, string>;
} {
  const publicBaseUrl = settings.publicBaseUrl ?? `http://127.0.0.1:${port}`;
  const common = {
    PRINCIPAL_JWKS: secrets.principalJwks,
    KAFKA_PREFIX: settings.kafkaPrefix,
    LOG_LEVEL: settings.logLevel,
  };
  const telephony = {
    TWILIO_ACCOUNT_SID: twilio.accountSid,
    TWILIO_AUTH_TOKEN: twilio.authToken,
    ...(twilio.baseUrl === null ? {} : { TWILIO_BASE_URL: twilio.baseUrl }),
    PUBLIC_BASE_URL: publicBaseUrl,
    CALLBACK_SECRET: secrets.callbackSecret,
    OPERATOR_CONTACT: OPERATOR_EMAIL,
  };
  return {
    of(service, urls) {
      const { ownerUrl, tenantUrl, workerUrl } = database.of(service);
      const base = {
        ...common,
        DATABASE_OWNER_URL: ownerUrl,
        DATABASE_TENANT_URL: tenantUrl,
        DATABASE_WORKER_URL: workerUrl,
      };
      if (service === 'messaging')
        return {
          ...base,
          ...telephony,
          RECONCILE_AFTER_SECONDS: settings.reconcileAfterSeconds ?? '',
          MESSAGE_VALIDITY_SECONDS: settings.messageValiditySeconds ?? '',
          RECONCILE_MARGIN_SECONDS: settings.reconcileMarginSeconds ?? '',
          TIE_OUT_AFTER_SECONDS: settings.tieOutAfterSeconds ?? '',
          TIE_OUT_GRACE_SECONDS: settings.tieOutGraceSeconds ?? '',
          SMTP_SECRET_KEYS: `k1:${passwordOf(secrets, 'smtp passwords')}`,
          // Beside the simulator a mail server of one's own, on this machine, may be tried as well.
          SMTP_PRIVATE_HOSTS: twilio.isSimulated ? '1' : '0',
          SMTP_PLAIN: twilio.isSimulated ? '1' : '0',
          ...(twilio.isSimulated ? { SEGMENTS_PER_SECOND: SIMULATED_SEGMENTS_PER_SECOND } : {}),
        };
      if (service === 'billing')
        return {
          ...base,
          UNKNOWN_VOID_AFTER_SECONDS: settings.unknownVoidAfterSeconds ?? '',
          TIE_OUT_GRACE_SECONDS: settings.tieOutGraceSeconds ?? '',
          PUBLIC_BASE_URL: publicBaseUrl,
          PLAY_MONEY: twilio.isSimulated ? 'true' : 'false',
          STRIPE_SECRET_KEY: settings.stripeSecretKey ?? '',
          STRIPE_WEBHOOK_SECRET: settings.stripeWebhookSecret ?? '',
          STRIPE_BASE_URL: settings.stripeBaseUrl ?? '',
          BUNDLE_PRICES: settings.bundlePrices ?? '',
          STRIPE_AUTOMATIC_TAX: settings.stripeAutomaticTax ?? '',
          PURCHASE_POLL_SECONDS: settings.purchasePollSeconds ?? '',
          PURCHASE_OPEN_SECONDS: settings.purchaseOpenSeconds ?? '',
        };
      if (service === 'compliance')
        return {
          ...base,
          ...telephony,
          PRIMARY_CUSTOMER_PROFILE_SID: settings.primaryCustomerProfileSid ?? '',
          REGISTRATION_POLL_SECONDS: settings.registrationPollSeconds ?? '',
          TWILIO_TIMEOUT_MS: settings.twilioTimeoutMs ?? '',
          // The simulator takes requests as fast as they come, and needs no time between them.
          ...(twilio.isSimulated ? { REGISTRATION_PACE_MS: '0', REGISTRATION_PAUSE_MS: '0' } : {}),
        };
      if (service === 'gateway')
        return {
          ...base,
          ...telephony,
          PORT: String(port),
          PRINCIPAL_PRIVATE_KEY: secrets.principalPrivateKey,
          SESSION_PRIVATE_KEY: secrets.sessionPrivateKey,
          OPERATOR_EMAIL,
          OPERATOR_PASSWORD: secrets.operatorPassword,
          OPERATOR_KEY: secrets.operatorKey,
          MESSAGING_URL: urls['messaging'] ?? '',
          BILLING_URL: urls['billing'] ?? '',
          COMPLIANCE_URL: urls['compliance'] ?? '',
          SCHEDULER_URL: urls['scheduler'] ?? '',
        };
      return base;
    },
  };
}
