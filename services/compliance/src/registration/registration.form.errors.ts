import type { RegistrationFinding } from '@fieldline/contracts';
import { Problem } from '@fieldline/http';

/** Each wrong field with what it must be; nothing was kept, and Twilio wasn't asked. */
export const registrationInvalid = (errors: readonly RegistrationFinding[]): Problem =>
  new Problem({
    code: 'registration_invalid',
    status: 422,
    detail: 'Some entries of the form are not valid yet.',
    errors,
  });
