import { Problem } from '@fieldline/http';

export const invalidIdempotencyKey = (): Problem =>
  new Problem({
    code: 'invalid_idempotency_key',
    status: 400,
    detail: 'Idempotency-Key must be 1 to 200 printable ASCII characters.',
  });

export const idempotencyKeyReused = (): Problem =>
  new Problem({
    code: 'idempotency_key_reused',
    status: 422,
    detail: 'This Idempotency-Key came before with another request.',
  });

/** The key would be kept. */
export const taxNumberInKey = (): Problem =>
  new Problem({
    code: 'tax_number_in_key',
    status: 400,
    detail: 'Idempotency-Key holds what reads as a tax number. Send another key.',
  });

/** @param retryAfterSeconds when it is answered, or free again */
export const idempotencyInFlight = (retryAfterSeconds: number): Problem =>
  new Problem({
    code: 'idempotency_in_flight',
    status: 409,
    detail: 'The request with this Idempotency-Key is still being worked on.',
    extras: { retryAfterSeconds },
  });
