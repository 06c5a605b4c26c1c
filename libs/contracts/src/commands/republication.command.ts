import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsArray,
  IsOptional,
  IsString,
  IsUUID,
  MaxLength,
} from 'class-validator';
import { IsReason } from './reason.js';

/** One run says one fact. `failed`: it came upon what it can't say, and stopped there. */
export const REPUBLICATION_STATES = ['running', 'done', 'failed'] as const;
export type RepublicationState = (typeof REPUBLICATION_STATES)[number];

const FACTS_MAX = 100;

/** An operator has facts said again: those named, those of a service, or all of them. */
export class RequestRepublication {
  /** Types of events, each one that carries state. */
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(FACTS_MAX)
  @IsString({ each: true })
  facts?: string[];
  @IsOptional() @IsString() @MaxLength(100) service?: string;
  /** Of one business; of all when omitted. */
  @IsOptional() @IsUUID() tenantId?: string;
  /** Stays with it, beside who asked. */
  @IsReason(500) reason!: string;
}

/** What the gateway hands to the owner of some of those facts. The same id again begins nothing new. */
export class BeginRepublication {
  @IsUUID() id!: string;
  @IsArray() @ArrayNotEmpty() @ArrayMaxSize(FACTS_MAX) @IsString({ each: true }) facts!: string[];
  @IsOptional() @IsUUID() tenantId?: string;
  @IsReason(500) reason!: string;
}
