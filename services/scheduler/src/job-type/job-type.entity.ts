import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A kind of job, named as the business's own program names it. */
@Entity('job_type')
export class JobType {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) tenantId!: string;
  @PrimaryColumn('text') name!: string;
  @Column('text') title!: string;
  @Column('boolean') active!: boolean;
  @Column('bigint') version!: number;
}
