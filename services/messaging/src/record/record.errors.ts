import { invalidRequest, Problem } from '@fieldline/http';

export const fieldsMissing = (name: string, missing: readonly string[]): Problem =>
  invalidRequest(missing.map((field) => ({ field, message: `is needed for a new ${name}` })));

export const staleVersion = (storedVersion: number): Problem => {
  const detail = `A newer version of this record is stored (${storedVersion}).`;
  return new Problem({
    code: 'stale_version',
    status: 409,
    detail,
    errors: [{ field: 'sourceVersion', message: detail }],
    extras: { storedVersion },
  });
};

export const invalidNumber = (detail: string): Problem =>
  new Problem({
    code: 'invalid_number',
    status: 422,
    detail,
    errors: [{ field: 'smsNumber', message: detail }],
  });
