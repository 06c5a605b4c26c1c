import { IsISO8601, IsOptional, IsString, MaxLength } from 'class-validator';
import { ListQuery } from './list.command.js';

/** What of the audit is asked for. */
export class ListAudit extends ListQuery {
  /** `user:<id>`, `api_key:<id>`, or the id alone. */
  @IsOptional() @IsString() @MaxLength(250) actor?: string;
  /** `message.sent`, or all of a kind: `message`. */
  @IsOptional() @IsString() @MaxLength(100) action?: string;
  /** The id of what it was done to. */
  @IsOptional() @IsString() @MaxLength(250) subject?: string;
  @IsOptional() @IsISO8601({ strict: true }) from?: string;
  @IsOptional() @IsISO8601({ strict: true }) to?: string;
}
