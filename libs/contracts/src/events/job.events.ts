import {
  IsIn,
  IsInt,
  IsISO8601,
  IsOptional,
  IsString,
  IsUUID,
  MaxLength,
  Min,
} from 'class-validator';
import { EventType } from '../event-type.js';

export const JOB_STATUSES = ['scheduled', 'canceled', 'completed'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

/** A job (one visit; each date of a series is its own) was created or changed. Full state. */
@EventType<JobChanged>({
  type: 'scheduler.job.changed.v1',
  key: 'jobId',
  subject: 'jobId',
  carriesState: true,
  example: {
    jobId: '16fd2706-8baf-533b-82eb-8c7fada847da',
    externalId: 'J-7781',
    contactId: '7c9e6679-7425-50de-944b-e07fc1f90ae7',
    jobType: 'drain-cleaning',
    startsAt: '2026-12-01T15:00:00.000Z',
    endsAt: null,
    timeZone: 'America/Chicago',
    status: 'scheduled',
    version: 1,
  },
})
export class JobChanged {
  @IsUUID() jobId!: string;
  @IsString() @MaxLength(200) externalId!: string;
  @IsUUID() contactId!: string;
  @IsString() @MaxLength(100) jobType!: string;
  @IsISO8601() startsAt!: string;
  @IsOptional() @IsISO8601() endsAt!: string | null;
  @IsString() @MaxLength(100) timeZone!: string;
  @IsIn(JOB_STATUSES) status!: JobStatus;
  @IsInt() @Min(1) version!: number;
}
