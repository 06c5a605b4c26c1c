import { type RegistrationState, registrationAdviceOf } from '@fieldline/contracts';
import { Problem, serviceUnavailable } from '@fieldline/http';
import type { TwilioFailure } from '@fieldline/twilio';

export const notActivated = (): Problem =>
  new Problem({
    code: 'not_activated',
    status: 403,
    detail: 'Texting is not activated for this business yet.',
  });

/** Nothing of it is registered any more. */
export const registrationClosed = (): Problem =>
  new Problem({ code: 'tenant_closed', status: 409, detail: 'This business is closed, for good.' });

/** The process that works at it may be waiting for Twilio. */
export const registrationUnderWay = (): Problem =>
  new Problem({
    code: 'registration_under_way',
    status: 409,
    detail: 'The registration is being worked at. Try again in a moment.',
  });

/** @param retryAfterSeconds until whoever passes a form on must have ended, or has died; others may take days */
export const registrationInProgress = (
  state: RegistrationState,
  retryAfterSeconds?: number,
): Problem =>
  new Problem({
    code: 'registration_in_progress',
    status: 409,
    detail: 'A form has been submitted and is being looked at.',
    extras: { state, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) },
  });

export const registrationApproved = (): Problem =>
  new Problem({
    code: 'registration_approved',
    status: 409,
    detail: 'This business is registered already.',
  });

export const registrationSuspended = (): Problem =>
  new Problem({
    code: 'registration_suspended',
    status: 409,
    detail: 'The carriers have suspended this business. Another form would not change that.',
  });

export const registrationPathFixed = (): Problem =>
  new Problem({
    code: 'registration_path_fixed',
    status: 409,
    detail: 'The business is known to the carriers by another kind of form. Ask your operator.',
  });

export const otpNotDue = (): Problem =>
  new Problem({
    code: 'otp_not_due',
    status: 409,
    detail: 'No text to the mobile phone is waiting for its answer.',
  });

/** Twilio won't have what was entered. Says which field, never what stands in it. */
const registrationRefused = ({ code }: TwilioFailure, field: string | null): Problem => {
  const advice = registrationAdviceOf(code);
  const about = advice.field ?? field;
  return new Problem({
    code: 'registration_refused',
    status: 422,
    detail: advice.sentence,
    ...(about !== null && { errors: [{ field: about, message: advice.sentence }] }),
    extras: { providerCode: code },
  });
};

/** The answer to a form that didn't get through. @param field what was being entered */
export function relayProblem(failure: TwilioFailure, field: string | null): Problem {
  if (failure.kind === 'refused') return registrationRefused(failure, field);
  return serviceUnavailable(
    'Twilio does not answer now. Send the form again in a minute.',
    failure,
  );
}
