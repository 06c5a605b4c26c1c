import type { Problem } from '@fieldline/http';
import { consentOutdated, optedOutByRecipient } from './consent.errors.js';
import type { NewConsentChange } from './consent-event.entity.js';
import type { ConsentRow } from './consent.queries.js';
import { isOutdated, isRefused } from './consent.standing.js';

/**
 * Why staff's change can't be recorded.
 * @param number where the number stands: the subject itself, or what the contact is reached by
 */
export function refusalOf(
  event: NewConsentChange,
  consent: ConsentRow,
  number: ConsentRow | undefined,
): Problem | undefined {
  if (number && isRefused(event, number)) return optedOutByRecipient(number);
  // An old list undoes neither the contact's wish nor that of its number.
  const outdatedBy = [consent, number].find((each) => each && isOutdated(event, each));
  return outdatedBy && consentOutdated(outdatedBy);
}
