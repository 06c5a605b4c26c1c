import {
  ArrayMaxSize,
  IsBoolean,
  IsIn,
  IsInt,
  IsISO8601,
  IsOptional,
  IsPhoneNumber,
  IsString,
  IsUUID,
  MaxLength,
  Min,
} from 'class-validator';
import { EventType } from '../event-type.js';
import { OUTBOUND_STATUSES, type OutboundStatus } from '../message-status.js';
import { REVOCATION_INTENTS, type RevocationIntent } from './consent-hold.events.js';

const messageId = '01938f2e-0b5a-7cc4-9d3a-0d9b5f3a7c11';
const conversationId = '7d6f7e0e-92a0-5a0b-8a6c-2f7c8a1f0b22';
const recipientId = '0f8fad5b-d9cb-569f-a165-70867728950e';
const contactId = '7c9e6679-7425-50de-944b-e07fc1f90ae7';
const ourNumber = '+13125550123';

/** Of the attempts that a STOP finds on their way, so many are listed. */
export const IN_FLIGHT_MAX = 1_000;

/** A business asked for a text and may send it; nothing is paid for yet. */
@EventType<MessageAccepted>({
  type: 'messaging.message.accepted.v1',
  key: 'conversationId',
  subject: 'messageId',
  example: {
    messageId,
    conversationId,
    recipientId,
    contactId,
    segments: 1,
    mandatory: false,
    sentBy: 'user:01938f2e-0b5a-7cc4-9d3a-0d9b5f3a7c99',
    from: ourNumber,
    jobId: '16fd2706-8baf-533b-82eb-8c7fada847da',
    jobType: 'drain-cleaning',
    version: 1,
  },
})
export class MessageAccepted {
  @IsUUID() messageId!: string;
  @IsUUID() conversationId!: string;
  @IsUUID() recipientId!: string;
  @IsOptional() @IsUUID() contactId!: string | null;
  /** Quoted, before Twilio counted. */
  @IsInt() @Min(1) segments!: number;
  /** A reply the law requires (opt-out confirmed, help): sent whatever the balance. */
  @IsBoolean() mandatory!: boolean;
  @IsString() @MaxLength(200) sentBy!: string;
  /** The business's own number. */
  @IsOptional() @IsPhoneNumber() from!: string | null;
  /** The visit that it is about, when one was named, and what kind of visit. */
  @IsOptional() @IsUUID() jobId!: string | null;
  @IsOptional() @IsString() @MaxLength(100) jobType!: string | null;
  @IsInt() @Min(1) version!: number;
}

/** An outbound message moved on. Full state, without its body. */
@EventType<MessageProgressed>({
  type: 'messaging.message.progressed.v1',
  key: 'conversationId',
  subject: 'messageId',
  example: {
    messageId,
    conversationId,
    recipientId,
    status: 'delivered',
    providerSegments: 1,
    errorCode: null,
    providerCode: null,
    keywordSequence: null,
    inFlight: null,
    sentBy: 'user:01938f2e-0b5a-7cc4-9d3a-0d9b5f3a7c99',
    canceledBy: null,
    version: 6,
  },
})
export class MessageProgressed {
  @IsUUID() messageId!: string;
  @IsUUID() conversationId!: string;
  @IsUUID() recipientId!: string;
  @IsIn(OUTBOUND_STATUSES) status!: OutboundStatus;
  /** Twilio's count, once it is final; what the message costs. */
  @IsOptional() @IsInt() @Min(1) providerSegments!: number | null;
  @IsOptional() @IsString() @MaxLength(100) errorCode!: string | null;
  @IsOptional() @IsInt() providerCode!: number | null;
  /** Set when Twilio's refusal taught us an opt-out: its place among the recipient's keywords. */
  @IsOptional() @IsInt() @Min(1) keywordSequence!: number | null;
  /** With that opt-out: what was on its way to them already. See `MessageReceived`. */
  @IsOptional()
  @ArrayMaxSize(IN_FLIGHT_MAX)
  @IsUUID(undefined, { each: true })
  inFlight!: string[] | null;
  /** Who asked for the text, to be told what became of it. */
  @IsOptional() @IsString() @MaxLength(200) sentBy!: string | null;
  /** Who called it off, when somebody did. */
  @IsOptional() @IsString() @MaxLength(200) canceledBy!: string | null;
  @IsInt() @Min(1) version!: number;
}

export const KEYWORDS = ['stop', 'start', 'help'] as const;
export type Keyword = (typeof KEYWORDS)[number];

/** A text came in and is stored. */
@EventType<MessageReceived>({
  type: 'messaging.message.received.v1',
  key: 'conversationId',
  subject: 'messageId',
  example: {
    messageId,
    conversationId,
    recipientId,
    to: ourNumber,
    segments: 1,
    keyword: 'stop',
    word: 'STOP',
    keywordSequence: 1,
    inFlight: ['01938f2e-0b5a-7cc4-9d3a-0d9b5f3a7c12'],
    intent: null,
    intentRule: null,
    holdSequence: null,
    receivedAt: '2026-11-22T15:04:05.000Z',
    version: 1,
  },
})
export class MessageReceived {
  @IsUUID() messageId!: string;
  @IsUUID() conversationId!: string;
  @IsUUID() recipientId!: string;
  /** The business's own number. */
  @IsOptional() @IsPhoneNumber() to!: string | null;
  /** Twilio's count. */
  @IsInt() @Min(1) segments!: number;
  @IsOptional() @IsIn(KEYWORDS) keyword!: Keyword | null;
  /** The keyword as the table spells it, not as it was typed. */
  @IsOptional() @IsString() @MaxLength(20) word!: string | null;
  /** Which of this recipient's opt-out and opt-in keywords it is; null when it changes nothing. */
  @IsOptional() @IsInt() @Min(1) keywordSequence!: number | null;
  /**
   * Messages whose attempt had begun before a STOP took effect and wasn't known to have ended: they may
   * still arrive. The newest come first, the rest is cut. Null when the text is no STOP.
   */
  @IsOptional()
  @ArrayMaxSize(IN_FLIGHT_MAX)
  @IsUUID(undefined, { each: true })
  inFlight!: string[] | null;
  /** What it asks for in other words than a keyword, and which rule saw that. */
  @IsOptional() @IsIn(REVOCATION_INTENTS) intent!: RevocationIntent | null;
  @IsOptional() @IsString() @MaxLength(100) intentRule!: string | null;
  /** Set when it put its sender on hold: which of their holds that is. */
  @IsOptional() @IsInt() @Min(1) holdSequence!: number | null;
  @IsISO8601() receivedAt!: string;
  @IsInt() @Min(1) version!: number;
}
