import { septetsOfUnit } from './encoding.js';

/** A character that makes its body UCS-2; `index` counts UTF-16 units from the start. */
export interface Ucs2Character {
  char: string;
  index: number;
}

/** How many characters `ucs2Characters` lists at most: enough to point at, small in an answer. */
export const maxUcs2Characters = 100;

/**
 * The characters that force `body` into UCS-2, each occurrence, in order: whole code points, so an
 * emoji made of several comes as its parts. The first `maxUcs2Characters`; none for a GSM-7 body.
 */
export function ucs2Characters(body: string): Ucs2Character[] {
  const found: Ucs2Character[] = [];
  for (let index = 0; index < body.length && found.length < maxUcs2Characters; index++) {
    if (septetsOfUnit[body.charCodeAt(index)] !== 0) continue;
    const char = String.fromCodePoint(body.codePointAt(index)!);
    found.push({ char, index });
    index += char.length - 1;
  }
  return found;
}
