import { type ConsentChange, parseInstantOrDate } from '@fieldline/contracts';
import type { FieldError } from '@fieldline/http';
import { consentExpiry } from '@fieldline/rules';
import type { NewConsentChange } from './consent-event.entity.js';

/** How far a caller's clock may be ahead of ours. */
const SKEW_MS = 5 * 60 * 1_000;
/** Older consent is a typing error: nobody texted their customers before. */
const EARLIEST = new Date('2000-01-01T00:00:00Z');

/** Ways to opt in that leave something written, which promotional texts need. */
const WRITTEN: readonly string[] = ['web_form', 'written'];

/** What staff say; an import says besides whether it was in writing. */
type StaffChange = ConsentChange & { readonly written?: boolean };

/** What a change lacks to be recorded as proof. Empty when nothing. */
export function faultsOf(change: ConsentChange, now: Date): FieldError[] {
  const { contactId, recipientId, action } = change;
  const faults = action === 'opt_in' ? proofFaults(change) : [];
  if (!contactId && !recipientId) faults.push(fault('contactId', 'or recipientId is required'));
  const obtained = obtainedAtFault(change.obtainedAt, now);
  if (obtained) faults.push(fault('obtainedAt', obtained));
  for (const field of ['proof', 'wording'] as const) {
    // Postgres's text has no place for it.
    if (change[field]?.includes('\0')) faults.push(fault(field, 'must not contain NUL'));
  }
  return faults;
}

/** A change without faults as the event that is kept of it. */
export function toStaffEvent(
  change: StaffChange,
  { now, ...recording }: Pick<NewConsentChange, 'tenantId' | 'id' | 'recordedBy'> & { now: Date },
): NewConsentChange {
  const { contactId, recipientId, action, source, obtainedAt } = change;
  const subjectId = contactId ?? recipientId;
  if (!subjectId) throw new Error('a change of nobody’s consent');
  const optsIn = action === 'opt_in';
  const basis = (optsIn && change.basis) || null;
  const impliedReason = (optsIn && change.impliedReason) || null;
  const at = (obtainedAt && parseInstantOrDate(obtainedAt)) || now;
  return {
    ...recording,
    subjectId,
    subjectKind: contactId ? 'contact' : 'recipient',
    action,
    origin: 'staff',
    basis,
    source,
    proof: change.proof ?? null,
    wording: change.wording ?? null,
    impliedReason,
    written: basis === 'express' && (change.written ?? WRITTEN.includes(source)),
    expiresAt: impliedReason && consentExpiry(impliedReason, at),
    boundRecipientId: (optsIn && contactId && recipientId) || null,
    messageId: null,
    keywordSequence: null,
    inFlight: null,
    obtainedAt: at,
  };
}

function proofFaults({ basis, proof, impliedReason }: ConsentChange): FieldError[] {
  const faults: FieldError[] = [];
  if (!basis) faults.push(fault('basis', 'is required to opt in: express or implied'));
  if (!proof?.trim()) faults.push(fault('proof', 'is required to opt in'));
  if (basis === 'implied' && !impliedReason)
    faults.push(fault('impliedReason', 'is required for implied consent: purchase or inquiry'));
  if (basis === 'express' && impliedReason)
    faults.push(fault('impliedReason', 'goes with implied consent only'));
  return faults;
}

function obtainedAtFault(text: string | null | undefined, now: Date): string | undefined {
  if (!text) return undefined;
  const at = parseInstantOrDate(text);
  if (!at) return 'must be a date, or a time with its offset';
  if (at < EARLIEST) return 'must not be before the year 2000';
  return at.getTime() > now.getTime() + SKEW_MS ? 'must not be in the future' : undefined;
}

function fault(field: string, what: string): FieldError {
  return { field, message: `${field} ${what}` };
}
