import {
  IsIn,
  IsInt,
  IsISO8601,
  IsOptional,
  IsString,
  IsUUID,
  MaxLength,
  Min,
} from 'class-validator';
import { EventType } from '../event-type.js';

/** Twilio told us that somebody texted one of our numbers. */
@EventType<TextArrived>({
  type: 'gateway.telephony.text_arrived.v1',
  key: 'conversationId',
  subject: 'providerMessageId',
  carriesBody: true,
  example: {
    conversationId: '7d6f7e0e-92a0-5a0b-8a6c-2f7c8a1f0b22',
    providerMessageId: 'SM0123456789abcdef0123456789abcdef',
    accountSid: 'AC0123456789abcdef0123456789abcdef',
    from: '+13125550188',
    to: '+13125550123',
    body: 'Can you come at 3?',
    segments: 1,
    mediaCount: 0,
    arrivedAt: '2026-11-22T15:04:05.000Z',
  },
})
export class TextArrived {
  /** Derived from the two numbers, so that texts of a thread stay in order. */
  @IsUUID() conversationId!: string;
  @IsString() @MaxLength(64) providerMessageId!: string;
  @IsString() @MaxLength(64) accountSid!: string;
  @IsString() @MaxLength(32) from!: string;
  @IsString() @MaxLength(32) to!: string;
  @IsString() @MaxLength(20_000) body!: string;
  @IsInt() @Min(1) segments!: number;
  @IsInt() @Min(0) mediaCount!: number;
  @IsISO8601() arrivedAt!: string;
}

/** What Twilio calls a message's state, in the words of its callbacks. */
export const CARRIER_STATUSES = [
  'accepted',
  'scheduled',
  'queued',
  'sending',
  'sent',
  'delivered',
  'undelivered',
  'failed',
  'read',
  'canceled',
  'partially_delivered',
] as const;
export type CarrierStatus = (typeof CARRIER_STATUSES)[number];

/** Twilio told us how an outbound message fares. */
@EventType<StatusReported>({
  type: 'gateway.telephony.status_reported.v1',
  key: 'messageId',
  subject: 'messageId',
  example: {
    messageId: '01938f2e-0b5a-7cc4-9d3a-0d9b5f3a7c11',
    providerMessageId: 'SM0123456789abcdef0123456789abcdef',
    accountSid: 'AC0123456789abcdef0123456789abcdef',
    status: 'delivered',
    providerCode: null,
    reportedAt: '2026-11-22T15:04:07.000Z',
  },
})
export class StatusReported {
  @IsUUID() messageId!: string;
  @IsString() @MaxLength(64) providerMessageId!: string;
  /** The account at Twilio whose token signed the report; it must be the business's own. */
  @IsString() @MaxLength(64) accountSid!: string;
  @IsIn(CARRIER_STATUSES) status!: CarrierStatus;
  @IsOptional() @IsInt() providerCode!: number | null;
  @IsISO8601() reportedAt!: string;
}
