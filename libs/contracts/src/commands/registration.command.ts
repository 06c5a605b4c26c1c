import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  Equals,
  IsArray,
  IsBoolean,
  IsInstance,
  IsObject,
  IsOptional,
  IsString,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { Secret } from '../secret.js';

/** Of a request that carries a form, in bytes: everything in it at its longest, in any alphabet. */
export const REGISTRATION_MAX_BYTES = 64 * 1024;

const LINE = 500;
const TEXT = 5_000;

const Line = (): PropertyDecorator => both(IsString(), MaxLength(LINE));
const Text = (): PropertyDecorator => both(IsString(), MaxLength(TEXT));

/** May be left out or null here: which fields are missing is said with everything else that is wrong. */
function both(...rules: PropertyDecorator[]): PropertyDecorator {
  return (target, property) => {
    for (const rule of [IsOptional(), ...rules]) rule(target, property);
  };
}

const Part = (Class: () => new () => object): PropertyDecorator =>
  both(IsObject(), ValidateNested(), Type(Class));

export class RegistrationAddress {
  @Line() street?: string | null;
  @Line() city?: string | null;
  /** State or province, two letters. */
  @Line() region?: string | null;
  @Line() postalCode?: string | null;
}

/** Who may sign for the business; of a sole proprietor, they themselves. */
export class RegistrationRepresentative {
  @Line() firstName?: string | null;
  @Line() lastName?: string | null;
  @Line() email?: string | null;
  @Line() phone?: string | null;
  /** What they are called in the business. */
  @Line() title?: string | null;
  /** The nearest of `JOB_POSITIONS`. */
  @Line() jobPosition?: string | null;
}

export class RegistrationCampaign {
  @Line() useCase?: string | null;
  /** What texts are sent, and to whom. */
  @Text() description?: string | null;
  /** How people opt in. */
  @Text() messageFlow?: string | null;
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @IsString({ each: true })
  @MaxLength(TEXT, { each: true })
  samples?: string[] | null;
  /** Whether texts hold links, or phone numbers; read from the samples when left out. */
  @IsOptional() @IsBoolean() hasLinks?: boolean | null;
  @IsOptional() @IsBoolean() hasPhone?: boolean | null;
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @IsString({ each: true })
  @MaxLength(LINE, { each: true })
  optInKeywords?: string[] | null;
  /** The reply to an opt-in by keyword, and to STOP and HELP; Twilio's own when left out. */
  @Text() optInMessage?: string | null;
  @Text() optOutMessage?: string | null;
  @Text() helpMessage?: string | null;
}

/**
 * A business's registration for texting, as people fill it in. Only types and sizes are checked here; what each
 * field must be is said by `POST /v1/registration/check`, for all of them at once.
 */
export class RegistrationForm {
  @Line() path?: string | null;
  /** As the tax authority has it; of a sole proprietor, the name that customers know. */
  @Line() businessName?: string | null;
  /** EIN (us) or business number (ca). Never kept, nowhere. */
  @IsOptional()
  @Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' ? new Secret(value) : value,
  )
  @IsInstance(Secret, { message: 'taxId must be text' })
  taxId?: Secret | null;
  @Line() businessType?: string | null;
  @Line() industry?: string | null;
  @Line() companyType?: string | null;
  @Line() stockExchange?: string | null;
  @Line() stockTicker?: string | null;
  @Line() website?: string | null;
  @Line() privacyUrl?: string | null;
  @Line() termsUrl?: string | null;
  @Part(() => RegistrationAddress) address?: RegistrationAddress | null;
  @Part(() => RegistrationRepresentative) representative?: RegistrationRepresentative | null;
  /** Where the registry asks public companies whether it is really them. */
  @Line() brandContactEmail?: string | null;
  @Part(() => RegistrationCampaign) campaign?: RegistrationCampaign | null;
  /** A sole proprietor's own mobile phone: Twilio texts it a code. */
  @Line() mobilePhone?: string | null;
}

/** Twilio's text to a sole proprietor's mobile phone once more. It is answered from that phone, not to us. */
export class ResendRegistrationOtp {
  @Equals(true) resend!: true;
}
