import { IsString } from 'class-validator';

/** How many quick replies a business may keep. */
export const SHORTCUTS_MAX = 500;
export const SHORTCUT_NAME_MAX = 50;

/** A quick reply. Its body is what may be texted once its field codes are filled in. */
export class PutShortcut {
  @IsString() body!: string;
}
