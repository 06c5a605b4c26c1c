import {
  IsBoolean,
  IsIn,
  IsInt,
  IsISO8601,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { JOB_STATUSES, type JobStatus } from '../events/job.events.js';
import { ListQuery } from './list.command.js';
import { AsName, IsExternalId, IsLine, IsName } from './name.js';
import { IsZone } from './zone.js';

/** Creates or updates: an omitted field keeps its value, null clears it. */
export class UpsertJob {
  @IsOptional() @IsString() @MaxLength(250) contactId?: string;
  @IsOptional() @IsName(100) jobType?: string;
  @IsOptional() @IsISO8601({ strict: true }) startsAt?: string;
  @IsOptional() @IsISO8601({ strict: true }) endsAt?: string | null;
  @IsOptional() @IsZone() timeZone?: string;
  @IsOptional() @IsLine(250) technicianId?: string | null;
  @IsOptional() @IsLine(100) class?: string | null;
  @IsOptional() @IsIn(JOB_STATUSES) status?: JobStatus;
  @IsOptional() @IsLine(500) address?: string | null;
  @IsOptional() @IsLine(200) series?: string | null;
  @IsOptional() @IsInt() @Min(0) @Max(Number.MAX_SAFE_INTEGER) sourceVersion?: number;
}

export class ImportJob extends UpsertJob {
  @IsExternalId() externalId!: string;
}

export class ListJobs extends ListQuery {
  @IsOptional() @IsISO8601({ strict: true }) from?: string;
  @IsOptional() @IsISO8601({ strict: true }) to?: string;
  @IsOptional() @AsName() @IsString() @MaxLength(100) jobType?: string;
}

export class UpsertJobType {
  @IsOptional() @IsName(200) title?: string;
  @IsOptional() @IsBoolean() active?: boolean;
}
