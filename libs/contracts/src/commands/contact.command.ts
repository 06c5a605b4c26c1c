import {
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsTimeZone,
  Max,
  MaxLength,
  Min,
  MinLength,
} from 'class-validator';
import { CONTACT_KINDS, type ContactKind } from '../events/contact.events.js';
import { MayBeOmitted } from './may-be-omitted.js';

/** Creates or updates: an omitted field keeps its value, null clears it where there may be none. */
export class UpsertContact {
  @MayBeOmitted() @IsIn(CONTACT_KINDS) kind?: ContactKind;
  @MayBeOmitted() @IsString() @MinLength(1) @MaxLength(200) name?: string;
  /** Any common spelling; stored as E.164. */
  @IsOptional() @IsString() @MaxLength(64) smsNumber?: string | null;
  @IsOptional() @IsString() @MaxLength(100) customerType?: string | null;
  @IsOptional() @IsString() @MaxLength(100) class?: string | null;
  @IsOptional() @IsTimeZone() timeZone?: string | null;
  @IsOptional() @IsString() @MaxLength(20) postalCode?: string | null;
  /** The source's own revision: an older one than what is stored is refused. */
  @MayBeOmitted() @IsInt() @Min(0) @Max(Number.MAX_SAFE_INTEGER) sourceVersion?: number;
}

/** One line of an import. */
export class ImportContact extends UpsertContact {
  @IsString() @MinLength(1) @MaxLength(200) externalId!: string;
}
