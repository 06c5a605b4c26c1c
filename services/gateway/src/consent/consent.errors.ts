import { invalidRequest, Problem } from '@fieldline/http';

export const oneSubject = (): Problem =>
  invalidRequest(
    ['contactId', 'smsNumber'].map((field) => ({ field, message: 'name one of the two' })),
  );

export const contactNotFound = (): Problem => {
  const detail = 'There is no such contact.';
  return new Problem({
    code: 'not_found',
    status: 404,
    detail,
    errors: [{ field: 'contactId', message: detail }],
  });
};
