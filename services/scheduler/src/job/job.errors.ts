import { invalidRequest, Problem } from '@fieldline/http';

export const missingFields = (fields: readonly string[]): Problem =>
  invalidRequest(fields.map((field) => ({ field, message: `${field} is required for a new job` })));

export const unknownContact = (): Problem =>
  ofField(
    { code: 'unknown_contact', status: 422, field: 'contactId' },
    'There is no such contact. Create it first; your own id of it is written ext:<id>.',
  );

export const staleVersion = (storedVersion: number): Problem => {
  const detail = `A newer version of this job is stored (${storedVersion}).`;
  return new Problem({
    code: 'stale_version',
    status: 409,
    detail,
    errors: [{ field: 'sourceVersion', message: detail }],
    extras: { storedVersion },
  });
};

/** An import of the next night would bring back where they live. */
export const contactErased = (): Problem =>
  ofField(
    { code: 'contact_erased', status: 409, field: 'address' },
    'The contact of this job was erased: no address is kept for it. Leave the address out.',
  );

function ofField(
  { code, status, field }: { code: string; status: number; field: string },
  detail: string,
): Problem {
  return new Problem({ code, status, detail, errors: [{ field, message: detail }] });
}
