import { ArrayMaxSize, ArrayUnique, IsArray, IsInt, Max, Min } from 'class-validator';

export const ALERT_THRESHOLDS_MAX = 5;
export const ALERT_THRESHOLD_MAX_SEGMENTS = 1_000_000;
/** Of a business that never said otherwise. */
export const ALERT_THRESHOLDS_DEFAULT: readonly number[] = [250];

/** Below how many available segments a business wants to hear of it. None: never. */
export class SetAlerts {
  @IsArray()
  @ArrayMaxSize(ALERT_THRESHOLDS_MAX)
  @ArrayUnique()
  @IsInt({ each: true })
  @Min(1, { each: true })
  @Max(ALERT_THRESHOLD_MAX_SEGMENTS, { each: true })
  thresholds!: number[];
}
