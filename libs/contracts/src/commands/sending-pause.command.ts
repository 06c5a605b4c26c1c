import { IsBoolean, ValidateIf } from 'class-validator';
import { IsReason } from './reason.js';

/** Holds back every text of a business, or of everybody, and lets them go on. */
export class SetSendingPause {
  @IsBoolean() paused!: boolean;
  /** Why, when it is paused. */
  @ValidateIf(({ paused, reason }: SetSendingPause) => paused || (reason ?? null) !== null)
  @IsReason(300, 1)
  reason?: string | null;
}
