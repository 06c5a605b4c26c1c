import { IsIn } from 'class-validator';
import { ATTENTION_REASONS, type AttentionReason } from '../events/conversation.events.js';

/** Somebody has dealt with what a thread was flagged for. */
export class DismissAttention {
  @IsIn(ATTENTION_REASONS) reason!: AttentionReason;
}
