import { IsInt, IsString, Max, MaxLength, Min, MinLength, NotEquals } from 'class-validator';

export const ADJUSTMENT_MAX_SEGMENTS = 1_000_000;

/** An operator's correction of a balance. */
export class AdjustBalance {
  @IsInt()
  @NotEquals(0)
  @Min(-ADJUSTMENT_MAX_SEGMENTS)
  @Max(ADJUSTMENT_MAX_SEGMENTS)
  segments!: number;
  @IsString() @MinLength(3) @MaxLength(500) reason!: string;
}
