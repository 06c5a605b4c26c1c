/** Every service, which is also its schema and its consumer group. */
export const SERVICES = ['gateway', 'messaging', 'billing', 'compliance', 'scheduler'] as const;
export type Service = (typeof SERVICES)[number];

/** Where the embedded transport keeps its log. Kafka keeps its own. */
export const EVENT_LOG_SCHEMA = 'transport';

/** Which group must hear which topic. A test holds it against the services' listeners. */
export const TOPICS_HEARD: Readonly<Record<Service, readonly string[]>> = {
  gateway: [
    'billing.balance',
    'billing.decision',
    'billing.purchase',
    'billing.recharge',
    'compliance.consent',
    'compliance.quiet_hours',
    'compliance.registration',
    'messaging.contact',
    'messaging.conversation',
    'messaging.employee',
    'messaging.erasure',
    'messaging.message',
  ],
  messaging: [
    'billing.balance',
    'billing.hold',
    'compliance.consent',
    'compliance.quiet_hours',
    'compliance.registration',
    'gateway.sending_pause',
    'gateway.telephony',
    'gateway.tenant',
    'gateway.user',
    'scheduler.job',
  ],
  billing: ['messaging.message', 'messaging.tie_out'],
  compliance: [
    'gateway.registration',
    'messaging.contact',
    'messaging.erasure',
    'messaging.message',
    'messaging.number',
  ],
  scheduler: ['compliance.consent', 'messaging.contact', 'messaging.erasure'],
};

/** Keys that rightly don't start with tenant_id: they are how a business is found. */
export const GLOBAL_KEYS: Readonly<Record<Service, readonly string[]>> = {
  gateway: ['account_user_email', 'api_key_hash'],
  messaging: ['number_phone_number_key'],
  billing: [],
  compliance: [],
  scheduler: [],
};

/** Stands for the platform where a business's id stands: operators and their keys. */
export const PLATFORM_ID = '00000000-0000-0000-0000-000000000000';
