import type { ApiKeyMode } from '@fieldline/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A program's credential. Its secret isn't here. */
@Entity('api_key')
export class ApiKey {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) tenantId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text') name!: string;
  @Column('text') prefix!: string;
  @Column('bytea', { select: false }) hash!: Buffer;
  @Column('text') role!: 'admin' | 'operator';
  @Column('text', { array: true }) scopes!: string[];
  @Column('text') mode!: ApiKeyMode;
  @Column('timestamptz', { name: 'expires_at', nullable: true }) expiresAt!: Date | null;
  @Column('timestamptz', { name: 'last_used_at', nullable: true }) lastUsedAt!: Date | null;
  @Column({ type: 'timestamptz', name: 'created_at', insert: false, update: false })
  createdAt!: Date;
}
