import { IsIn, IsInt, IsISO8601, IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import { EventType } from '../event-type.js';

export const REGISTRATION_RESOURCES = ['bundle', 'brand', 'campaign', 'number'] as const;
export type RegistrationResource = (typeof REGISTRATION_RESOURCES)[number];

/** `ended`: the number is on no campaign any more. */
export const NUMBER_REGISTRATIONS = ['pending', 'successful', 'failed', 'ended'] as const;
export type NumberRegistration = (typeof NUMBER_REGISTRATIONS)[number];

/**
 * Twilio told us that something of a registration has changed. Only a nudge: what it is now is read from
 * Twilio, so that reports may come twice, late, in any order, or be untrue. But for a number, of whose registration
 * Twilio has no resource: what is said of it counts, the newest by `saidAt`.
 */
@EventType<RegistrationReported>({
  type: 'gateway.registration.reported.v1',
  key: 'businessId',
  subject: 'businessId',
  example: {
    businessId: '01938f2e-0b5a-7cc4-9d3a-0d9b5f3a7c77',
    kind: 'campaign',
    accountSid: 'AC0123456789abcdef0123456789abcdef',
    resourceSid: null,
    messagingServiceSid: 'MG0123456789abcdef0123456789abcdef',
    brandSid: 'BN0123456789abcdef0123456789abcdef',
    numberRegistration: null,
    providerCode: null,
    saidAt: null,
    reportedAt: '2026-11-22T15:04:07.000Z',
  },
})
export class RegistrationReported {
  @IsUUID() businessId!: string;
  @IsIn(REGISTRATION_RESOURCES) kind!: RegistrationResource;
  /** The account at Twilio whose token signed the report; it must be the business's own. */
  @IsString() @MaxLength(64) accountSid!: string;
  /** Of a bundle or a number. A campaign's says nothing: Twilio uses the same one again and again. */
  @IsOptional() @IsString() @MaxLength(64) resourceSid!: string | null;
  @IsOptional() @IsString() @MaxLength(64) messagingServiceSid!: string | null;
  @IsOptional() @IsString() @MaxLength(64) brandSid!: string | null;
  /** What a number's registration with the carriers came to; null of everything else. */
  @IsOptional() @IsIn(NUMBER_REGISTRATIONS) numberRegistration!: NumberRegistration | null;
  /** Twilio's number for why it failed, if it says one. */
  @IsOptional() @IsInt() providerCode!: number | null;
  /** When Twilio said it of the number; null where that doesn't matter. */
  @IsOptional() @IsISO8601() saidAt!: string | null;
  @IsISO8601() reportedAt!: string;
}
