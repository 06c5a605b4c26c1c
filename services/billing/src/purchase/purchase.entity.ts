import type { Bundle, PurchaseState } from '@fieldline/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ProviderName } from '../payment/payment.provider.js';

/** A bundle that somebody wants to pay for: what is known of its payment, and what the ledger did about it. */
@Entity('purchase')
export class Purchase {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) tenantId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('integer') bundle!: Bundle;
  @Column('bigint', { name: 'price_micros' }) priceMicros!: number;
  @Column('text', { name: 'business_name' }) businessName!: string;
  @Column('text', { name: 'bought_by' }) boughtBy!: string;
  @Column('text') provider!: ProviderName;
  /** Follows from the rest, by `stateOf`. */
  @Column('text') state!: PurchaseState;
  @Column('text', { name: 'checkout_reference', nullable: true }) checkoutReference!: string | null;
  @Column('text', { name: 'checkout_url', nullable: true }) checkoutUrl!: string | null;
  @Column('text', { name: 'payment_reference', nullable: true }) paymentReference!: string | null;
  @Column('text', { name: 'closed_as', nullable: true }) closedAs!: 'expired' | 'canceled' | null;
  @Column('timestamptz', { name: 'paid_at', nullable: true }) paidAt!: Date | null;
  @Column('bigint', { name: 'tax_micros', nullable: true }) taxMicros!: number | null;
  @Column('bigint', { name: 'receipt_number', nullable: true }) receiptNumber!: number | null;
  /** All of it, at the provider and not by us. */
  @Column('boolean', { name: 'refunded_outside' }) refundedOutside!: boolean;
  @Column('text', { nullable: true }) flag!: string | null;
  /** The lot that it stands in the ledger as: its own id, or another after it was given back. */
  @Column('uuid', { name: 'lot_id', nullable: true }) lotId!: string | null;
  /** How often it was taken back; names each time. */
  @Column('integer') reversals!: number;
  /** Taken back at present, null when it isn't. */
  @Column('bigint', { name: 'taken_segments', nullable: true }) takenSegments!: number | null;
  @Column('bigint', { name: 'taken_micros', nullable: true }) takenMicros!: number | null;
  /** When the provider is asked next; null once nothing is open. */
  @Column('timestamptz', { name: 'poll_at', nullable: true }) pollAt!: Date | null;
  @Column('bigint') version!: number;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
}
