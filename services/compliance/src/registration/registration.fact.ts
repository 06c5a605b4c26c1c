import { type RegistrationChange, RegistrationChanged } from '@fieldline/contracts';
import { stateFact } from '@fieldline/events';
import { Registration } from './registration.entity.js';

export function toRegistrationChanged(
  registration: Registration,
  change: RegistrationChange | null = null,
  by: string | null = null,
): RegistrationChanged {
  const { tenantId, path, state, submittedAt, approved, reasons, changedAt, version } =
    registration;
  return {
    businessId: tenantId,
    path,
    state,
    submitted: submittedAt !== null,
    approved,
    reasons,
    change,
    by,
    changedAt: changedAt.toISOString(),
    version,
  };
}

export const registrationFact = stateFact({
  type: RegistrationChanged,
  entity: Registration,
  id: 'tenantId',
  toPayload: (registration: Registration) => toRegistrationChanged(registration),
});
