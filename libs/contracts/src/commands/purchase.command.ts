import { Allow, IsBoolean, IsIn, IsISO8601, IsString, MaxLength, MinLength } from 'class-validator';
import { MayBeOmitted } from './may-be-omitted.js';
import { IsReason } from './reason.js';

/** Segments are sold in these sizes and no other. */
export const BUNDLES = [2_500, 10_000, 25_000, 100_000] as const;
export type Bundle = (typeof BUNDLES)[number];

export const PURCHASE_STATES = [
  'pending',
  'paid',
  'expired',
  'canceled',
  'refunded',
  'disputed',
] as const;
export type PurchaseState = (typeof PURCHASE_STATES)[number];

/** `everybody`: all who may write texts. */
export const BUYERS = ['owners', 'owners_and_admins', 'everybody'] as const;
export type Buyers = (typeof BUYERS)[number];

export class BuyBundle {
  /** Whatever it is: what isn't one of the bundles is answered `invalid_bundle`, by billing. */
  @Allow() bundle!: unknown;
  /** What it is paid with is kept at the provider, for automatic purchases. */
  @MayBeOmitted() @IsBoolean() saveForRecharge?: boolean;
}

/** Billing opens the purchase. */
export class OpenPurchase extends BuyBundle {
  /** As it stands on the receipt, whatever the business is called later. */
  @IsString() @MinLength(1) @MaxLength(100) businessName!: string;
}

export class RefundPurchase {
  @IsReason(500) reason!: string;
}

export class ChangePurchasePolicy {
  @MayBeOmitted() @IsIn(BUYERS) whoMayBuy?: Buyers;
  /** A dispute pauses automatic payments; an operator lets them go on. */
  @MayBeOmitted() @IsBoolean() paymentPaused?: boolean;
}

export const PAYMENT_EVENT_MAX_BYTES = 64 * 1024;

/** What the payment provider posted, as it came: its signature covers every byte. */
export class DeliverPaymentEvent {
  @IsString() @MinLength(1) @MaxLength(PAYMENT_EVENT_MAX_BYTES) payload!: string;
  @IsString() @MaxLength(2_000) signature!: string;
}

/** Who knows the address of a checkout may pay there. */
export class NameCheckout {
  @IsString() @MinLength(1) @MaxLength(100) token!: string;
}

/** A business is closed for good: what is paid since then goes back. */
export class CloseAccount {
  @IsISO8601({ strict: true }) closedAt!: string;
}
