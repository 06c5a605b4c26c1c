import type { ConsentHoldState } from '@fieldline/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A hold, as compliance last said. Whether a number is on hold stands on its own row. */
@Entity('consent_hold_copy')
export class ConsentHoldCopy {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) tenantId!: string;
  @PrimaryColumn('uuid', { name: 'hold_id' }) holdId!: string;
  @Column('uuid', { name: 'recipient_id' }) recipientId!: string;
  @Column('text') state!: ConsentHoldState;
  @Column('bigint') version!: number;
}
