import { invalidRequest, Problem } from '@fieldline/http';

export const oneSubject = (): Problem =>
  invalidRequest(
    ['contactId', 'smsNumber'].map((field) => ({ field, message: 'name one of the two' })),
  );

export const tooMuchToErase = (most: number): Problem =>
  new Problem({
    code: 'too_much_to_erase',
    status: 422,
    detail: `This number has more than ${most} contacts or threads: it is nobody's own.`,
  });
