import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A quick reply. */
@Entity('shortcut')
export class Shortcut {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) tenantId!: string;
  /** In small letters. */
  @PrimaryColumn('text') name!: string;
  /** With its field codes. */
  @Column('text') body!: string;
  @Column('bigint') version!: number;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'updated_at' }) updatedAt!: Date;
}
