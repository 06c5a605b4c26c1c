import { type FieldError, Problem } from './problem.js';

/** Also for what belongs to another tenant: the two can't be told apart. */
export const notFound = (what = 'resource'): Problem =>
  new Problem({ code: 'not_found', status: 404, detail: `There is no such ${what}.` });

export const forbidden = (detail = 'You may not do this.'): Problem =>
  new Problem({ code: 'forbidden', status: 403, detail });

export const unauthorized = (detail = 'Sign in, or send a valid key.', cause?: unknown): Problem =>
  new Problem({ code: 'unauthorized', status: 401, detail, cause });

export const invalidRequest = (
  errors: readonly FieldError[],
  detail = 'The request is not valid.',
): Problem => new Problem({ code: 'invalid_request', status: 400, detail, errors });

/**
 * What is wrong with one request as one problem: the first, when the others say nothing of another field; else
 * `invalid_request` with all their faults, each with its problem's code. A field stands once, as it was refused first.
 * @param problems at least one
 */
export function together(problems: readonly Problem[]): Problem {
  const [first] = problems;
  if (!first) throw new Error('no problem');
  const errors = new Map<string, FieldError>();
  const telling = problems.filter(({ code, detail, errors: own }) => {
    const fresh = (own ?? [{ field: '', message: detail }]).filter(
      ({ field }) => !errors.has(field),
    );
    for (const { field, ...fault } of fresh)
      errors.set(field, { field, ...(code !== 'invalid_request' && { code }), ...fault });
    return fresh.length > 0;
  });
  return telling.length > 1 ? invalidRequest([...errors.values()]) : first;
}

export const tenantRequired = (): Problem =>
  new Problem({ code: 'tenant_required', status: 400, detail: 'Name the business you act for.' });

export const malformedJson = (detail = 'The body is not valid JSON.'): Problem =>
  new Problem({ code: 'malformed_json', status: 400, detail });

export const payloadTooLarge = (): Problem =>
  new Problem({ code: 'payload_too_large', status: 413, detail: 'The body is too large.' });

export const unsupportedMediaType = (): Problem =>
  new Problem({
    code: 'unsupported_media_type',
    status: 415,
    detail: 'This content type is not taken here.',
  });

export const serviceUnavailable = (
  detail = 'A part of the system is not available. Try again shortly.',
  cause?: unknown,
): Problem => new Problem({ code: 'service_unavailable', status: 503, detail, cause });

/** Says nothing of what happened; the cause is logged. */
export const internalError = (cause?: unknown): Problem =>
  new Problem({
    code: 'internal_error',
    status: 500,
    detail: 'Something went wrong on our side.',
    cause,
  });
