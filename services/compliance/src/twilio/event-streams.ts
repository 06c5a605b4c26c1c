import { type Ask, few } from './ask.js';

const TYPES = 'com.twilio.messaging.compliance';
const SCHEMA_VERSION = 1;

/** What Twilio tells of registrations (docs/messaging/compliance/a2p-10dlc/event-streams-setup). */
export const REGISTRATION_EVENT_TYPES: readonly string[] = [
  ...[
    'brand-registered',
    'brand-failure',
    'brand-verified',
    'brand-unverified',
    'brand-vetted-verified',
    'brand-secondary-vetting-failure',
  ].map((name) => `${TYPES}.brand-registration.${name}`),
  ...['campaign-submitted', 'campaign-failure', 'campaign-approved'].map(
    (name) => `${TYPES}.campaign-registration.${name}`,
  ),
  ...['number-registration', 'number-deregistration'].flatMap((kind) =>
    ['pending', 'failed', 'successful'].map((name) => `${TYPES}.${kind}.${name}`),
  ),
];

/** Answers the SID of the sink that posts to an address. */
export async function ensureSink(ask: Ask, key: string, destination: string): Promise<string> {
  const sinks = await ask((client) => client.events.v1.sinks.list(few()));
  const known = sinks.find(({ description }) => description === key);
  if (known) return known.sid;
  const sink = await ask((client) =>
    client.events.v1.sinks.create({
      description: key,
      sinkType: 'webhook',
      sinkConfiguration: { destination, method: 'POST', batch_events: false },
    }),
  );
  return sink.sid;
}

/** Answers the SID of the subscription of a sink. */
export async function ensureSubscription(ask: Ask, key: string, sinkSid: string): Promise<string> {
  const subscriptions = await ask((client) =>
    client.events.v1.subscriptions.list({ ...few(), sinkSid }),
  );
  const known = subscriptions.find((each) => each.sinkSid === sinkSid);
  if (known) return known.sid;
  const types = REGISTRATION_EVENT_TYPES.map((type) => ({ type, schema_version: SCHEMA_VERSION }));
  const draft = { description: key, sinkSid, types };
  return (await ask((client) => client.events.v1.subscriptions.create(draft))).sid;
}
