import { IsInt, Max, Min, NotEquals } from 'class-validator';
import { IsReason } from './reason.js';

export const ADJUSTMENT_MAX_SEGMENTS = 1_000_000;

/** An operator's correction of a balance. */
export class AdjustBalance {
  @IsInt()
  @NotEquals(0)
  @Min(-ADJUSTMENT_MAX_SEGMENTS)
  @Max(ADJUSTMENT_MAX_SEGMENTS)
  segments!: number;
  @IsReason(500) reason!: string;
}
