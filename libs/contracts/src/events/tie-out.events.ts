import {
  IsIn,
  IsInt,
  IsISO8601,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  Min,
} from 'class-validator';
import { DAY } from '../day.js';
import { EventType } from '../event-type.js';
import { ItemsOf } from '../items-of.js';
import {
  DIRECTIONS,
  type Direction,
  MESSAGE_STATUSES,
  type MessageStatus,
} from '../message-status.js';

const businessId = '01938f2e-0b5a-7cc4-9d3a-0d9b5f3a7c77';
const run = '01938f2e-0b5a-7cc4-9d3a-0d9b5f3a7c88';
const date = '2026-11-22';

/** Records of one page. At some 350 bytes each it stays far below the largest event. */
export const TIE_OUT_PAGE_MAX = 500;

/**
 * - `due`: its end is known, so it is compared
 * - `open`: still on its way; it is looked at again with the days to come
 * - `neighbour`: shortly before the day; named only so that its hold is not taken for nobody's
 */
export const TIE_OUT_STANDINGS = ['due', 'open', 'neighbour'] as const;
export type TieOutStanding = (typeof TIE_OUT_STANDINGS)[number];

/** A text as messaging and Twilio have it. Null is what one of them doesn't have. */
export class TieOutRecord {
  @IsOptional() @IsUUID() messageId!: string | null;
  @IsOptional() @IsString() @MaxLength(64) providerMessageId!: string | null;
  @IsIn(DIRECTIONS) direction!: Direction;
  @IsOptional() @IsIn(MESSAGE_STATUSES) status!: MessageStatus | null;
  /** Twilio's count, as messaging learned it. */
  @IsOptional() @IsInt() @Min(1) segments!: number | null;
  /** Twilio's status in our words; null when Twilio has no such record. */
  @IsOptional() @IsIn(MESSAGE_STATUSES) providerStatus!: MessageStatus | null;
  @IsOptional() @IsInt() @Min(1) providerSegments!: number | null;
  @IsIn(TIE_OUT_STANDINGS) standing!: TieOutStanding;
  /** When messaging stored it; when Twilio did, if messaging never has. */
  @IsISO8601() at!: string;
}

/** A business's day is being tied out. What was found of that day before no longer counts. */
@EventType<TieOutBegun>({
  type: 'messaging.tie_out.begun.v1',
  key: 'businessId',
  subject: 'run',
  example: { businessId, run, date },
})
export class TieOutBegun {
  @IsUUID() businessId!: string;
  @IsUUID() run!: string;
  /** In UTC. */
  @Matches(DAY) date!: string;
}

/** A part of what messaging and Twilio have of a business's day. The run is complete with its last page. */
@EventType<TieOutPage>({
  type: 'messaging.tie_out.page.v1',
  key: 'businessId',
  subject: 'run',
  example: {
    businessId,
    run,
    date,
    page: 1,
    pages: 1,
    asOf: '2026-11-23T06:00:04.000Z',
    records: [
      {
        messageId: '01938f2e-0b5a-7cc4-9d3a-0d9b5f3a7c11',
        providerMessageId: 'SM0123456789abcdef0123456789abcdef',
        direction: 'outbound',
        status: 'delivered',
        segments: 1,
        providerStatus: 'delivered',
        providerSegments: 1,
        standing: 'due',
        at: '2026-11-22T15:04:05.000Z',
      },
    ],
  },
})
export class TieOutPage {
  @IsUUID() businessId!: string;
  @IsUUID() run!: string;
  @Matches(DAY) date!: string;
  @IsInt() @Min(1) page!: number;
  @IsInt() @Min(1) pages!: number;
  /** Messages that were accepted later aren't among the records. */
  @IsISO8601() asOf!: string;
  @ItemsOf(TieOutRecord, TIE_OUT_PAGE_MAX) records!: TieOutRecord[];
}

/** A business's day could not be tied out. */
@EventType<TieOutFailed>({
  type: 'messaging.tie_out.failed.v1',
  key: 'businessId',
  subject: 'run',
  example: { businessId, run, date, reason: 'Twilio did not answer for a day.' },
})
export class TieOutFailed {
  @IsUUID() businessId!: string;
  @IsUUID() run!: string;
  @Matches(DAY) date!: string;
  @IsString() @MaxLength(500) reason!: string;
}
