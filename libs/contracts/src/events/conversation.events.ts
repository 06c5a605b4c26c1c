import {
  ArrayMaxSize,
  IsIn,
  IsInt,
  IsISO8601,
  IsOptional,
  IsString,
  IsUUID,
  MaxLength,
  Min,
} from 'class-validator';
import { EventType } from '../event-type.js';

export const CONVERSATION_STATES = ['open', 'resolved'] as const;
export type ConversationState = (typeof CONVERSATION_STATES)[number];

/** Why somebody should look at a thread: a text failed, a keyword may have meant the visit, a plea to stop. */
export const ATTENTION_REASONS = ['failed_text', 'may_mean_visit', 'revocation'] as const;
export type AttentionReason = (typeof ATTENTION_REASONS)[number];

/** What can happen to a thread. `inbound`: their text opened it again. */
export const CONVERSATION_CHANGES = [
  'claimed',
  'released',
  'taken_over',
  'transferred',
  'resolved',
  'reopened',
  'inbound',
  'flagged',
  'unflagged',
  'named',
] as const;
export type ConversationChange = (typeof CONVERSATION_CHANGES)[number];

/**
 * A thread was claimed, resolved, flagged and so on. Full state. Said again it has no `change`, and nothing
 * has happened: whoever acts on a change looks at that first.
 */
@EventType<ConversationChanged>({
  type: 'messaging.conversation.changed.v1',
  key: 'conversationId',
  subject: 'conversationId',
  carriesState: true,
  example: {
    conversationId: '7d6f7e0e-92a0-5a0b-8a6c-2f7c8a1f0b22',
    recipientId: '0f8fad5b-d9cb-569f-a165-70867728950e',
    state: 'open',
    assigneeId: '01938f2e-0b5a-7cc4-9d3a-0d9b5f3a7c98',
    attention: ['failed_text'],
    lastMessageAt: '2026-11-22T15:04:05.000Z',
    by: 'user:01938f2e-0b5a-7cc4-9d3a-0d9b5f3a7c99',
    change: 'transferred',
    changedFor: '01938f2e-0b5a-7cc4-9d3a-0d9b5f3a7c98',
    changedFrom: '01938f2e-0b5a-7cc4-9d3a-0d9b5f3a7c99',
    version: 4,
  },
})
export class ConversationChanged {
  @IsUUID() conversationId!: string;
  @IsUUID() recipientId!: string;
  @IsIn(CONVERSATION_STATES) state!: ConversationState;
  /** The user who has it. Null: it's everybody's. */
  @IsOptional() @IsUUID() assigneeId!: string | null;
  /** In the order of the alphabet, none twice. */
  @ArrayMaxSize(ATTENTION_REASONS.length)
  @IsIn(ATTENTION_REASONS, { each: true })
  attention!: AttentionReason[];
  @IsISO8601() lastMessageAt!: string;
  /** Who did it: `user:<id>`, `api_key:<id>` or `system:<what>`. Null when it's said again. */
  @IsOptional() @IsString() @MaxLength(200) by!: string | null;
  /** What was done. Null when it's said again. */
  @IsOptional() @IsIn(CONVERSATION_CHANGES) change!: ConversationChange | null;
  /** The user who got it by this change. */
  @IsOptional() @IsUUID() changedFor!: string | null;
  /** The user who had it until this change. */
  @IsOptional() @IsUUID() changedFrom!: string | null;
  @IsInt() @Min(1) version!: number;
}
