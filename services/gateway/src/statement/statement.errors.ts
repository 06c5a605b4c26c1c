import { notFound, Problem } from '@fieldline/http';

export const invalidMonth = (): Problem =>
  new Problem({
    code: 'invalid_month',
    status: 400,
    detail: 'Name a month by year and number, for instance 2026-11.',
  });

/** From before the business was here. */
export const noStatement = (): Problem => notFound('statement');

export const monthNotBegun = (): Problem =>
  new Problem({ code: 'month_not_begun', status: 404, detail: 'This month has not begun yet.' });
