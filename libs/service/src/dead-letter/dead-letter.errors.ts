import { DeadLetterRefused, isTransient } from '@fieldline/events';
import { Problem, serviceUnavailable } from '@fieldline/http';

/** What went wrong with a replay or a drop, as its caller should hear it. */
export function toDeadLetterProblem(error: unknown): unknown {
  if (error instanceof DeadLetterRefused) {
    const { code, message: detail, details: extras } = error;
    return new Problem({ code, status: 409, detail, extras });
  }
  if (isTransient(error))
    return serviceUnavailable('The letter could not be handled just now. It stays open.', error);
  return error;
}
