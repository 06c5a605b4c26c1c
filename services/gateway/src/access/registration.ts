import type { RegistrationSummary } from '@fieldline/contracts';

/** Nobody has to register yet. */
export const REGISTRATION: RegistrationSummary = { required: false, state: 'not_started' };
