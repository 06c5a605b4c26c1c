import type { ImportedConsent } from '@fieldline/contracts';
import { invalidRequest, type LineResult, Problem } from '@fieldline/http';
import { idempotencyIdReused } from './consent.errors.js';
import { faultsOf, toStaffEvent } from './consent.proof.js';
import { type ConsentRow, type Subject, subjectKey } from './consent.queries.js';
import { refusalOf } from './consent.refusal.js';
import { afterMove, isOvertaken, isWeaker } from './consent.standing.js';
import type { NewConsentChange } from './consent-event.entity.js';

/** A line that can be recorded, and the number on which an opt-in rests. */
export interface ImportedLine {
  readonly event: NewConsentChange;
  readonly number: Subject | undefined;
}

/** A line as the event to be made of it, or what it lacks. */
export function readLine(
  tenantId: string,
  { externalId: id, ...change }: ImportedConsent,
  { recordedBy, now }: { readonly recordedBy: string; readonly now: Date },
): ImportedLine | Problem {
  const { action, contactId, recipientId, obtainedAt } = change;
  const faults = faultsOf(change, now);
  if (action === 'opt_in' && !obtainedAt)
    faults.push({ field: 'obtainedAt', message: 'obtainedAt is required to opt in by an import' });
  if (faults.length > 0) return invalidRequest(faults);
  const event = toStaffEvent(change, { tenantId, id, recordedBy, now });
  const restsOnNumber = recipientId && (!contactId || action === 'opt_in');
  const number = { tenantId, subjectId: recipientId ?? '', subjectKind: 'recipient' } as const;
  return { event, number: restsOnNumber ? number : undefined };
}

export interface Known {
  /** Where each subject stands, by `subjectKey`; locked. */
  readonly consents: ReadonlyMap<string, ConsentRow>;
  /** Whose consent an event is about that was recorded before, by its id. */
  readonly recorded: ReadonlyMap<string, string>;
  readonly now: Date;
}

export interface Imported {
  readonly results: LineResult[];
  readonly events: NewConsentChange[];
  /** Each state that a subject came to, in order. */
  readonly changes: ConsentRow[];
}

/** What lines come to, one after the other: each sees what those before it changed. */
export function importLines(lines: readonly (ImportedLine | Problem)[], known: Known): Imported {
  const consents = new Map(known.consents);
  const events: NewConsentChange[] = [];
  const changes: ConsentRow[] = [];
  const results = lines.map((line): LineResult => {
    if (line instanceof Problem) return { outcome: 'error', problem: line };
    const { event } = line;
    const before = known.recorded.get(event.id);
    if (before === event.subjectId) return { outcome: 'unchanged', id: event.id };
    const consent = standing(consents, event);
    const number = line.number && standing(consents, line.number);
    const refusal = before ? idempotencyIdReused() : refusalOf(event, consent, number);
    if (refusal) return { outcome: 'error', problem: refusal };
    events.push(event);
    // After an opt-out of the number, what was obtained since counts, weaker or not.
    const isNoGain = number?.state !== 'opted_out' && isWeaker(event, consent);
    if (!isNoGain && !isOvertaken(event, consent)) {
      const after = afterMove(consent, event, known.now);
      consents.set(subjectKey(event), after);
      changes.push(after);
    }
    return { outcome: 'created', id: event.id };
  });
  return { results, events, changes };
}

function standing(consents: ReadonlyMap<string, ConsentRow>, subject: Subject): ConsentRow {
  const consent = consents.get(subjectKey(subject));
  if (!consent) throw new Error('a consent that was not locked');
  return consent;
}
