import { Allow, IsBoolean, IsInt, IsString, Max, MaxLength, Min, MinLength } from 'class-validator';
import { MayBeOmitted } from './may-be-omitted.js';

export const RECHARGE_THRESHOLD_MAX_SEGMENTS = 99_999;
/** US$100,000. */
export const RECHARGE_CAP_MAX_MICROS = 100_000_000_000;

/** Why an automatic purchase was not paid. */
export const RECHARGE_FAILURES = [
  'card_declined',
  'authentication_required',
  'payment_method_unusable',
  'payment_unavailable',
] as const;
export type RechargeFailure = (typeof RECHARGE_FAILURES)[number];
/** Or money of a purchase was given back, which isn't to be spent again by itself. */
export type RechargeSuspension = RechargeFailure | 'refunded';

/** When a bundle is bought by itself. */
export class SetRecharge {
  /** Once so many segments, or fewer, are available. */
  @IsInt() @Min(1) @Max(RECHARGE_THRESHOLD_MAX_SEGMENTS) threshold!: number;
  /** Whatever it is: what isn't one of the bundles is answered `invalid_bundle`, by billing. */
  @Allow() bundle!: unknown;
  /** What may be spent so in a calendar month (UTC), in micro-dollars. */
  @IsInt() @Min(1) @Max(RECHARGE_CAP_MAX_MICROS) monthlyCapMicros!: number;
  /** True when omitted. */
  @MayBeOmitted() @IsBoolean() enabled?: boolean;
}

/** Billing keeps the rule. */
export class KeepRecharge extends SetRecharge {
  /** As it stands on the receipts. */
  @IsString() @MinLength(1) @MaxLength(100) businessName!: string;
}
