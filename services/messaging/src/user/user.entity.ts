import type { Role, UserStatus } from '@fieldline/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What messaging keeps of a business's people: who may have threads, and how they are called. */
@Entity('user_copy')
export class UserCopy {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) tenantId!: string;
  @PrimaryColumn('uuid', { name: 'user_id' }) userId!: string;
  @Column('text') name!: string;
  @Column('text') role!: Role;
  @Column('text') status!: UserStatus;
  /** Of the account: what came before it is no news to its user. */
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('bigint') version!: number;
}
