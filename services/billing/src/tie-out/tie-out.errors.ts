import { Problem } from '@fieldline/http';

export const invalidDate = (): Problem =>
  new Problem({
    code: 'invalid_date',
    status: 400,
    detail: 'A day is written as 2026-11-22, and is in UTC.',
  });
