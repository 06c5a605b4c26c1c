import type { RegistrationReported, RegistrationResource } from '@fieldline/contracts';
import { type FormFields, invalidRequest } from '@fieldline/http';

export type Report = Omit<RegistrationReported, 'businessId' | 'reportedAt' | 'accountSid'>;

export interface Reports {
  readonly accountSid: string;
  readonly reports: readonly Report[];
  /** Types of events that say nothing to us. */
  readonly unknown: readonly string[];
}

const MAX_EVENTS = 100;
const MAX_TYPE = 100;
const ACCOUNT = /^AC[0-9a-f]{32}$/;
const SID = /^[A-Z]{2}[0-9a-f]{32}$/;
const BUNDLE = /^BU[0-9a-f]{32}$/;
const PREFIX = 'com.twilio.messaging.compliance.';
const KINDS: Readonly<Record<string, RegistrationResource>> = {
  'brand-registration': 'brand',
  'campaign-registration': 'campaign',
  'number-registration': 'number',
  'number-deregistration': 'number',
};

type Fields = Readonly<Record<string, unknown>>;

/**
 * What Twilio's event stream says: a list of CloudEvents, or a single one, all of one account.
 * @throws invalid_request
 */
export function readEvents(body: string): Reports {
  const events = eventsOf(body);
  const accounts = new Set(events.map(({ data }) => fieldsOf(data)['accountsid']));
  const [accountSid] = accounts;
  if (accounts.size !== 1 || typeof accountSid !== 'string' || !ACCOUNT.test(accountSid))
    throw wrong('data.accountsid');
  const read = events.map(({ type, data }) => ({ type, report: reportOf(type, fieldsOf(data)) }));
  return {
    accountSid,
    reports: read.flatMap(({ report }) => report ?? []),
    unknown: read.filter(({ report }) => !report).map(({ type }) => nameOf(type)),
  };
}

/** What TrustHub says of a profile or a trust product. @throws invalid_request */
export function readBundle(fields: FormFields): Report {
  const { BundleSid: sid } = fields;
  if (typeof sid !== 'string' || !BUNDLE.test(sid)) throw wrong('BundleSid');
  return { kind: 'bundle', resourceSid: sid, messagingServiceSid: null, brandSid: null };
}

function eventsOf(body: string): Fields[] {
  const parsed = parse(body);
  const events = (Array.isArray(parsed) ? parsed : [parsed]) as unknown[];
  if (events.length === 0 || events.length > MAX_EVENTS) throw wrong('');
  return events.map(fieldsOf);
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw wrong('');
  }
}

function reportOf(type: unknown, data: Fields): Report | undefined {
  if (typeof type !== 'string' || !type.startsWith(PREFIX)) return undefined;
  const [group = ''] = type.slice(PREFIX.length).split('.');
  const kind = Object.hasOwn(KINDS, group) ? KINDS[group] : undefined;
  return (
    kind && {
      kind,
      resourceSid: kind === 'number' ? sidOf(data['phonenumbersid']) : null,
      messagingServiceSid: sidOf(data['messagingservicesid']),
      brandSid: sidOf(data['brandsid']),
    }
  );
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function sidOf(value: unknown): string | null {
  return typeof value === 'string' && SID.test(value) ? value : null;
}

/** Fit for a log. */
function nameOf(type: unknown): string {
  return typeof type === 'string' && /^[\w.-]+$/.test(type) ? type.slice(0, MAX_TYPE) : 'no name';
}

function wrong(field: string): Error {
  return invalidRequest([{ field, message: 'is missing, doubled or not valid' }]);
}
