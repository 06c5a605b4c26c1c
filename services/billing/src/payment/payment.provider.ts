import type { Bundle, DisputeState, RechargeFailure } from '@fieldline/contracts';

export const PROVIDERS = ['stripe', 'test'] as const;
export type ProviderName = (typeof PROVIDERS)[number];

export interface NewCheckout {
  readonly tenantId: string;
  readonly purchaseId: string;
  readonly bundle: Bundle;
  readonly priceMicros: number;
  /** What it is paid with is kept, for charges while nobody is there. */
  readonly savesMethod: boolean;
  /** The provider's name for who pays, when it has one from before. */
  readonly customerReference: string | null;
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
  /** Why a saved method was not charged, when that is how it ended. */
  readonly failure?: RechargeFailure;
  /** A saved method was not charged: with its tax it would have cost more than it might. */
  readonly isOverCap?: boolean;
}

/** A refund as the provider knows it, made by us or there. */
export interface ToldRefund {
  /** The provider's name for it. */
  readonly reference: string;
  /** The id that we made it by; null for one that somebody made there. */
  readonly refundId: string | null;
  readonly amountMicros: number;
  /** It didn't reach the payer after all. */
  readonly hasFailed: boolean;
}

/** All refunds of a payment, as they stand. */
export interface Refunds {
  readonly kind: 'refunds';
  readonly refunds: readonly ToldRefund[];
}

export interface Disputed {
  readonly kind: 'disputed';
  readonly reference: string;
  readonly state: DisputeState;
}

/** What a provider tells of one purchase. Each may come twice, late and in any order. */
export type PaymentNews = Paid | Closed | Refunds | Disputed;

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

/** The provider's names for who pays, and with what. */
export interface SavedMethod {
  readonly customerReference: string;
  readonly methodReference: string;
}

export interface SavingPurchase {
  readonly tenantId: string;
  readonly purchaseId: string;
  readonly payment: string | null;
}

export interface ChargeRequest extends SavedMethod {
  readonly tenantId: string;
  readonly purchaseId: string;
  readonly bundle: Bundle;
  readonly priceMicros: number;
}

export interface ChargeOrder extends ChargeRequest {
  /** What it may cost at most with its tax, in micro-dollars. */
  readonly mostMicros: number;
}

/** How a charge stands; `news` is null while nothing is decided. */
export interface Charge {
  readonly news: Paid | Closed | null;
}

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
  /** What a purchase was paid with and may be charged again; null when that can't be kept. */
  abstract savedBy(purchase: SavingPurchase): Promise<SavedMethod | null>;
  /** Charges a saved method while nobody is there, once for each purchase, and never more than it may cost. */
  abstract charge(order: ChargeOrder): Promise<Charge>;
  /** What became of a charge that may have been asked for before; undefined when there is none. */
  abstract findCharge(request: ChargeRequest): Promise<Charge | undefined>;
  /** Ends a charge that isn't decided, so that it can't be paid any more. @returns as `findCharge` */
  abstract endCharge(request: ChargeRequest): Promise<Charge | undefined>;
  abstract refund(request: RefundRequest): Promise<RefundAnswer>;
  /** Which purchase a payment of theirs was for; null for none of ours. */
  abstract purchaseOf(payment: string): Promise<string | null>;
  /**
   * What an event tells; where it is only a hint, how things stand is asked for.
   * @throws invalid_signature, signature_expired, malformed_event
   */
  abstract parse(payload: string, signature: string): Promise<PaymentEvent>;
}
