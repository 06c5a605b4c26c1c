import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What a business has: the one hot row that every movement of its segments locks. */
@Entity('account')
export class Account {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) tenantId!: string;
  @Column('bigint') available!: number;
  @Column('bigint') held!: number;
  @Column('bigint') debt!: number;
  @Column('bigint', { name: 'unit_price_micros' }) unitPriceMicros!: number;
  @Column('bigint') version!: number;
  /** Available at or below which an alert is due; null when none is armed. */
  @Column('bigint', { name: 'alert_at', nullable: true }) alertAt!: number | null;
  /** Available above which an alert is armed again; null when all are armed. */
  @Column('bigint', { name: 'rearm_above', nullable: true }) rearmAbove!: number | null;
  /** Available at or below which something is bought by itself; null while that can't be. */
  @Column('bigint', { name: 'recharge_at', nullable: true }) rechargeAt!: number | null;
}
