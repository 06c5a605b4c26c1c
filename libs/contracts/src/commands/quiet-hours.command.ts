import { Type } from 'class-transformer';
import {
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { TextingWindow, TIME_OF_DAY } from '../events/quiet-hours.events.js';
import { MayBeOmitted } from './may-be-omitted.js';

const HOURS = { message: '$property must be a time like 08:00, at most 24:00' };

/** Hours by the name of a preset, or hours of their own. */
export class SetQuietHours {
  @MayBeOmitted() @IsString() @MaxLength(20) preset?: string;
  @MayBeOmitted() @Matches(TIME_OF_DAY, HOURS) from?: string;
  @MayBeOmitted() @Matches(TIME_OF_DAY, HOURS) to?: string;
  /** Omitted or null: Sundays are as other days. */
  @IsOptional() @ValidateNested() @Type(() => TextingWindow) sunday?: TextingWindow | null;
  /** What the caller has seen: refused when somebody has changed them since. */
  @MayBeOmitted() @IsInt() @Min(0) @Max(Number.MAX_SAFE_INTEGER) version?: number;
}
