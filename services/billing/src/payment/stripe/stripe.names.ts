/** Written on what we make at Stripe, so that what it tells later can be found again. */
export const PURCHASE_KEY = 'fieldline_purchase';
export const TENANT_KEY = 'fieldline_tenant';
export const REFUND_KEY = 'fieldline_refund';
/** On payments that we make without a checkout: a checkout's own payment tells nothing by itself. */
export const AUTOMATIC_KEY = 'fieldline_automatic';
export const TAX_KEY = 'fieldline_tax_cents';
