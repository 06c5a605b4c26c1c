import { Type } from 'class-transformer';
import {
  IsBoolean,
  IsEmail,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { NameEmployees } from './employee.command.js';
import { ListQuery } from './list.command.js';
import { MayBeOmitted } from './may-be-omitted.js';

/**
 * `queued`: waits for its turn · `sending`: with the business's mail server · `sent`: that server took it ·
 * `failed`: it never will be · `unknown`: the server may have it, so it is never sent again by itself
 */
export const EMAIL_STATES = ['queued', 'sending', 'sent', 'failed', 'unknown'] as const;
export type EmailState = (typeof EMAIL_STATES)[number];

/** Tells employees of a job, or of a contact, by their carriers' e-mail gateways. There is no free text. */
export class SendEmployeeEmails extends NameEmployees {
  @MayBeOmitted() @IsString() @MaxLength(250) jobId?: string;
  @MayBeOmitted() @IsString() @MaxLength(250) contactId?: string;
}

/** All that such an e-mail may say. What isn't known is left out. */
export class EmailRecord {
  @IsUUID() contactId!: string;
  @IsOptional() @IsUUID() jobId!: string | null;
  @IsString() @MaxLength(200) customerName!: string;
  @IsOptional() @IsString() @MaxLength(64) customerPhone!: string | null;
  @IsOptional() @IsString() @MaxLength(500) address!: string | null;
  @IsOptional() @IsString() @MaxLength(100) jobType!: string | null;
  /** In words, where the job is. */
  @IsOptional() @IsString() @MaxLength(100) date!: string | null;
  @IsOptional() @IsString() @MaxLength(100) time!: string | null;
}

/** The same as the gateway hands it on: the record has been looked up. */
export class QueueEmployeeEmails extends NameEmployees {
  @IsObject()
  @ValidateNested()
  @Type(() => EmailRecord)
  record!: EmailRecord;
}

export class ListEmployeeEmails extends ListQuery {
  @IsOptional() @IsString() @MaxLength(250) employeeId?: string;
  @IsOptional() @IsIn(EMAIL_STATES) state?: EmailState;
}

/** The mail server that a business's e-mails to its employees leave by. */
export class SetSmtp {
  @Matches(/^[\w.:-]{1,253}$/, { message: 'host must be a name or an address' }) host!: string;
  @IsInt() @Min(1) @Max(65_535) port!: number;
  /** TLS from the first byte (as on port 465). Otherwise STARTTLS is insisted on. */
  @IsBoolean() secure!: boolean;
  /** Null for a server that asks for none. */
  @IsOptional() @IsString() @MinLength(1) @MaxLength(254) username?: string | null;
  /** Never read back. May be left out where host, port, secure and username stay as they are. */
  @MayBeOmitted() @IsString() @MinLength(1) @MaxLength(1_000) password?: string;
  /** The business's own address: the e-mails come from it. */
  @IsEmail() @MaxLength(254) from!: string;
  /** False keeps the settings without trying them. */
  @MayBeOmitted() @IsBoolean() verify?: boolean;
}
