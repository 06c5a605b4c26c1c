import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The text that reminds of jobs of a type. */
@Entity('template')
export class Template {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) tenantId!: string;
  @PrimaryColumn('text', { name: 'job_type' }) jobType!: string;
  /** With its field codes. */
  @Column('text') body!: string;
  @Column('bigint') version!: number;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'updated_at' }) updatedAt!: Date;
}
