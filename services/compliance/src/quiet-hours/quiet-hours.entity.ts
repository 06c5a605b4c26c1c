import type { TextingWindowView } from '@fieldline/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** When a business's texts may go, where it has said so. */
@Entity('quiet_hours')
export class QuietHoursRow {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) tenantId!: string;
  /** By which name they were chosen; null for hours of their own. */
  @Column('text', { nullable: true }) preset!: string | null;
  @Column('text', { name: 'starts' }) from!: string;
  @Column('text', { name: 'ends' }) to!: string;
  @Column('jsonb', { nullable: true }) sunday!: TextingWindowView | null;
  @Column('bigint') version!: number;
}
