import { invalidRequest, Problem } from '@fieldline/http';
import { type Permission, rolesWith } from './permissions.js';

export const clientTooOld = (oldest: number): Problem =>
  new Problem({
    code: 'client_too_old',
    status: 400,
    detail: `This version of the program is no longer served. Update it to ${oldest} or later.`,
    extras: { oldestVersion: oldest },
  });

export const invalidClientVersion = (): Problem =>
  invalidRequest([{ field: 'X-Client-Version', message: 'X-Client-Version must be a number' }]);

export const permissionMissing = (permission: Permission): Problem => {
  const roles = rolesWith(permission);
  return new Problem({
    code: 'forbidden',
    status: 403,
    detail: `This needs the permission ${permission}. It comes with the role ${inWords(roles)}; a key needs it among its scopes.`,
    extras: { permission, roles },
  });
};

const inWords = (roles: readonly string[]): string =>
  new Intl.ListFormat('en', { type: 'disjunction' }).format(roles);

export const notActivated = (operatorContact: string): Problem =>
  new Problem({
    code: 'not_activated',
    status: 403,
    detail: `Texting is not activated for this business. Contact ${operatorContact}.`,
    extras: { operatorContact },
  });

export const tenantSuspended = (operatorContact: string): Problem =>
  new Problem({
    code: 'tenant_suspended',
    status: 403,
    detail: `Sending is suspended for this business. Contact ${operatorContact}.`,
    extras: { operatorContact },
  });

export const tenantClosed = (operatorContact: string): Problem =>
  new Problem({
    code: 'tenant_closed',
    status: 403,
    detail: `This business is closed. Contact ${operatorContact}.`,
    extras: { operatorContact },
  });

/** Better refused than texted and charged, which a test key promises not to do. */
export const testModeUnavailable = (): Problem =>
  new Problem({
    code: 'test_mode_unavailable',
    status: 403,
    detail: 'Test keys can not send texts yet. Use a live key.',
  });

export const invalidCredentials = (): Problem =>
  new Problem({
    code: 'invalid_credentials',
    status: 401,
    detail: 'The e-mail address or the password is wrong.',
  });

export const accountLocked = (retryAfterSeconds: number): Problem =>
  new Problem({
    code: 'account_locked',
    status: 429,
    detail: 'Too many failed sign-ins. Try again later.',
    extras: { retryAfterSeconds },
  });
