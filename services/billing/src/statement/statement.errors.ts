import { invalidRequest, Problem } from '@fieldline/http';

export const badPeriod = (days: number): Problem =>
  invalidRequest([
    { field: 'to', message: `must be an instant after from, by no more than ${days} days` },
  ]);

/** @param what says which sums are at odds, for the log */
export const statementMismatch = (what: string): Problem =>
  new Problem({
    code: 'statement_mismatch',
    status: 500,
    detail:
      'This statement does not add up. It is being looked into; nothing of it is shown until then.',
    cause: new Error(what),
  });
