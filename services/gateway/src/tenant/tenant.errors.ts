import { Problem } from '@fieldline/http';

export const activationInProgress = (): Problem =>
  new Problem({
    code: 'activation_in_progress',
    status: 409,
    detail: 'This business is being activated. Ask again in a moment.',
    extras: { retryAfterSeconds: 2 },
  });

export const invalidNumber = (field: 'contactPhone' | 'smsNumber', detail: string): Problem =>
  new Problem({
    code: 'invalid_number',
    status: 422,
    detail,
    errors: [{ field, message: detail }],
  });

export const tenantNotActive = (): Problem =>
  new Problem({
    code: 'tenant_not_active',
    status: 409,
    detail: 'This business was never activated: there is nothing to suspend.',
  });

export const tenantClosing = (closesAt: Date): Problem =>
  new Problem({
    code: 'tenant_closing',
    status: 409,
    detail: 'This business is being closed already. Resume it first.',
    extras: { closesAt: closesAt.toISOString() },
  });

/** What is closed stays closed. */
export const tenantAlreadyClosed = (): Problem =>
  new Problem({ code: 'tenant_closed', status: 409, detail: 'This business is closed, for good.' });
