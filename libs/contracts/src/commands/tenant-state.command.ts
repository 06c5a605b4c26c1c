import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { IsReason } from './reason.js';

export const NOTICE_DAYS = 30;
const NOTICE_DAYS_MAX = 365;

/** From now on nothing of the business leaves. */
export class SuspendTenant {
  @IsReason(300, 1) reason!: string;
}

/** Ends a business's texting, for good, once the notice is over. */
export class CloseTenant {
  @IsOptional() @IsReason(300, 1) reason?: string | null;
  /** 0 closes it at once. */
  @IsOptional() @IsInt() @Min(0) @Max(NOTICE_DAYS_MAX) noticeDays?: number = NOTICE_DAYS;
}
