import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { ListQuery } from './list.command.js';
import { IsReason } from './reason.js';

/** `malformed`: not an event of ours · `failed`: its handler can't · `parked`: waits for an earlier one */
export const DEAD_LETTER_REASONS = ['malformed', 'failed', 'parked'] as const;
export type DeadLetterReason = (typeof DEAD_LETTER_REASONS)[number];
export const DEAD_LETTER_STATES = ['open', 'replayed', 'dropped'] as const;
export type DeadLetterState = (typeof DEAD_LETTER_STATES)[number];

export class ListDeadLetters extends ListQuery {
  @IsOptional() @IsIn(DEAD_LETTER_STATES) state?: DeadLetterState;
  @IsOptional() @IsIn(DEAD_LETTER_REASONS) reason?: DeadLetterReason;
  @IsOptional() @IsString() @MaxLength(200) topic?: string;
  @IsOptional() @IsString() @MaxLength(200) type?: string;
}

/** Why an operator replays or drops a letter; it stays with the letter, beside who did it. */
export class ResolveDeadLetter {
  @IsReason(500) reason!: string;
}
