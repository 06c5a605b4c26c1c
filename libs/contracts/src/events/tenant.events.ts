import {
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  MaxLength,
  Min,
} from 'class-validator';
import { EventType } from '../event-type.js';

export const COUNTRIES = ['US', 'CA'] as const;
export type Country = (typeof COUNTRIES)[number];
/**
 * `suspended`: nothing leaves, what comes in is kept · `closing`: goes on as ever until the notice ends ·
 * `closed`: for good, its number is given back.
 */
export const TENANT_STATES = ['created', 'active', 'suspended', 'closing', 'closed'] as const;
export type TenantState = (typeof TENANT_STATES)[number];

/** A business was created, activated, suspended, closed or changed. Full state. */
@EventType<TenantChanged>({
  type: 'gateway.tenant.changed.v1',
  key: 'businessId',
  subject: 'businessId',
  carriesState: true,
  example: {
    businessId: 'a3bb189e-8bf9-5888-9912-ace4e6543002',
    name: 'Acme Plumbing',
    country: 'US',
    timeZone: 'America/Chicago',
    contactPhone: '+13125550199',
    state: 'active',
    messageDays: null,
    introduceFirstText: true,
    version: 2,
  },
})
export class TenantChanged {
  /** The tenant's id. */
  @IsUUID() businessId!: string;
  @IsString() @MaxLength(100) name!: string;
  @IsIn(COUNTRIES) country!: Country;
  @IsString() @MaxLength(100) timeZone!: string;
  @IsOptional() @IsString() @MaxLength(20) contactPhone!: string | null;
  @IsIn(TENANT_STATES) state!: TenantState;
  /** Days after which the bodies of messages and notes are taken away; null: never. */
  @IsOptional() @IsInt() @Min(1) messageDays!: number | null;
  /** Whether the first text to a number names the business and says how to opt out. */
  @IsBoolean() introduceFirstText!: boolean;
  @IsInt() @Min(1) version!: number;
}
