import { invalidRequest, Problem } from '@fieldline/http';

export const unknownCarrier = (): Problem =>
  ofField(
    'unknown_carrier',
    'textAddress.carrier',
    'No carrier of that name is known. GET /v1/carriers names them all.',
  );

export const invalidTextNumber = (): Problem =>
  ofField(
    'invalid_number',
    'textAddress.number',
    'A text address needs a number of the United States or Canada.',
  );

const ofField = (code: string, field: string, detail: string): Problem =>
  new Problem({ code, status: 422, detail, errors: [{ field, message: detail }] });

/** @param places of those that aren't there, in the list that was sent */
export const employeesNotFound = (places: readonly number[]): Problem =>
  new Problem({
    code: 'not_found',
    status: 404,
    detail: 'There is no such employee.',
    errors: places.map((place) => ({
      field: `employeeIds.${place}`,
      message: 'is none of your employees',
    })),
  });

export const employeesNameless = (places: readonly number[]): Problem =>
  invalidRequest(
    places.map((place) => ({ field: `employeeIds.${place}`, message: 'give an id or ext:…' })),
  );
