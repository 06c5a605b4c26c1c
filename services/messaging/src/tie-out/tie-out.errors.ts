import { Problem } from '@fieldline/http';

export const invalidDate = (): Problem =>
  new Problem({
    code: 'invalid_date',
    status: 400,
    detail: 'A day is written as 2026-11-22, and is in UTC.',
  });

export const dateOutOfRange = (daysBack: number): Problem =>
  new Problem({
    code: 'date_out_of_range',
    status: 422,
    detail: `A day can be tied out from its beginning on, for ${daysBack} days.`,
  });
