import {
  IsBoolean,
  IsIn,
  IsInt,
  IsISO8601,
  IsOptional,
  IsString,
  IsUUID,
  MaxLength,
  Min,
} from 'class-validator';
import { REGISTRATION_PATHS, type RegistrationPath } from '../commands/registration.values.js';
import { EventType } from '../event-type.js';
import { ItemsOf } from '../items-of.js';

/**
 * - `needs_tax_number`, `needs_form`: a submission was cut short; all of it, or all but the tax number, is
 *   to be entered again. The former also when the tax number itself was turned down: `reasons` say so
 * - `submitting`: Twilio has the form, and is given what follows from it
 * - `in_review`: Twilio and the carriers look at it
 * - `needs_otp`: a sole proprietor answers a text
 */
export const REGISTRATION_STATES = [
  'not_started',
  'needs_tax_number',
  'needs_form',
  'submitting',
  'in_review',
  'needs_otp',
  'rejected',
  'approved',
  'suspended',
] as const;
export type RegistrationState = (typeof REGISTRATION_STATES)[number];

/** What led to a state. */
export const REGISTRATION_CHANGES = [
  'form_submitted',
  'form_resubmitted',
  'form_begun',
  'step_done',
  'needs_otp',
  'otp_resent',
  'rejected',
  'approved',
  'suspended',
] as const;
export type RegistrationChange = (typeof REGISTRATION_CHANGES)[number];

/** Of one registration there are no more: a few for each step. */
const REASONS_MAX = 50;

/** Why a registration, or a step of it, was turned down. */
export class RegistrationReason {
  /** Twilio's own number for it, or a word of ours. */
  @IsString() @MaxLength(60) code!: string;
  /** The field of the form to be looked at, when one is known. */
  @IsOptional() @IsString() @MaxLength(100) field!: string | null;
  /** What is wrong and what to do, for people. Never what they wrote. */
  @IsString() @MaxLength(500) sentence!: string;
}

/** How a business's registration with the carriers stands. Full state, without the form. */
@EventType<RegistrationChanged>({
  type: 'compliance.registration.changed.v1',
  key: 'businessId',
  subject: 'businessId',
  carriesState: true,
  example: {
    businessId: '01938f2e-0b5a-7cc4-9d3a-0d9b5f3a7c77',
    path: 'us',
    state: 'rejected',
    submitted: true,
    approved: false,
    reasons: [
      {
        code: '30795',
        field: 'taxId',
        sentence: 'The tax number and the business name are not those of the tax records.',
      },
    ],
    change: 'rejected',
    by: 'provider:twilio',
    changedAt: '2026-11-22T15:04:05.000Z',
    version: 14,
  },
})
export class RegistrationChanged {
  @IsUUID() businessId!: string;
  /** Null before a form was begun. */
  @IsOptional() @IsIn(REGISTRATION_PATHS) path!: RegistrationPath | null;
  @IsIn(REGISTRATION_STATES) state!: RegistrationState;
  /** Whether Twilio has had a whole form at least once: until then no text leaves. */
  @IsBoolean() submitted!: boolean;
  /** Whether texts may go to US numbers: the campaign is verified and carriers have the number on it. */
  @IsBoolean() approved!: boolean;
  @ItemsOf(RegistrationReason, REASONS_MAX) reasons!: RegistrationReason[];
  /** Null when the state is said again. */
  @IsOptional() @IsIn(REGISTRATION_CHANGES) change!: RegistrationChange | null;
  /** `user:<id>`, `provider:twilio`, …; null when the state is said again. */
  @IsOptional() @IsString() @MaxLength(200) by!: string | null;
  @IsISO8601() changedAt!: string;
  @IsInt() @Min(1) version!: number;
}
