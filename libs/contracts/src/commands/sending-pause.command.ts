import { IsBoolean, IsString, MaxLength, MinLength, ValidateIf } from 'class-validator';

/** Holds back every text of a business, or of everybody, and lets them go on. */
export class SetSendingPause {
  @IsBoolean() paused!: boolean;
  /** Why, when it is paused. */
  @ValidateIf(({ paused, reason }: SetSendingPause) => paused || (reason ?? null) !== null)
  @IsString()
  @MinLength(1)
  @MaxLength(300)
  reason?: string | null;
}
