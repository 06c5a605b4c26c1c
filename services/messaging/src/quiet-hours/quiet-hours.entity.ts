import { Column, Entity, PrimaryColumn } from 'typeorm';

/** When a business's texts may go, as compliance last said, on the recipients' clocks. */
@Entity('quiet_hours_copy')
export class QuietHoursCopy {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) tenantId!: string;
  /** `HH:MM` */
  @Column('text') opens!: string;
  /** `HH:MM`, up to `24:00`. */
  @Column('text') closes!: string;
  /** Sundays, where they differ. */
  @Column('jsonb', { nullable: true }) sunday!: { from: string; to: string } | null;
  @Column('bigint') version!: number;
}
