import { hasHiddenCharacters, hiddenCharacters, SHORTCUT_NAME_MAX } from '@fieldline/contracts';
import { invalidRequest } from '@fieldline/http';

const NAME = new RegExp(String.raw`^[\p{L}\p{M}\p{N}\u200c\u200d_-]{1,${SHORTCUT_NAME_MAX}}$`, 'u');

/**
 * A shortcut's name as it's stored: who types `/ETA` means `/eta`.
 * @throws invalid_request
 */
export function shortcutNameOf(text: string): string {
  const name = text.normalize('NFC').toLowerCase().normalize('NFC');
  // Some letters and marks can't be seen; joiners may stand where a script needs them.
  if (hasHiddenCharacters(name)) throw invalidRequest([hiddenCharacters('name')]);
  if (NAME.test(name)) return name;
  throw invalidRequest([
    {
      field: 'name',
      message: `name must be 1 to ${SHORTCUT_NAME_MAX} letters, digits, hyphens or underscores`,
    },
  ]);
}
