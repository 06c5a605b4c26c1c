import type { Bundle, Buyers, PurchaseState } from '../commands/purchase.command.js';

export interface BundleView {
  bundle: Bundle;
  priceMicros: number;
  unitPriceMicros: number;
}

export interface ReceiptView {
  number: string;
  date: string;
  businessName: string;
  currency: 'USD';
  lines: { description: string; segments: number; amountMicros: number }[];
  taxLines: { name: string; amountMicros: number }[];
  totalMicros: number;
}

export interface RefundView {
  id: string;
  /** `requested`: the segments are taken back, the provider has not confirmed yet. */
  state: 'requested' | 'done' | 'failed';
  reason: string;
  /** Taken back from the balance: what was left of the purchase. */
  segments: number;
  /** Pro rata with its tax, rounded down to a cent; of a wrong payment all that was left of it, in its currency. */
  amountMicros: number;
  createdAt: string;
}

export interface PurchaseView {
  id: string;
  state: PurchaseState;
  bundle: Bundle;
  priceMicros: number;
  /** Null until the provider has opened its page: the same request again brings it. */
  checkoutUrl: string | null;
  boughtBy: string;
  createdAt: string;
  receipt?: ReceiptView;
  refund?: RefundView;
  /** Why an operator should look at it: what the provider told doesn't fit the purchase. */
  flag?: string;
  /** What was paid instead of its price, in micro-units of its currency. Nothing was credited; the operator returns all of it. */
  wrongPayment?: { amountMicros: number; currency: string };
}

/** For operators, of any business. */
export interface FlaggedPurchaseView extends PurchaseView {
  tenantId: string;
  businessName: string;
  /**
   * `amount_mismatch`, `currency_mismatch`: paid wrongly, until the money went back · `partial_refund`: a part went back
   * at the provider, until all of it did · `payment_mismatch`: what was told is of another business, session or payment
   */
  flag: string;
}

/** The answer to the making of a link: the one time that its address is seen. */
export interface PurchaseLinkView {
  /** Of a page on which a bundle is chosen; whoever has it buys as who made it. */
  url: string;
  expiresAt: string;
}

export interface PurchasePolicyView {
  whoMayBuy: Buyers;
  /** Set by a dispute: nothing is bought automatically meanwhile. */
  paymentPaused: boolean;
}

/** What the page of the test provider shows. */
export interface CheckoutView {
  state: PurchaseState;
  businessName: string;
  bundle: Bundle;
  priceMicros: number;
  /** Whoever pays leaves a card for automatic purchases. */
  savesMethod?: true;
  receipt?: ReceiptView;
}

/**
 * `applied`: it had its effect · `duplicate`: it had come before · `ignored`: nothing follows from it ·
 * `flagged`: it contradicts the purchase, whose balance it didn't touch; `code` says how
 */
export interface PaymentEventView {
  outcome: 'applied' | 'duplicate' | 'ignored' | 'flagged';
  code?: string;
}
