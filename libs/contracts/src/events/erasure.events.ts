import { ArrayMaxSize, IsIn, IsInt, IsString, IsUUID, MaxLength, Min } from 'class-validator';
import { ERASURE_STATES, type ErasureState } from '../commands/erasure.command.js';
import { EventType } from '../event-type.js';

/** What stands in place of the name of somebody who was erased. */
export const ERASED_NAME = 'Erased contact';

/** A number has so many contacts, and so many threads, at most. */
export const ERASED_AT_ONCE_MAX = 1_000;

/** What is kept of a person is being taken away, or is gone. */
@EventType<ErasureChanged>({
  type: 'messaging.erasure.changed.v1',
  key: 'erasureId',
  subject: 'erasureId',
  example: {
    erasureId: '01938f2e-0b5a-7cc4-9d3a-0d9b5f3a7c71',
    state: 'done',
    by: 'user:01938f2e-0b5a-7cc4-9d3a-0d9b5f3a7c99',
    contactIds: ['7c9e6679-7425-50de-944b-e07fc1f90ae7'],
    conversationIds: ['7d6f7e0e-92a0-5a0b-8a6c-2f7c8a1f0b22'],
    messages: 12,
    notes: 1,
    version: 2,
  },
})
export class ErasureChanged {
  @IsUUID() erasureId!: string;
  @IsIn(ERASURE_STATES) state!: ErasureState;
  /** Who asked for it. */
  @IsString() @MaxLength(200) by!: string;
  @ArrayMaxSize(ERASED_AT_ONCE_MAX) @IsUUID(undefined, { each: true }) contactIds!: string[];
  @ArrayMaxSize(ERASED_AT_ONCE_MAX) @IsUUID(undefined, { each: true }) conversationIds!: string[];
  /** Bodies taken away so far. */
  @IsInt() @Min(0) messages!: number;
  @IsInt() @Min(0) notes!: number;
  @IsInt() @Min(1) version!: number;
}
