import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One movement of segments from one place to another. Written by the ledger's functions, never changed. */
@Entity('entry')
export class Entry {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) tenantId!: string;
  @PrimaryColumn('bigint') id!: number;
  @Column('uuid', { name: 'message_id', nullable: true }) messageId!: string | null;
  @Column('uuid', { name: 'adjustment_id', nullable: true }) adjustmentId!: string | null;
  @Column('text') kind!: string;
  @Column('text') source!: string;
  @Column('text') target!: string;
  @Column('bigint') segments!: number;
  @Column('timestamptz') at!: Date;
}
