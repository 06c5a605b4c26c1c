import {
  IsIn,
  IsInt,
  IsISO8601,
  IsOptional,
  IsString,
  IsUUID,
  MaxLength,
  Min,
} from 'class-validator';
import { EventType } from '../event-type.js';

const purchaseId = '01938f2e-0b5a-7cc4-9d3a-0d9b5f3a7c44';

/** A bundle is paid for and stands in the balance. */
@EventType<PurchasePaid>({
  type: 'billing.purchase.paid.v1',
  key: 'purchaseId',
  subject: 'purchaseId',
  example: {
    purchaseId,
    bundle: 2_500,
    priceMicros: 37_500_000,
    taxMicros: 0,
    by: 'user:01938f2e-0b5a-7cc4-9d3a-0d9b5f3a7c99',
    paidAt: '2026-11-22T15:04:05.000Z',
    version: 2,
  },
})
export class PurchasePaid {
  @IsUUID() purchaseId!: string;
  @IsInt() @Min(1) bundle!: number;
  @IsInt() @Min(1) priceMicros!: number;
  @IsInt() @Min(0) taxMicros!: number;
  /** Who bought it; the system, when it was bought automatically. */
  @IsOptional() @IsString() @MaxLength(200) by!: string | null;
  @IsISO8601() paidAt!: string;
  @IsInt() @Min(1) version!: number;
}

/** What was left of a purchase is taken back, and its money returned or on its way. */
@EventType<PurchaseRefunded>({
  type: 'billing.purchase.refunded.v1',
  key: 'purchaseId',
  subject: 'purchaseId',
  example: { purchaseId, segments: 1_000, amountMicros: 15_000_000, version: 3 },
})
export class PurchaseRefunded {
  @IsUUID() purchaseId!: string;
  @IsInt() @Min(0) segments!: number;
  /** Null when it was refunded at the provider, not by us. */
  @IsOptional() @IsInt() @Min(0) amountMicros!: number | null;
  @IsInt() @Min(1) version!: number;
}

export const DISPUTE_STATES = ['open', 'won', 'lost'] as const;
export type DisputeState = (typeof DISPUTE_STATES)[number];

/** The payer's bank contests a payment, or has decided. Until it is won, what was left is taken back. */
@EventType<PurchaseDisputed>({
  type: 'billing.purchase.disputed.v1',
  key: 'purchaseId',
  subject: 'purchaseId',
  example: { purchaseId, state: 'open', segments: 1_000, version: 3 },
})
export class PurchaseDisputed {
  @IsUUID() purchaseId!: string;
  @IsIn(DISPUTE_STATES) state!: DisputeState;
  /** Taken back and not given again. */
  @IsInt() @Min(0) segments!: number;
  @IsInt() @Min(1) version!: number;
}
