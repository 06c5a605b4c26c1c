import {
  ArrayMaxSize,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  MinLength,
} from 'class-validator';
import { CONTACT_KINDS, type ContactKind } from '../events/contact.events.js';
import { SEARCH_MAX_UNITS } from './conversation.command.js';
import { ListQuery } from './list.command.js';
import { MayBeOmitted } from './may-be-omitted.js';
import { IsExternalId, IsLine, IsName } from './name.js';
import { IsZone } from './zone.js';

/** Creates or updates: an omitted field keeps its value, null clears it where there may be none. */
export class UpsertContact {
  @MayBeOmitted() @IsIn(CONTACT_KINDS) kind?: ContactKind;
  @MayBeOmitted() @IsName(200) name?: string;
  /** Any common spelling; stored as E.164. */
  @IsOptional() @IsString() @MaxLength(64) smsNumber?: string | null;
  @IsOptional() @IsLine(100) customerType?: string | null;
  @IsOptional() @IsLine(100) class?: string | null;
  @IsOptional() @IsZone() timeZone?: string | null;
  @IsOptional() @IsLine(20) postalCode?: string | null;
  /** The source's own revision: an older one than what is stored is refused. */
  @MayBeOmitted() @IsInt() @Min(0) @Max(Number.MAX_SAFE_INTEGER) sourceVersion?: number;
}

/** One line of an import. */
export class ImportContact extends UpsertContact {
  @IsExternalId() externalId!: string;
}

export class ListContacts extends ListQuery {
  /** Parts of a name, what a number ends with, or an external id. */
  @IsOptional() @IsString() @MinLength(1) @MaxLength(SEARCH_MAX_UNITS) q?: string;
}

/** So many contacts are looked up at once. */
export const IDENTITIES_MAX = 150;

/** Names of contacts, ours or `ext:…`, to be looked up together. */
export class IdentifyContacts {
  @ArrayMaxSize(IDENTITIES_MAX)
  @IsString({ each: true })
  @MaxLength(250, { each: true })
  refs!: string[];
}
