import { Problem } from '@fieldline/http';

export const activationInProgress = (): Problem =>
  new Problem({
    code: 'activation_in_progress',
    status: 409,
    detail: 'This business is being activated. Ask again in a moment.',
    extras: { retryAfterSeconds: 2 },
  });

export const invalidNumber = (detail: string): Problem =>
  new Problem({ code: 'invalid_number', status: 422, detail });
