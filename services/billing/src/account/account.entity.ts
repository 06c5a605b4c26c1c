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
}
