import { IsIn, IsISO8601, IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import { EventType } from '../event-type.js';

export const REGISTRATION_RESOURCES = ['bundle', 'brand', 'campaign', 'number'] as const;
export type RegistrationResource = (typeof REGISTRATION_RESOURCES)[number];

/**
 * Twilio told us that something of a registration has changed. Only a nudge: what it is now is read from
 * Twilio, so that reports may come twice, late, in any order, or be untrue.
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
  @IsISO8601() reportedAt!: string;
}
