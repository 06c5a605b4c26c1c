import {
  IsIn,
  IsISO8601,
  IsOptional,
  IsString,
  IsUUID,
  MaxLength,
  MinLength,
} from 'class-validator';
import { CONSENT_BASES, type ConsentBasis } from '../events/consent.events.js';
import { ListQuery } from './list.command.js';

export const CONSENT_ACTIONS = ['opt_in', 'opt_out'] as const;
export type ConsentAction = (typeof CONSENT_ACTIONS)[number];
export const CONSENT_SOURCES = [
  'web_form',
  'verbal',
  'written',
  'keyword',
  'import',
  'other',
] as const;
export type ConsentSource = (typeof CONSENT_SOURCES)[number];
export const IMPLIED_REASONS = ['purchase', 'inquiry'] as const;
export type ImpliedReason = (typeof IMPLIED_REASONS)[number];

/** A change of consent with its proof. It names a contact or a number, not both. */
export class RecordConsent {
  @IsOptional() @IsString() @MaxLength(250) contactId?: string;
  @IsOptional() @IsString() @MaxLength(64) smsNumber?: string;
  @IsIn(CONSENT_ACTIONS) action!: ConsentAction;
  @IsOptional() @IsIn(CONSENT_BASES) basis?: ConsentBasis;
  @IsIn(CONSENT_SOURCES) source!: ConsentSource;
  /** Where the proof is or what was said: a form's address, a recording's number, a note. */
  @IsOptional() @IsString() @MinLength(1) @MaxLength(2000) proof?: string;
  /** The words that the customer agreed to. */
  @IsOptional() @IsString() @MaxLength(2000) wording?: string;
  /**
   * When they gave it, if not now. An opt-in from before the contact's number was changed, or from before a
   * STOP that a START has lifted, is kept in the history and changes nothing.
   */
  @IsOptional() @IsISO8601({ strict: true }) obtainedAt?: string;
  @IsOptional() @IsIn(IMPLIED_REASONS) impliedReason?: ImpliedReason;
}

/** Consent that is only implied, and ends by CASL before a date or an instant. */
export class ListEndingConsents extends ListQuery {
  @IsISO8601({ strict: true }) endsBefore!: string;
}

export class SearchConsent {
  @IsString() @MaxLength(64) smsNumber!: string;
}

/** What the gateway hands to compliance: the names are resolved, the rest is as it came. */
export class ConsentChange {
  @IsOptional() @IsUUID() contactId?: string;
  /** The contact's number at this moment, or the number itself. */
  @IsOptional() @IsUUID() recipientId?: string;
  @IsIn(CONSENT_ACTIONS) action!: ConsentAction;
  @IsOptional() @IsIn(CONSENT_BASES) basis?: ConsentBasis;
  @IsIn(CONSENT_SOURCES) source!: ConsentSource;
  @IsOptional() @IsString() @MaxLength(2000) proof?: string;
  @IsOptional() @IsString() @MaxLength(2000) wording?: string;
  @IsOptional() @IsISO8601({ strict: true }) obtainedAt?: string;
  @IsOptional() @IsIn(IMPLIED_REASONS) impliedReason?: ImpliedReason;
}
