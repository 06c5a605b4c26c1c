import { IsInt, IsOptional, IsString, IsUUID, Matches, MaxLength, Min } from 'class-validator';
import { EventType } from '../event-type.js';
import { PartOf } from '../items-of.js';

/** `HH:MM` on a clock, up to `24:00`, the end of the day. */
export const TIME_OF_DAY = /^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/;

/** When texts may go on one day, on the recipient's clocks: from `from` until `to`. */
export class TextingWindow {
  @Matches(TIME_OF_DAY) from!: string;
  @Matches(TIME_OF_DAY) to!: string;
}

/** When a business's texts may go. Full state. */
@EventType<QuietHoursChanged>({
  type: 'compliance.quiet_hours.changed.v1',
  key: 'businessId',
  subject: 'businessId',
  carriesState: true,
  example: {
    businessId: 'a3bb189e-8bf9-5888-9912-ace4e6543002',
    preset: 'US-TX',
    from: '09:00',
    to: '21:00',
    sunday: { from: '12:00', to: '21:00' },
    by: 'user:01938f2e-0b5a-7cc4-9d3a-0d9b5f3a7c99',
    version: 1,
  },
})
export class QuietHoursChanged {
  /** The tenant's id. */
  @IsUUID() businessId!: string;
  /** By which name the hours were chosen; null for hours of their own. */
  @IsOptional() @IsString() @MaxLength(20) preset!: string | null;
  /** `00:00` to `24:00` is always. */
  @Matches(TIME_OF_DAY) from!: string;
  @Matches(TIME_OF_DAY) to!: string;
  /** Sundays, where they differ. */
  @IsOptional() @PartOf(TextingWindow) sunday!: TextingWindow | null;
  /** Who set them; null when the state is said again. */
  @IsOptional() @IsString() @MaxLength(200) by!: string | null;
  @IsInt() @Min(1) version!: number;
}
