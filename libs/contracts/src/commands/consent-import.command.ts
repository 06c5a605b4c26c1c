import {
  IsBoolean,
  IsIn,
  IsISO8601,
  IsOptional,
  IsString,
  IsUUID,
  MaxLength,
  MinLength,
} from 'class-validator';
import { CONSENT_BASES, type ConsentBasis } from '../events/consent.events.js';
import {
  CONSENT_ACTIONS,
  type ConsentAction,
  ConsentChange,
  IMPLIED_REASONS,
  type ImpliedReason,
} from './consent.command.js';
import { IsExternalId } from './name.js';

/** One line of an import: what another program knows of somebody's consent, with its proof. */
export class ImportConsent {
  /** The source's own name of this record. Said again unchanged, it is recorded once. */
  @IsExternalId() externalId!: string;
  @IsOptional() @IsString() @MaxLength(250) contactId?: string;
  @IsOptional() @IsString() @MaxLength(64) smsNumber?: string;
  @IsIn(CONSENT_ACTIONS) action!: ConsentAction;
  @IsOptional() @IsIn(CONSENT_BASES) basis?: ConsentBasis;
  @IsOptional() @IsString() @MinLength(1) @MaxLength(2000) proof?: string;
  @IsOptional() @IsString() @MaxLength(2000) wording?: string;
  /** Required to opt in: an old list must not pass for a new wish. */
  @IsOptional() @IsISO8601({ strict: true }) obtainedAt?: string;
  @IsOptional() @IsIn(IMPLIED_REASONS) impliedReason?: ImpliedReason;
  /** They agreed in writing or by a form, which promotional texts need. */
  @IsOptional() @IsBoolean() written?: boolean;
}

/** A line as the gateway hands it on: the names are resolved. */
export class ImportedConsent extends ConsentChange {
  /** The event that is to be made, derived from the line, so that a repeat is recorded once. */
  @IsUUID() externalId!: string;
  @IsOptional() @IsBoolean() written?: boolean;
}
