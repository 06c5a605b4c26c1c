import { forbidden, Problem } from '@fieldline/http';
import type { BodyErrorCode } from '@fieldline/sms';

export const notAUser = (): Problem =>
  forbidden('Notifications are for people: sign in as a user of the business.');

export const userInactive = (): Problem =>
  new Problem({
    code: 'user_inactive',
    status: 422,
    detail: 'This user is deactivated and would not see it.',
  });

export const badText = (code: BodyErrorCode, detail: string): Problem =>
  new Problem({ code, status: 422, detail });
