import { forbidden, invalidRequest, Problem } from '@fieldline/http';

export const unknownScopes = (indexes: readonly number[]): Problem =>
  invalidRequest(indexes.map((index) => ({ field: `scopes.${index}`, message: 'is not a scope' })));

export const expiryPassed = (): Problem =>
  invalidRequest([{ field: 'expiresAt', message: 'expiresAt must lie in the future' }]);

export const scopeOutOfReach = (): Problem =>
  forbidden('A key can not be given more than you may do yourself.');

export const secretNotChosen = (): Problem =>
  forbidden('Secrets are made here; only operators bring their own.');

export const secretWithSpaces = (): Problem =>
  invalidRequest([{ field: 'secret', message: 'secret must not contain spaces' }]);

export const secretTaken = (): Problem =>
  new Problem({ code: 'secret_taken', status: 409, detail: 'Another key has this secret.' });
