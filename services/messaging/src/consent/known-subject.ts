import { DEFAULT_QUIET_HOURS, type QuietHours, type SendFacts } from '@fieldline/rules';
import { bestOptIn, type StoredOptIn, unwrittenBefore } from './opt-in.js';
import { type ContactPlace, recipientPlace } from './recipient-place.js';

/** What the decision needs, beside the text itself and the time. */
export type StoredFacts = Omit<
  SendFacts,
  'now' | 'mandatory' | 'textClass' | 'automatic' | 'quietHoursConfirmed'
>;

export interface KnownSubject {
  readonly facts: StoredFacts;
  /** What was written to the number until then is being taken away. */
  readonly erasedAt: Date | null;
  readonly contactErased: boolean;
  /** A text of ours is in the thread that was paid for at least. */
  readonly texted: boolean;
}

/** As it stands in the copies. */
export interface SubjectRow {
  stoppedAt: Date | null;
  stopWord: string | null;
  heldAt: Date | null;
  heldBy: string | null;
  lastInbound: Date | null;
  erasedAt: Date | null;
  contactErased: boolean;
  phoneNumber: string;
  recipientOptIn: StoredOptIn | null;
  recipientOut: Date | null;
  /** When the phone last said START, if that wasn't its first keyword. */
  restartedAt: Date | null;
  contactOptIns: StoredOptIn[] | null;
  contactOut: Date | null;
  otherNumber: boolean;
  contacts: ContactPlace[] | null;
  employee: boolean;
  businessCountry: 'US' | 'CA';
  registration: StoredFacts['registration'] | null;
  quietHours: QuietHours | null;
  texted: boolean;
}

export function toKnown(row: SubjectRow, jobTimeZone: string | null): KnownSubject {
  const { phoneNumber, businessCountry, erasedAt, contactErased, texted } = row;
  const staffOptOut = latest(row.recipientOut, row.contactOut);
  const given = [row.recipientOptIn ?? [], row.contactOptIns ?? []].flat();
  const optIns = unwrittenBefore(given, row.restartedAt);
  const contacts = row.contacts ?? [];
  const facts: StoredFacts = {
    stop: row.stoppedAt && row.stopWord ? { at: row.stoppedAt, word: row.stopWord } : null,
    staffOptOut,
    hold: row.heldAt && row.heldBy ? { at: row.heldAt, id: row.heldBy } : null,
    optIn: bestOptIn(optIns, staffOptOut),
    optInForOtherNumber: row.otherNumber,
    lastInbound: row.lastInbound,
    employee: row.employee,
    place: recipientPlace({ phoneNumber, businessCountry, jobTimeZone, contacts }),
    businessCountry,
    registration: row.registration ?? UNREGISTERED,
    quietHours: row.quietHours ?? DEFAULT_QUIET_HOURS,
  };
  return { facts, erasedAt, contactErased, texted };
}

/** Of a business of whose registration nothing has been heard. */
const UNREGISTERED: StoredFacts['registration'] = { submitted: false, approved: false };

function latest(a: Date | null, b: Date | null): Date | null {
  if (!a || !b) return a ?? b;
  return a > b ? a : b;
}
