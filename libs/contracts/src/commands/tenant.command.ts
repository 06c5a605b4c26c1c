import {
  IsEmail,
  IsIn,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  MinLength,
} from 'class-validator';
import { COUNTRIES, type Country } from '../events/tenant.events.js';
import { IsName } from './name.js';
import { IsZone } from './zone.js';

export class CreateTenant {
  @IsName(100) name!: string;
  @IsIn(COUNTRIES) country!: Country;
  @IsZone() timeZone!: string;
  @IsOptional()
  @Matches(/^[2-9]\d\d$/, { message: 'areaCode must be three digits' })
  areaCode?: string;
  @IsOptional() @IsString() @MaxLength(20) postalCode?: string;
  /** The number people may call; it stands in our reply to HELP. */
  @IsOptional() @IsString() @MaxLength(64) contactPhone?: string;
  @IsEmail() ownerEmail!: string;
}

/** Messaging buys the number when the gateway activates a tenant. */
export class PurchaseNumber {
  @IsString() @MinLength(1) @MaxLength(100) businessName!: string;
  @IsIn(COUNTRIES) country!: Country;
  @IsOptional() @Matches(/^[2-9]\d\d$/) areaCode?: string;
  @IsOptional() @IsString() @MaxLength(20) postalCode?: string;
  /** The business's own phone: when none is left in its area, one near this is as good. */
  @IsOptional() @Matches(/^\+1\d{10}$/) contactPhone?: string;
}
