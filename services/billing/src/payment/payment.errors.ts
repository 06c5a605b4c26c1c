import { Problem } from '@fieldline/http';

export const invalidSignature = (): Problem =>
  new Problem({
    code: 'invalid_signature',
    status: 403,
    detail: 'This event is not from the payment provider.',
  });

/** The provider signs each of its own repetitions anew; by either clock, so that none keeps for later. */
export const signatureExpired = (): Problem =>
  new Problem({
    code: 'signature_expired',
    status: 403,
    detail: 'This event was not signed within five minutes of now.',
  });

/** The signature is right, so that a repetition would be the same. */
export const malformedEvent = (): Problem =>
  new Problem({
    code: 'malformed_event',
    status: 400,
    detail: 'This is signed by the payment provider, and is no event of theirs.',
  });

/** Neither Stripe is set up nor play money allowed. */
export const paymentsNotConfigured = (): Problem =>
  new Problem({
    code: 'payments_not_configured',
    status: 503,
    detail: 'Nothing can be bought here yet. The operator has to set up payments.',
  });

export const paymentUnavailable = (cause: unknown): Problem =>
  new Problem({
    code: 'service_unavailable',
    status: 503,
    detail: 'The payment provider does not answer. Repeat the request with the same key.',
    cause,
  });
