const COMPLIANCE = 'com.twilio.messaging.compliance';

/** The types that the simulator tells, with the name of each one's schema. */
const SCHEMAS = {
  'brand-registration.brand-registered': 'A2P.BrandRegistered',
  'brand-registration.brand-failure': 'A2P.BrandRegistrationFailure',
  'brand-registration.brand-verified': 'A2P.BrandRegistrationVerified',
  'brand-registration.brand-unverified': 'A2P.BrandRegistrationUnverified',
  'brand-registration.brand-vetted-verified': 'A2P.BrandRegistrationVettedVerified',
  'brand-registration.brand-secondary-vetting-failure':
    'A2P.BrandRegistrationSecondaryVettingFailure',
  'campaign-registration.campaign-submitted': 'A2P.CampaignRegistrationSubmitted',
  'campaign-registration.campaign-failure': 'A2P.CampaignRegistrationFailure',
  'campaign-registration.campaign-approved': 'A2P.CampaignRegistrationApproved',
  'number-registration.pending': 'A2P.NumberRegistrationPending',
  'number-registration.failed': 'A2P.NumberRegistrationFailed',
  'number-registration.successful': 'A2P.NumberRegistrationSuccessful',
  'number-deregistration.pending': 'A2P.NumberDeregistrationPending',
  'number-deregistration.failed': 'A2P.NumberDeregistrationFailed',
  'number-deregistration.successful': 'A2P.NumberDeregistrationSuccessful',
} as const;

export type EventName = keyof typeof SCHEMAS;

export const EVENT_TYPES: readonly string[] = Object.keys(SCHEMAS).map(
  (name) => `${COMPLIANCE}.${name}`,
);

export function typeOf(name: EventName): string {
  return `${COMPLIANCE}.${name}`;
}

/** A CloudEvent as Twilio's event streams carry it; instants in `data` are epoch milliseconds. */
export function cloudEvent(name: EventName, data: object, accountSid: string) {
  return {
    specversion: '1.0',
    type: typeOf(name),
    source: accountSid,
    id: `EZ${crypto.randomUUID().replaceAll('-', '')}`,
    dataschema: `https://events-schemas.twilio.com/${SCHEMAS[name]}/1`,
    datacontenttype: 'application/json',
    time: new Date().toISOString(),
    data: { accountsid: accountSid, ...data },
  };
}
