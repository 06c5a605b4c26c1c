import type { RegistrationState } from './events/registration.events.js';

/** States in which the form is to be filled in, by a person: every sign-in says so. */
export const REGISTRATION_DUE: ReadonlySet<RegistrationState> = new Set([
  'not_started',
  'needs_tax_number',
  'needs_form',
  'rejected',
]);
