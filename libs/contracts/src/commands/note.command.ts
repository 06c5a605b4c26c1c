import { ArrayMaxSize, IsArray, IsString, IsUUID } from 'class-validator';
import { MENTIONS_MAX } from '../events/note.events.js';
import { MayBeOmitted } from './may-be-omitted.js';

/** In UTF-16 units. */
export const NOTE_MAX_UNITS = 10_000;

/** A note for colleagues. Who is mentioned stands beside the text, which stays plain. */
export class WriteNote {
  @IsString() body!: string;
  @MayBeOmitted()
  @IsArray()
  @ArrayMaxSize(MENTIONS_MAX)
  @IsUUID(undefined, { each: true })
  mentions?: string[];
}
