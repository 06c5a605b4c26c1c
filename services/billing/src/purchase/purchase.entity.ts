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
  @Column('text', { nullable: true }) flag!: string | null;
  /** What was paid instead of its price, in hundredths of a cent of its currency; nothing is credited for it. */
  @Column('bigint', { name: 'wrong_micros', nullable: true }) wrongMicros!: number | null;
  @Column('text', { name: 'wrong_currency', nullable: true }) wrongCurrency!: string | null;
  @Column('text', { name: 'wrong_payment', nullable: true }) wrongPayment!: string | null;
  /** The lot that it was credited as, by its own id; what was given back are others. */
  @Column('uuid', { name: 'lot_id', nullable: true }) lotId!: string | null;
  /** How often some of it was taken back, or given back; names each time. */
  @Column('integer') reversals!: number;
  /** Taken back at present, null when it isn't. */
  @Column('bigint', { name: 'taken_segments', nullable: true }) takenSegments!: number | null;
  @Column('bigint', { name: 'taken_micros', nullable: true }) takenMicros!: number | null;
  /** What comes free of it is taken back, too: its money is owed back whole, and some of it is held. */
  @Column('boolean') reclaims!: boolean;
  /** When the provider is asked next; null once nothing is open. */
  @Column('timestamptz', { name: 'poll_at', nullable: true }) pollAt!: Date | null;
  /** What it is paid with is kept for automatic purchases. */
  @Column('boolean', { name: 'saves_method' }) savesMethod!: boolean;
  /** Bought by itself, with what was saved before. */
  @Column('boolean', { name: 'is_automatic' }) isAutomatic!: boolean;
  @Column('text', { name: 'customer_reference', nullable: true }) customerReference!: string | null;
  @Column('bigint') version!: number;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
}
