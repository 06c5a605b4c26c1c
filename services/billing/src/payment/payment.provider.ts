import type { Bundle, DisputeState } from '@fieldline/contracts';

export const PROVIDERS = ['stripe', 'test'] as const;
export type ProviderName = (typeof PROVIDERS)[number];

export interface NewCheckout {
  readonly tenantId: string;
  readonly purchaseId: string;
  readonly bundle: Bundle;
  readonly priceMicros: number;
}

export interface OpenedCheckout {
  /** The provider's name for it. */
  readonly reference: string;
  readonly url: string;
}

export interface Paid {
  readonly kind: 'paid';
  readonly checkout: string;
  /** The provider's name of the payment, by which it tells of refunds and disputes. */
  readonly payment: string | null;
  /** With tax. */
  readonly totalMicros: number;
  readonly taxMicros: number;
  readonly currency: string;
  /** The business that the checkout was made for, as the provider has it: compared, never believed. */
  readonly tenantId: string | null;
}

export interface Closed {
  readonly kind: 'closed';
  readonly checkout: string;
  readonly as: 'expired' | 'canceled';
  readonly tenantId: string | null;
}

/** Money went back, by us or at the provider. */
export interface Refunded {
  readonly kind: 'refunded';
  readonly refundedMicros: number;
  readonly isWhole: boolean;
}

/** A refund of ours that was promised didn't reach the payer after all. */
export interface RefundFailed {
  readonly kind: 'refund_failed';
  readonly refundId: string;
}

export interface Disputed {
  readonly kind: 'disputed';
  readonly reference: string;
  readonly state: DisputeState;
}

/** What a provider tells of one purchase. Each may come twice, late and in any order. */
export type PaymentNews = Paid | Closed | Refunded | RefundFailed | Disputed;

export interface PaymentEvent {
  /** The provider's own, the same however often it is delivered. */
  readonly id: string;
  /** Null for one that says nothing about a purchase. */
  readonly news: PaymentNews | null;
  readonly purchaseId: string | null;
  readonly payment: string | null;
}

export interface RefundRequest {
  readonly refundId: string;
  readonly tenantId: string;
  readonly purchaseId: string;
  readonly payment: string | null;
  readonly amountMicros: number;
  /** It may have been asked for before, without our hearing the answer. */
  readonly isRepeated: boolean;
}

export type RefundAnswer =
  { readonly outcome: 'done'; readonly reference: string } | { readonly outcome: 'refused' };

/**
 * Where money is paid. Every call may be repeated: it carries the id of what it makes. What it
 * throws is transient; a refusal is an answer.
 */
export abstract class PaymentProvider {
  abstract readonly name: ProviderName;
  /** Whether anything may be bought by it. */
  abstract readonly isConfigured: boolean;
  abstract open(checkout: NewCheckout): Promise<OpenedCheckout>;
  /** How a checkout stands. @returns null while nothing is decided */
  abstract read(checkout: string): Promise<Paid | Closed | null>;
  /** Ends a checkout that nobody has paid, so that nobody can. @returns as `read` */
  abstract close(checkout: string): Promise<Paid | Closed | null>;
  abstract refund(request: RefundRequest): Promise<RefundAnswer>;
  /** Which purchase a payment of theirs was for; null for none of ours. */
  abstract purchaseOf(payment: string): Promise<string | null>;
  /** @throws invalid_signature, signature_expired */
  abstract parse(payload: string, signature: string): PaymentEvent;
}
