import { Problem } from '@fieldline/http';

export const mayNotBuy = (): Problem =>
  new Problem({
    code: 'may_not_buy',
    status: 403,
    detail: 'This business has settled that others buy its segments. Ask its owner.',
  });

export const mayNotSettle = (detail: string): Problem =>
  new Problem({ code: 'forbidden', status: 403, detail });

export const idempotencyKeyReused = (): Problem =>
  new Problem({
    code: 'idempotency_key_reused',
    status: 422,
    detail: 'This key belongs to the purchase of another bundle.',
  });

export const notPaid = (): Problem =>
  new Problem({ code: 'not_paid', status: 409, detail: 'This purchase is not paid.' });

export const alreadyRefunded = (): Problem =>
  new Problem({
    code: 'already_refunded',
    status: 409,
    detail: 'What was left of this purchase has been refunded before.',
  });

export const purchaseDisputed = (): Problem =>
  new Problem({
    code: 'purchase_disputed',
    status: 409,
    detail: 'The payment is disputed: the bank decides about its money.',
  });

export const nothingToRefund = (): Problem =>
  new Problem({
    code: 'nothing_to_refund',
    status: 422,
    detail:
      'Every segment of this purchase is used or held, or its money went back already, but for less than a cent.',
  });
