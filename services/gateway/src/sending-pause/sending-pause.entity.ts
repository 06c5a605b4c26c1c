import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Whether the texts of a business are held back; of everybody, under the platform's id. */
@Entity('sending_pause')
export class SendingPause {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) tenantId!: string;
  @Column('boolean') paused!: boolean;
  @Column('text', { nullable: true }) reason!: string | null;
  @Column('text', { name: 'changed_by' }) changedBy!: string;
  @Column('timestamptz', { name: 'changed_at' }) changedAt!: Date;
  @Column('bigint') version!: number;
}
