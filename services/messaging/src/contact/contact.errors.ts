import { invalidRequest, Problem } from '@fieldline/http';

export const contactFieldsMissing = (missing: readonly string[]): Problem =>
  invalidRequest(missing.map((field) => ({ field, message: 'is needed for a new contact' })));

export const staleVersion = (storedVersion: number): Problem =>
  new Problem({
    code: 'stale_version',
    status: 409,
    detail: `A newer version of this record is stored (${storedVersion}).`,
    extras: { storedVersion },
  });

export const invalidNumber = (detail: string): Problem =>
  new Problem({ code: 'invalid_number', status: 422, detail });

export const duplicateExternalId = (): Problem =>
  new Problem({
    code: 'duplicate_external_id',
    status: 422,
    detail: 'This external id stands on an earlier line of the same import.',
  });

export const tooManyLines = (limit: number): Problem =>
  new Problem({
    code: 'too_many_lines',
    status: 413,
    detail: `An import takes up to ${limit} lines.`,
  });
