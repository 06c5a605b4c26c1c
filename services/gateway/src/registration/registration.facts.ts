import type {
  NotificationKind,
  RegistrationChange,
  RegistrationChanged,
} from '@fieldline/contracts';
import type { Received } from '@fieldline/events';
import type { Notice } from '../notification/notify.js';

const KINDS: Readonly<Partial<Record<RegistrationChange, NotificationKind>>> = {
  form_resubmitted: 'registration_resubmitted',
  needs_otp: 'registration_needs_otp',
  approved: 'registration_approved',
  rejected: 'registration_rejected',
  suspended: 'registration_suspended',
};

/** What owners and admins should hear of. A state that is said again is no news. */
export function noticesOf({ tenantId, payload }: Received<RegistrationChanged>): Notice[] {
  const { change, version } = payload;
  const kind = change === null ? undefined : KINDS[change];
  return kind ? [{ tenantId, kind, cause: `registration ${version}` }] : [];
}
