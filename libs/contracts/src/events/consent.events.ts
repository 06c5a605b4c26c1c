import {
  IsBoolean,
  IsIn,
  IsInt,
  IsISO8601,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  Min,
} from 'class-validator';
import { EventType } from '../event-type.js';

export const CONSENT_STATES = ['opted_in', 'opted_out'] as const;
export type ConsentState = (typeof CONSENT_STATES)[number];
export const CONSENT_BASES = ['express', 'implied'] as const;
export type ConsentBasis = (typeof CONSENT_BASES)[number];
/** Who changed it: staff, the recipient's own text, or Twilio's refusal (error 21610). */
export const CONSENT_ORIGINS = ['staff', 'keyword', 'provider'] as const;
export type ConsentOrigin = (typeof CONSENT_ORIGINS)[number];
export const CONSENT_SUBJECTS = ['contact', 'recipient'] as const;
export type ConsentSubject = (typeof CONSENT_SUBJECTS)[number];

/** Consent of a contact, or of a number, is now this. */
@EventType<ConsentChanged>({
  type: 'compliance.consent.changed.v1',
  key: 'subjectId',
  subject: 'subjectId',
  carriesState: true,
  example: {
    subjectId: '0f8fad5b-d9cb-569f-a165-70867728950e',
    subjectKind: 'recipient',
    state: 'opted_out',
    origin: 'keyword',
    basis: null,
    source: 'STOP',
    boundRecipientId: null,
    written: false,
    expiresAt: null,
    eventId: '01938f2e-0b5a-7cc4-9d3a-0d9b5f3a7c21',
    keywordSequence: 1,
    by: 'recipient:0f8fad5b-d9cb-569f-a165-70867728950e',
    obtainedAt: '2026-11-22T15:04:05.000Z',
    changedAt: '2026-11-22T15:04:05.000Z',
    records: 2,
    recordsHash: '5d41402abc4b2a76b9719d911017c5925d41402abc4b2a76b9719d911017c592',
    version: 2,
  },
})
export class ConsentChanged {
  /** A contact's id or a recipient's. */
  @IsUUID() subjectId!: string;
  @IsIn(CONSENT_SUBJECTS) subjectKind!: ConsentSubject;
  @IsIn(CONSENT_STATES) state!: ConsentState;
  @IsIn(CONSENT_ORIGINS) origin!: ConsentOrigin;
  @IsOptional() @IsIn(CONSENT_BASES) basis!: ConsentBasis | null;
  /** How it came about: web form, verbal, the keyword, and so on. */
  @IsString() @MaxLength(100) source!: string;
  /** The number that the contact had when it opted in: another number asks to confirm again. */
  @IsOptional() @IsUUID() boundRecipientId!: string | null;
  /** They agreed in writing, or by a form of their own: what promotional texts need. */
  @IsBoolean() written!: boolean;
  /** When consent that is only implied ends by CASL; null for what has no end. */
  @IsOptional() @IsISO8601() expiresAt!: string | null;
  /** The record of the history that made it so. */
  @IsOptional() @IsUUID() eventId!: string | null;
  /** The recipient's newest keyword that this state has seen; 0 before the first. */
  @IsInt() @Min(0) keywordSequence!: number;
  /** Who gave or took it; null when the state is said again. */
  @IsOptional() @IsString() @MaxLength(200) by!: string | null;
  /** When they said so. */
  @IsOptional() @IsISO8601() obtainedAt!: string | null;
  /** When it was recorded, or the keyword came. */
  @IsISO8601() changedAt!: string;
  /** How many records the subject's history had, and the end of the chain of hashes through them. */
  @IsOptional() @IsInt() @Min(1) records?: number | null;
  @IsOptional() @Matches(/^[\da-f]{64}$/) recordsHash?: string | null;
  @IsInt() @Min(1) version!: number;
}
