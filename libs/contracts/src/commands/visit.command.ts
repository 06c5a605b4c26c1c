import { Transform } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsUUID } from 'class-validator';

/** A number is shared by fewer contacts than this. */
export const VISITED_AT_ONCE = 50;

/** Whose visits: ids of contacts, with commas between them. */
export class ListVisits {
  @Transform(({ value }) => (typeof value === 'string' ? value.split(',') : value))
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(VISITED_AT_ONCE)
  @IsUUID(undefined, { each: true })
  contactIds!: string[];
}
