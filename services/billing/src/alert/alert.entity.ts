import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What was available fell to a threshold. */
@Entity('alert')
export class Alert {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) tenantId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('bigint') threshold!: number;
  /** Of the account, when it was there. */
  @Column('bigint') version!: number;
  @Column('bigint') available!: number;
  @Column('bigint') debt!: number;
  @Column('timestamptz', { name: 'raised_at' }) raisedAt!: Date;
  @Column('timestamptz', { name: 'acknowledged_at', nullable: true }) acknowledgedAt!: Date | null;
  @Column('text', { name: 'acknowledged_by', nullable: true }) acknowledgedBy!: string | null;
}
