import { decide, type Decision } from '@fieldline/rules';
import type { StoredFacts } from '../consent/known-subject.js';

/**
 * Whether an e-mail to one of the crew may go, which their carrier makes a text of: as a text, but that it
 * goes by the business's own mail server, for businesses without texting, who have nothing to register.
 */
export function decideEmail(known: StoredFacts, now: Date): Decision {
  return decide({
    ...known,
    now,
    employee: true,
    mandatory: false,
    textClass: 'informational',
    automatic: false,
    quietHoursConfirmed: false,
    registration: { submitted: true, approved: true },
  });
}
