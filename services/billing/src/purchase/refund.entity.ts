import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An operator's refund of what was left of a purchase. */
@Entity('refund')
export class Refund {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) tenantId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'purchase_id' }) purchaseId!: string;
  @Column('text') state!: 'requested' | 'done' | 'failed';
  @Column('text') reason!: string;
  @Column('text') actor!: string;
  @Column('bigint') segments!: number;
  /** What was paid for the segments that were taken; the amount is its share of price and tax, in whole cents. */
  @Column('bigint', { name: 'taken_micros' }) takenMicros!: number;
  @Column('bigint', { name: 'amount_micros' }) amountMicros!: number;
  @Column('text', { name: 'provider_reference', nullable: true }) providerReference!: string | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
}
