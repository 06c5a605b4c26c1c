import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Whether sending is paused: a business's, or everybody's, whose row has the platform's id. */
@Entity('sending_pause')
export class SendingPause {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) tenantId!: string;
  @Column('boolean') paused!: boolean;
  @Column('bigint') version!: number;
}
