import { ConsentChanged } from '@fieldline/contracts';
import { stateFact } from '@fieldline/events';
import { Consent } from './consent.entity.js';
import { type Chained, type ConsentRow, subjectKey } from './consent.queries.js';

/** The fact of a row that has changed at least once. @param by who changed it; nobody when it is said again */
export function toConsentChanged(consent: ConsentRow & Chained, by: string | null): ConsentChanged {
  const { state, origin, source, changedAt } = consent;
  if (!state || !origin || !source || !changedAt)
    throw new Error('consent was never given or taken');
  return {
    subjectId: consent.subjectId,
    subjectKind: consent.subjectKind,
    state,
    origin,
    basis: consent.basis,
    source,
    boundRecipientId: consent.boundRecipientId,
    written: consent.written,
    expiresAt: consent.expiresAt?.toISOString() ?? null,
    eventId: consent.eventId,
    keywordSequence: consent.keywordSequence,
    by,
    obtainedAt: consent.obtainedAt?.toISOString() ?? null,
    changedAt: changedAt.toISOString(),
    records: consent.records,
    recordsHash: consent.recordsHash,
    version: consent.version,
  };
}

/** The fact of a row that was saved just now. */
export function toSavedConsent(
  consent: ConsentRow,
  saved: ReadonlyMap<string, Chained>,
  by: string | null,
): ConsentChanged {
  const chained = saved.get(subjectKey(consent));
  if (!chained) throw new Error('a consent that was not saved');
  return toConsentChanged({ ...consent, ...chained }, by);
}

export const consentFact = stateFact({
  type: ConsentChanged,
  entity: Consent,
  id: 'subjectId',
  toPayload: (consent) => toConsentChanged(consent, null),
});
