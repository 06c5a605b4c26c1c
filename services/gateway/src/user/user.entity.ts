import type { Role, UserStatus } from '@fieldline/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A person with a built-in account; operators belong to the platform. */
@Entity('account_user')
export class User {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) tenantId!: string;
  @PrimaryColumn('uuid') id!: string;
  /** In small letters. */
  @Column('text') email!: string;
  @Column('text') name!: string;
  @Column('text') role!: Role;
  /** An argon2id hash. */
  @Column('text') password!: string;
  @Column('text') status!: UserStatus;
  /** Grows with each fact of them. */
  @Column('bigint') version!: number;
  @Column({ type: 'timestamptz', name: 'created_at', insert: false, update: false })
  createdAt!: Date;
}
