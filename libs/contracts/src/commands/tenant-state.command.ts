import { IsInt, IsOptional, IsString, Max, MaxLength, Min, MinLength } from 'class-validator';

export const NOTICE_DAYS = 30;
const NOTICE_DAYS_MAX = 365;

/** From now on nothing of the business leaves. */
export class SuspendTenant {
  @IsString() @MinLength(1) @MaxLength(300) reason!: string;
}

/** Ends a business's texting, for good, once the notice is over. */
export class CloseTenant {
  @IsOptional() @IsString() @MinLength(1) @MaxLength(300) reason?: string | null;
  /** 0 closes it at once. */
  @IsOptional() @IsInt() @Min(0) @Max(NOTICE_DAYS_MAX) noticeDays?: number = NOTICE_DAYS;
}
