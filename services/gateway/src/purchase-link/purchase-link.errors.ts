import { forbidden, Problem } from '@fieldline/http';

export const notOfTheBusiness = (): Problem =>
  forbidden(
    'Whoever opens the page buys as you: sign in as a user of the business, or use its key.',
  );

export const noSuchLink = (): Problem =>
  new Problem({
    code: 'not_found',
    status: 404,
    detail: 'This address is over, or never was one.',
  });
