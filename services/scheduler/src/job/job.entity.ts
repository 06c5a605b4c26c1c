import type { JobStatus } from '@fieldline/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One visit. Each date of a series is a job of its own. */
@Entity('job')
export class Job {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) tenantId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text', { name: 'external_id' }) externalId!: string;
  @Column('uuid', { name: 'contact_id' }) contactId!: string;
  @Column('text', { name: 'job_type' }) jobType!: string;
  @Column('timestamptz', { name: 'starts_at' }) startsAt!: Date;
  @Column('timestamptz', { name: 'ends_at', nullable: true }) endsAt!: Date | null;
  /** IANA, of the job's site. */
  @Column('text', { name: 'time_zone' }) timeZone!: string;
  /** As the business's own program names the technician. */
  @Column('text', { name: 'technician_id', nullable: true }) technicianId!: string | null;
  @Column('text', { nullable: true }) class!: string | null;
  @Column('text') status!: JobStatus;
  @Column('text', { nullable: true }) address!: string | null;
  @Column('text', { nullable: true }) series!: string | null;
  @Column('bigint', { name: 'source_version', nullable: true }) sourceVersion!: number | null;
  @Column('bigint') version!: number;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'updated_at' }) updatedAt!: Date;
}
