import { ArrayMaxSize, IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import { EventType } from '../event-type.js';

/** A note mentions so many people at most. */
export const MENTIONS_MAX = 20;

/** Somebody wrote a note into a thread. What it says stays with messaging: a note reaches no phone. */
@EventType<ConversationNoted>({
  type: 'messaging.conversation.noted.v1',
  key: 'conversationId',
  subject: 'noteId',
  example: {
    noteId: '01938f2e-0b5a-7cc4-9d3a-0d9b5f3a7c61',
    conversationId: '7d6f7e0e-92a0-5a0b-8a6c-2f7c8a1f0b22',
    by: 'user:01938f2e-0b5a-7cc4-9d3a-0d9b5f3a7c99',
    authorId: '01938f2e-0b5a-7cc4-9d3a-0d9b5f3a7c99',
    mentions: ['01938f2e-0b5a-7cc4-9d3a-0d9b5f3a7c98'],
  },
})
export class ConversationNoted {
  @IsUUID() noteId!: string;
  @IsUUID() conversationId!: string;
  /** Who wrote it: `user:<id>` or `api_key:<id>`. */
  @IsString() @MaxLength(200) by!: string;
  /** The user who wrote it; null when a program did. */
  @IsOptional() @IsUUID() authorId!: string | null;
  /** Users of the business who are to be told. */
  @ArrayMaxSize(MENTIONS_MAX) @IsUUID(undefined, { each: true }) mentions!: string[];
}
