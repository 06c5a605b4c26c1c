import type {
  NumberRegistration,
  RegistrationReported,
  RegistrationResource,
} from '@fieldline/contracts';
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

/** Of a number there is nothing to look at: what is said of it is passed on. */
const NUMBER_REGISTRATIONS: Readonly<Record<string, NumberRegistration>> = {
  'number-registration.pending': 'pending',
  'number-registration.successful': 'successful',
  'number-registration.failed': 'failed',
  'number-deregistration.successful': 'ended',
};
const NOTHING_SAID = { numberRegistration: null, providerCode: null, saidAt: null } as const;
/** Twilio names why by the address of the page about it. */
const CODE = /(?:^|\/)(\d{5})$/;

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
  const read = events.map(({ type, time, data }) => ({
    type,
    report: reportOf(type, { time, ...fieldsOf(data) }),
  }));
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
  return {
    kind: 'bundle',
    resourceSid: sid,
    messagingServiceSid: null,
    brandSid: null,
    ...NOTHING_SAID,
  };
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
  const name = type.slice(PREFIX.length);
  const [group = ''] = name.split('.');
  const kind = Object.hasOwn(KINDS, group) ? KINDS[group] : undefined;
  return (
    kind && {
      kind,
      resourceSid: kind === 'number' ? sidOf(data['phonenumbersid']) : null,
      messagingServiceSid: sidOf(data['messagingservicesid']),
      brandSid: sidOf(data['brandsid']),
      ...saidOfNumber(name, data),
    }
  );
}

function saidOfNumber(
  name: string,
  data: Fields,
): Pick<Report, 'numberRegistration' | 'providerCode' | 'saidAt'> {
  if (!Object.hasOwn(NUMBER_REGISTRATIONS, name)) return NOTHING_SAID;
  const numberRegistration = NUMBER_REGISTRATIONS[name] ?? null;
  // Its documentation writes it both ways.
  const reason = data['failurereason'] ?? data['failureReason'];
  const [, code] = CODE.exec(typeof reason === 'string' ? reason : '') ?? [];
  const providerCode = numberRegistration === 'failed' && code ? Number(code) : null;
  return { numberRegistration, providerCode, saidAt: saidAt(data) };
}

/** When Twilio said it; never later than now, or nothing that is said until then would count. */
function saidAt({ timestamp, updateddate, time }: Fields): string {
  const now = Date.now();
  const told = [timestamp, updateddate, typeof time === 'string' ? Date.parse(time) : undefined];
  const at = told.find((each) => Number.isSafeInteger(each)) as number | undefined;
  return new Date(Math.min(Math.max(at ?? now, 0), now)).toISOString();
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
