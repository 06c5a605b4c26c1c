import { IsString } from 'class-validator';

/** An operator has a business's day tied out now. */
export class RequestTieOut {
  /** In UTC, `yyyy-mm-dd`. Its owner refuses what is no day, with a code of its own. */
  @IsString() date!: string;
}
