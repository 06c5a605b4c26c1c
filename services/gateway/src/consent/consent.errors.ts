import { invalidRequest, type Problem } from '@fieldline/http';

export const oneSubject = (): Problem =>
  invalidRequest(
    ['contactId', 'smsNumber'].map((field) => ({ field, message: 'name one of the two' })),
  );
