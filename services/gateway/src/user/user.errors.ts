import { forbidden, Problem } from '@fieldline/http';

export const emailTaken = (): Problem =>
  new Problem({
    code: 'email_taken',
    status: 409,
    detail: 'There is an account with this e-mail address already.',
  });

export const ownAccount = (): Problem =>
  new Problem({
    code: 'own_account',
    status: 409,
    detail: 'Nobody changes their own role or status. Ask somebody else to.',
  });

export const roleOutOfReach = (): Problem =>
  forbidden('You may not give this role, or change somebody who has it.');
