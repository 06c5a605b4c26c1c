import { Type } from 'class-transformer';
import {
  Allow,
  IsISO8601,
  IsIn,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { MESSAGE_STATUSES, type MessageStatus } from '../message-status.js';
import { ListQuery } from './list.command.js';
import { MayBeOmitted } from './may-be-omitted.js';

export class EstimateBody {
  @IsString() @MaxLength(10_000) body!: string;
}

/** A text to a number or to a contact. Whether its body may be sent is decided by the rules of `@fieldline/sms`. */
class MessageText {
  @MayBeOmitted() @IsString() @MaxLength(64) to?: string;
  @MayBeOmitted() @IsString() @MaxLength(250) contactId?: string;
  @IsString() body!: string;
  /** Not before this instant. */
  @MayBeOmitted() @IsISO8601({ strict: true }) sendAt?: string;
  /** Named only to be refused with its own code: picture messages aren't offered. */
  @IsOptional() @Allow() mediaUrls?: unknown;
}

/** What a text is about. */
export class MessageContext {
  @MayBeOmitted() @IsString() @MaxLength(250) jobId?: string;
  @MayBeOmitted() @IsString() @MaxLength(250) contactId?: string;
}

/** A text as a caller asks for it. */
export class SendMessage extends MessageText {
  @MayBeOmitted()
  @IsObject()
  @ValidateNested()
  @Type(() => MessageContext)
  context?: MessageContext;
}

export class MessageJob {
  @IsUUID() id!: string;
  @IsString() @MaxLength(100) type!: string;
}

/** A text as the gateway hands it on: the visit that it is about has been looked up. */
export class AcceptMessage extends MessageText {
  @MayBeOmitted()
  @IsObject()
  @ValidateNested()
  @Type(() => MessageJob)
  job?: MessageJob;
}

export class ListMessages extends ListQuery {
  @IsOptional() @IsString() @MaxLength(250) contactId?: string;
  @IsOptional() @IsString() @MaxLength(64) number?: string;
  @IsOptional() @IsIn(MESSAGE_STATUSES) status?: MessageStatus;
  @IsOptional() @IsISO8601({ strict: true }) @Type(() => String) from?: string;
  @IsOptional() @IsISO8601({ strict: true }) @Type(() => String) to?: string;
}
