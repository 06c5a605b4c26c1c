import { Type } from 'class-transformer';
import { IsInt, IsISO8601, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

export const STATEMENT_LINES_MAX = 1_000;

/** A stretch of time, whose end it doesn't hold. */
export class StatementPeriod {
  @IsISO8601({ strict: true }) from!: string;
  @IsISO8601({ strict: true }) to!: string;
}

export class ListStatementLines extends StatementPeriod {
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(STATEMENT_LINES_MAX)
  limit: number = STATEMENT_LINES_MAX;

  @IsOptional() @IsString() @MaxLength(500) cursor?: string;
}
