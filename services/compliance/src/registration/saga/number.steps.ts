import { ensureNumbers, removeNumber } from '../../twilio/services.js';
import type { NumberCopy } from '../number-copy.entity.js';
import { numberReasons } from '../registration.reasons.js';
import type { StepEnd } from '../registration.store.js';
import type { StepRun, StepScope } from './step.js';

/**
 * Carriers take a number onto the campaign by themselves once both are in the service; only Twilio's events say
 * what came of it. One that failed before this form is taken out and put in again: that is how it is tried anew.
 */
export const awaitNumber: StepRun = async (scope) => {
  const number = numberOf(scope);
  const failedAt = scope.step('number_registration')?.superseded ?? null;
  if (!number || failedAt === null) return endOf(scope, number);
  const serviceSid = scope.sidOf('messaging_service');
  if (isFailureOf(number, failedAt)) await removeNumber(scope.ask, serviceSid, number.providerSid);
  await ensureNumbers(scope.ask, serviceSid, scope.numberSids);
  if (!isFailureOf(number, failedAt)) return endOf(scope, number);
  return { state: 'in_review', sid: number.providerSid, superseded: failedAt };
};

/** What Twilio has said of it by now. */
export const reviewNumber: StepRun = (scope) => {
  const number = numberOf(scope);
  const step = scope.step('number_registration');
  // Taken off after it had failed, it is still to be mended.
  if (step?.state === 'failed' && number?.registration === 'ended') return Promise.resolve(step);
  return Promise.resolve(endOf(scope, number));
};

/** `superseded` is when it failed: what is said of it later is of another try. */
function endOf(scope: StepScope, number: NumberCopy | undefined): StepEnd {
  const before = scope.step('number_registration');
  const failedAt = before?.superseded ?? null;
  const made = { sid: scope.sidOf('number_assignment'), superseded: failedAt };
  switch (number?.registration) {
    case 'successful':
      return { ...made, state: 'done' };
    case 'failed':
      if (before?.state === 'in_review' && isFailureOf(number, failedAt))
        return { ...made, state: 'in_review' };
      return {
        ...made,
        state: 'failed',
        superseded: instantOf(number),
        reasons: numberReasons(number.registrationCode),
      };
    default:
      return { ...made, state: 'in_review' };
  }
}

function numberOf(scope: StepScope): NumberCopy | undefined {
  const sid = scope.sidOf('number_assignment');
  return scope.numbers.find(({ providerSid }) => providerSid === sid);
}

function isFailureOf(number: NumberCopy, at: string | null): boolean {
  return number.registration === 'failed' && instantOf(number) === at;
}

function instantOf({ registrationAt }: NumberCopy): string | null {
  return registrationAt?.toISOString() ?? null;
}
