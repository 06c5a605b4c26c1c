import { IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import { IsReason } from './reason.js';

export const ERASURE_STATES = ['running', 'done'] as const;
export type ErasureState = (typeof ERASURE_STATES)[number];

/** Somebody has a right that what is kept of them is taken away. Names a contact, or a number. */
export class RequestErasure {
  @IsOptional() @IsString() @MaxLength(250) contactId?: string;
  @IsOptional() @IsString() @MaxLength(64) smsNumber?: string;
  /** Stays with it: the request's reference, say, and no name. */
  @IsReason(500) reason!: string;
}

/** What the gateway hands on: a number is E.164. The same id again begins nothing new. */
export class BeginErasure extends RequestErasure {
  @IsUUID() id!: string;
}
