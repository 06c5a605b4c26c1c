import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The mail server that a business's e-mails leave by. */
@Entity('smtp')
export class Smtp {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) tenantId!: string;
  @Column('text') host!: string;
  @Column('integer') port!: number;
  @Column('boolean') secure!: boolean;
  @Column('text', { nullable: true }) username!: string | null;
  /** Sealed by the key `keyId`. */
  @Column('bytea', { nullable: true }) password!: Buffer | null;
  @Column('text', { name: 'key_id', nullable: true }) keyId!: string | null;
  @Column('text', { name: 'from_address' }) from!: string;
  @Column('timestamptz', { name: 'verified_at', nullable: true }) verifiedAt!: Date | null;
  @Column('timestamptz', { name: 'updated_at' }) updatedAt!: Date;
}
