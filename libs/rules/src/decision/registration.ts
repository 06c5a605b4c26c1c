import type { SendFacts } from '../facts.js';
import { because, type Objection } from './because.js';
import type { Reason } from './decision.js';

/** Nothing leaves before the form is submitted; to US numbers nothing before carriers have approved. */
export function registrationOf({ registration, place }: SendFacts): Reason | Objection {
  if (!registration.submitted) {
    const sentence = 'The business has not submitted its registration form: no text leaves before.';
    return { code: 'registration_incomplete', because: because('own.form', sentence) };
  }
  if (place.country === 'CA')
    return because('own.form', 'The registration form is submitted, and the number is Canadian.');
  if (!registration.approved) {
    const sentence =
      'The registration of the business is not approved yet: no text to a US number leaves before.';
    return {
      code: 'registration_not_approved',
      because: because('carrier.registration', sentence),
    };
  }
  return because('carrier.registration', 'The registration of the business is approved.');
}
