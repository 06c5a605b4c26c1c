import { Type } from 'class-transformer';
import {
  Allow,
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsISO8601,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { MESSAGE_STATUSES, type MessageStatus } from '../message-status.js';
import { TEXT_CLASSES, type TextClass } from '../text-class.js';
import { EMPLOYEES_AT_ONCE } from './employee.command.js';
import { ListQuery } from './list.command.js';
import { MayBeOmitted } from './may-be-omitted.js';

/** A text to a number or to a contact. Whether its body may be sent is decided by the rules of `@fieldline/sms`. */
class MessageText {
  @MayBeOmitted() @IsString() @MaxLength(64) to?: string;
  @MayBeOmitted() @IsString() @MaxLength(250) contactId?: string;
  @IsString() body!: string;
  /** Not before this instant. It may be five minutes ago, for clocks that go wrong: then the text goes at once. */
  @MayBeOmitted() @IsISO8601({ strict: true }) sendAt?: string;
  /**
   * It may go although it's outside the hours for texts where they are: somebody has thought about it. That
   * counts for 15 minutes after its time: what is held up longer waits for the hours to begin.
   */
  @MayBeOmitted() @IsBoolean() confirmQuietHours?: boolean;
  /**
   * The context is of whoever has the number: of one that no contact has, the sender alone can say so. It
   * confirms no other customer's record.
   */
  @MayBeOmitted() @IsBoolean() confirmContext?: boolean;
  /** Named only to be refused with its own code: picture messages aren't offered. */
  @IsOptional() @Allow() mediaUrls?: unknown;
}

/** What a text is about. */
export class MessageContext {
  @MayBeOmitted() @IsString() @MaxLength(250) jobId?: string;
  @MayBeOmitted() @IsString() @MaxLength(250) contactId?: string;
}

/** A text that is being written. What it says besides its words is as of one that is sent. */
class TextInWriting {
  @IsString() @MaxLength(10_000) body!: string;
  @MayBeOmitted() @IsString() @MaxLength(64) to?: string;
  @MayBeOmitted() @IsString() @MaxLength(250) contactId?: string;
  @MayBeOmitted() @IsISO8601({ strict: true }) sendAt?: string;
  @MayBeOmitted() @IsBoolean() confirmQuietHours?: boolean;
  @MayBeOmitted() @IsBoolean() confirmContext?: boolean;
}

/**
 * What would it cost? Who names the records of its field codes hears what it costs with them filled in;
 * who names whom it is for, what it costs as the first text to them, and what sending it would be refused for.
 */
export class EstimateBody extends TextInWriting {
  /** What kind of text it is, when the sender says so. */
  @MayBeOmitted() @IsIn(TEXT_CLASSES) class?: TextClass;

  @MayBeOmitted()
  @IsObject()
  @ValidateNested()
  @Type(() => MessageContext)
  context?: MessageContext;
}

/** A text as a caller asks for it. */
export class SendMessage extends MessageText {
  /** Instead of `to` and `contactId`: a text for each of these employees. */
  @MayBeOmitted()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(EMPLOYEES_AT_ONCE)
  @IsString({ each: true })
  @MaxLength(250, { each: true })
  employeeIds?: string[];

  /** What kind of text it is, when the sender says so; what reads like advertising isn't taken without it. */
  @MayBeOmitted() @IsIn(TEXT_CLASSES) class?: TextClass;

  @MayBeOmitted()
  @IsObject()
  @ValidateNested()
  @Type(() => MessageContext)
  context?: MessageContext;
}

export class MessageJob {
  @IsUUID() id!: string;
  @IsString() @MaxLength(100) type!: string;
  /** Where the visit is, and with it whom the text is for. */
  @MayBeOmitted() @IsString() @MaxLength(100) timeZone?: string;
  /** Whose visit it is: no other customer is told of it. */
  @MayBeOmitted() @IsUUID() contactId?: string;
  /** Of the visit's facts, when it was looked up: a later one may name another customer. */
  @MayBeOmitted() @IsInt() @Min(1) version?: number;
}

/** A text as the gateway hands it on: the visit that it is about has been looked up, and its field codes are filled in. */
export class AcceptMessage extends MessageText {
  /** Of a text that had codes: a hash of what was asked for. The same again is the same message, whatever it would say now. */
  @MayBeOmitted() @Matches(/^[\da-f]{64}$/) asked?: string;

  /** Instead of `to` and `contactId`. */
  @MayBeOmitted() @IsUUID() employeeId?: string;

  /** The customer whose record fills in its codes: the text goes with them when they are erased. */
  @MayBeOmitted() @IsUUID() aboutContactId?: string;

  @MayBeOmitted() @IsIn(TEXT_CLASSES) textClass?: TextClass;

  /** Nobody has pressed a button for it just now: outside the hours for texts it waits. */
  @MayBeOmitted() @IsBoolean() automatic?: boolean;

  @MayBeOmitted()
  @IsObject()
  @ValidateNested()
  @Type(() => MessageJob)
  job?: MessageJob;
}

/** A text that is being written, its field codes filled in: what would it say to them, and might it go? */
export class PreviewMessage extends TextInWriting {
  @MayBeOmitted() @IsUUID() aboutContactId?: string;

  @MayBeOmitted() @IsIn(TEXT_CLASSES) textClass?: TextClass;

  @MayBeOmitted()
  @IsObject()
  @ValidateNested()
  @Type(() => MessageJob)
  job?: MessageJob;
}

export class ListMessages extends ListQuery {
  @IsOptional() @IsString() @MaxLength(250) contactId?: string;
  /** Theirs, in any common spelling. */
  @IsOptional() @IsString() @MaxLength(64) number?: string;
  @IsOptional() @IsIn(MESSAGE_STATUSES) status?: MessageStatus;
  /** A code of ours, or Twilio's number for it. */
  @IsOptional() @IsString() @MaxLength(100) error?: string;
  /** Who sent it: a user's id, or `user:…`, `api_key:…`. */
  @IsOptional() @IsString() @MaxLength(200) user?: string;
  @IsOptional() @IsString() @MaxLength(250) jobId?: string;
  @IsOptional() @IsISO8601({ strict: true }) @Type(() => String) from?: string;
  @IsOptional() @IsISO8601({ strict: true }) @Type(() => String) to?: string;
}
