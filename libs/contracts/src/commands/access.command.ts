import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsEmail,
  IsIn,
  IsISO8601,
  IsOptional,
  IsString,
  MaxLength,
  MinLength,
} from 'class-validator';
import type { Role } from '../principal.js';
import { IsName } from './name.js';

export class Login {
  @IsEmail() email!: string;
  @IsString() @MinLength(1) @MaxLength(200) password!: string;
}

export const API_KEY_MODES = ['live', 'test'] as const;
export type ApiKeyMode = (typeof API_KEY_MODES)[number];

export class CreateApiKey {
  @IsName(100) name!: string;
  @IsArray() @ArrayMinSize(1) @ArrayMaxSize(50) @IsString({ each: true }) scopes!: string[];
  @IsOptional() @IsISO8601({ strict: true }) expiresAt?: string;
  @IsIn(API_KEY_MODES) mode: ApiKeyMode = 'live';
  /** Operators only: a secret from elsewhere instead of a new one, for installations that are set up by a program. */
  @IsOptional() @IsString() @MinLength(24) @MaxLength(200) secret?: string;
}

/** What a business gives its own people; `operator` is the platform's. */
export const TENANT_ROLES = [
  'owner',
  'admin',
  'agent',
  'technician',
  'readonly',
] as const satisfies readonly Role[];
export type TenantRole = (typeof TENANT_ROLES)[number];
export const USER_STATUSES = ['active', 'deactivated'] as const;
export type UserStatus = (typeof USER_STATUSES)[number];
export const PASSWORD_MIN_LENGTH = 12;

export class CreateUser {
  @IsEmail() @MaxLength(200) email!: string;
  @IsName(100) name!: string;
  @IsIn(TENANT_ROLES) role!: TenantRole;
  @IsString() @MinLength(PASSWORD_MIN_LENGTH) @MaxLength(200) password!: string;
}

export class ChangeUser {
  @IsOptional() @IsIn(USER_STATUSES) status?: UserStatus;
  @IsOptional() @IsIn(TENANT_ROLES) role?: TenantRole;
}
