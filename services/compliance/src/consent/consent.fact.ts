import { ConsentChanged } from '@fieldline/contracts';
import { stateFact } from '@fieldline/events';
import { Consent } from './consent.entity.js';
import type { ConsentRow } from './consent.queries.js';

/** The fact of a row that has changed at least once. @param by who changed it; nobody when it is said again */
export function toConsentChanged(consent: ConsentRow, by: string | null): ConsentChanged {
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
    version: consent.version,
  };
}

export const consentFact = stateFact({
  type: ConsentChanged,
  entity: Consent,
  id: 'subjectId',
  toPayload: (consent) => toConsentChanged(consent, null),
});
