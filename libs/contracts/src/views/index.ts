import type { UserStatus } from '../commands/access.command.js';
import type { ImpliedReason } from '../commands/consent.command.js';
import type { RegistrationPath } from '../commands/registration.values.js';
import type { DeliveryFix, DeliveryRetry } from '../delivery/delivery-advice.js';
import type { DrawnLot } from '../events/billing.events.js';
import type { ConsentEventAction, ConsentEventOrigin } from '../events/consent-hold.events.js';
import type { ConsentBasis, ConsentState } from '../events/consent.events.js';
import type { ContactKind } from '../events/contact.events.js';
import type { JobStatus } from '../events/job.events.js';
import type { RegistrationState } from '../events/registration.events.js';
import type { Country, TenantState } from '../events/tenant.events.js';
import type { Direction, MessageStatus } from '../message-status.js';
import type { Principal, Role } from '../principal.js';
import type { TextClass } from '../text-class.js';
import type { Redaction } from './retention.view.js';

/** A page of a list; `nextCursor` is null on the last. */
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

export interface ContactView {
  id: string;
  externalId: string;
  kind: ContactKind;
  name: string;
  smsNumber: string | null;
  customerType: string | null;
  class: string | null;
  timeZone: string | null;
  postalCode: string | null;
  sourceVersion: number | null;
  createdAt: string;
  updatedAt: string;
}

/** The answer to a write by external id. */
export interface Upserted<T> {
  outcome: 'created' | 'updated' | 'unchanged';
  record: T;
  /** Of the record's fact: a projection elsewhere is current once it holds it. */
  version: number;
  /** The names of the fields that an update changed. */
  changed?: readonly string[];
}

export interface ImportLine {
  line: number;
  externalId: string | null;
  outcome: 'created' | 'updated' | 'unchanged' | 'error';
  id?: string;
  /** As a request by itself would be refused; `errors` says which fields are at fault. */
  error?: { code: string; detail: string; errors?: ImportFault[] };
}

export interface ImportFault {
  field: string;
  code?: string;
  message: string;
}

export interface MessageError {
  code: string;
  providerCode?: number;
  sentence: string;
  nextStep: string;
  /** What the office can do about it. */
  fix: DeliveryFix;
  /** Whether the same text may be sent again, by hand. */
  retry: DeliveryRetry;
}

export interface ChargeView {
  segments: number;
  /** What is owed of it counts at the day's price, until it is repaid. */
  costMicros: number;
  /** What it was drawn from, oldest first: their costs add up to `costMicros` when nothing is owed. */
  lots: DrawnLot[];
  /** Why it differs from the quote, when it does. */
  note?: string;
}

export interface MessageView {
  id: string;
  conversationId: string;
  direction: Direction;
  status: MessageStatus;
  from: string;
  to: string;
  body: string;
  encoding: 'GSM-7' | 'UCS-2';
  quote?: { segments: number; costMicros: number };
  charge?: ChargeView;
  error?: MessageError;
  mediaDropped?: boolean;
  /** Its body was taken away, and stands here as an empty text. */
  redacted?: Redaction;
  keyword?: string;
  class?: TextClass;
  sendAt?: string;
  /** When the hours for texts begin where they are: it goes then. */
  waitingUntil?: string;
  /** What keeps it from going, beside its own time and its balance. */
  waitingFor?: 'quiet_hours' | 'sending_paused';
  sentBy: string | null;
  /** The employee whom it was for, when it was for one. */
  employeeId?: string;
  jobId?: string;
  timeline: { status: MessageStatus; at: string }[];
  createdAt: string;
}

/** What a text would say to whom it is for. */
export interface TextPreview {
  body: string;
  /** All that sending it now would be refused for; the first is what it would answer. */
  refusals: TextRefusal[];
}

/** As the problem that sending would answer, with its further members: `optedOut`, `hold`, `opensAt`, … */
export interface TextRefusal {
  code: string;
  detail: string;
  [member: string]: unknown;
}

export interface ConsentEventView {
  id: string;
  action: ConsentEventAction;
  origin: ConsentEventOrigin;
  basis: ConsentBasis | null;
  /** How it came about; for a keyword, the word. */
  source: string;
  proof: string | null;
  wording: string | null;
  /** Why consent was implied: it says when it expires. */
  impliedReason?: ImpliedReason | null;
  /** They agreed in writing or by a form of their own. */
  written: boolean;
  /** When it ends by CASL, if it is implied. */
  expiresAt: string | null;
  /** For the recipient's own opt-out: messages that were on their way already, and may have arrived. */
  inFlight?: string[];
  obtainedAt: string;
  recordedAt: string;
  recordedBy: string;
}

export interface ConsentView {
  subject: { contactId?: string; recipientId?: string };
  state: ConsentState | 'none';
  /** Set when the recipient's own STOP stands in the way: only their START lifts it. */
  stoppedByRecipient: boolean;
  /** The contact opted in with another number than it has now: confirm it again. */
  numberChanged?: boolean;
  since: string | null;
  /** When the opt-in ends by CASL, if it is only implied. It binds where the business or they are in Canada. */
  expiresAt: string | null;
  /** Whether that day is past. Texts are refused for it in Canada; in the United States they go on. */
  pastCaslExpiry: boolean;
  /** The number is on hold: they seem to want no more texts, and somebody should decide. */
  hold?: { id: string; since: string };
  history: ConsentEventView[];
}

/** An opt-in that ends. */
export interface EndingConsentView {
  subject: { contactId?: string; recipientId?: string };
  basis: ConsentBasis | null;
  since: string;
  expiresAt: string;
}

export interface BalanceView {
  available: number;
  held: number;
  debt: number;
  unitPriceMicros: number;
}

export interface LedgerEntryView {
  id: string;
  kind: string;
  from: string;
  to: string;
  segments: number;
  messageId: string | null;
  adjustmentId: string | null;
  at: string;
}

export interface JobView {
  id: string;
  externalId: string;
  contactId: string;
  jobType: string;
  startsAt: string;
  endsAt: string | null;
  timeZone: string;
  technicianId: string | null;
  class: string | null;
  status: JobStatus;
  address: string | null;
  series: string | null;
  sourceVersion: number | null;
  /** Of the job's facts: each change has a higher one. */
  version: number;
  createdAt: string;
  updatedAt: string;
}

export interface JobTypeView {
  name: string;
  title: string;
  active: boolean;
}

export interface TenantView {
  id: string;
  name: string;
  country: Country;
  timeZone: string;
  state: TenantState;
  contactPhone: string | null;
  phoneNumber: string | null;
  /** When a closure takes effect, or took it. */
  closesAt: string | null;
  createdAt: string;
}

export interface ApiKeyView {
  id: string;
  name: string;
  prefix: string;
  scopes: string[];
  mode: 'live' | 'test';
  expiresAt: string | null;
  lastUsedAt: string | null;
  createdAt: string;
}

/** Which numbers and names a contact stands for: what the gateway asks messaging before it asks others. */
export interface ContactIdentity {
  contactId: string;
  recipientId: string | null;
}

/** How far a projection has come: a write elsewhere shows in it once it holds the write's version. */
export interface ProjectionView {
  version: number;
}

/** By which search a number was found: the first that finds one counts. */
export type NumberMatch = 'area_code' | 'postal_code' | 'nearby' | 'region';

export interface NumberView {
  id: string;
  phoneNumber: string;
  matched?: NumberMatch;
  /** Says that the asked-for area had none left, and where this one is from. */
  fallback?: string;
}

/** The answer to a change of consent. */
export interface ConsentRecorded {
  subjectId: string;
  version: number;
  consent: ConsentView;
}

/** The answer to the making of a key: the one time that its secret is seen. */
export interface CreatedApiKey extends ApiKeyView {
  secret: string;
}

export interface UserView {
  id: string;
  email: string;
  name: string;
  role: Role;
  status: UserStatus;
  /** Null for the platform's own people. */
  tenantId: string | null;
  createdAt: string;
}

/** Whether a business must register before it may text, and how far it is. */
export interface RegistrationSummary {
  /** The form is due. False of a business without texting, which could not submit it. */
  required: boolean;
  state: RegistrationState;
  path: RegistrationPath | null;
}

export interface SessionView {
  accessToken: string;
  expiresAt: string;
  user: UserView;
  registration: RegistrationSummary;
}

/** Who asks, and what they may do. */
export interface MeView {
  kind: Principal['kind'];
  id: string;
  name: string;
  role: Role;
  tenantId: string | null;
  permissions: string[];
  registration: RegistrationSummary;
}

export interface ActivationView {
  phoneNumber: string;
  matched?: NumberMatch;
  /** A sentence, when it isn't what was asked for. */
  fallback?: string;
  /** Texting follows within moments. */
  pending?: true;
}
