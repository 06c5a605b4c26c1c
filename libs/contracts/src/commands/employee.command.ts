import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsEmail,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { ListQuery } from './list.command.js';
import { MayBeOmitted } from './may-be-omitted.js';
import { IsExternalId, IsName } from './name.js';

/** Of so many employees one request may speak. */
export const EMPLOYEES_AT_ONCE = 50;

/** A mobile number and its carrier, which turns an e-mail to it into a text. */
export class TextAddress {
  /** Any common spelling, of the United States or Canada. */
  @IsString() @MaxLength(64) number!: string;
  /** As `GET /v1/carriers` names it; case, spaces and punctuation aside. */
  @IsString() @MinLength(1) @MaxLength(100) carrier!: string;
}

/** Creates or updates: an omitted field keeps its value, null clears it where there may be none. */
export class UpsertEmployee {
  @MayBeOmitted() @IsName(200) name?: string;
  @IsOptional() @IsEmail() @MaxLength(254) email?: string | null;
  /** Any common spelling; stored as E.164. */
  @IsOptional() @IsString() @MaxLength(64) smsNumber?: string | null;
  /** Where e-mail reaches them as a text, for businesses without texting. Given as a whole. */
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => TextAddress)
  textAddress?: TextAddress | null;
  /** The source's own revision: an older one than what is stored is refused. */
  @MayBeOmitted() @IsInt() @Min(0) @Max(Number.MAX_SAFE_INTEGER) sourceVersion?: number;
}

/** One line of an import. */
export class ImportEmployee extends UpsertEmployee {
  @IsExternalId() externalId!: string;
}

export class ListEmployees extends ListQuery {
  /** Part of a name, or the beginning of an external id. */
  @IsOptional() @IsString() @MaxLength(100) q?: string;
}

/** Some employees by their names, each once: who names one twice means one. */
export class NameEmployees {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(EMPLOYEES_AT_ONCE)
  @IsString({ each: true })
  @MaxLength(250, { each: true })
  employeeIds!: string[];
}
