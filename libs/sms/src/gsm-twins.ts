import { encodingOf } from './encoding.js';

const lookalikes: ReadonlyArray<readonly [characters: string, twin: string]> = [
  [
    '\u2018\u2019\u201a\u201b\u2032\u2035\u02b9\u02bb\u02bc\u02bd\u2039\u203a`\u00b4\u02ca\u02cb',
    "'",
  ],
  ['\u201c\u201d\u201e\u201f\u2033\u2036\u02ba\u02ee\u00ab\u00bb\u301d\u301e', '"'],
  ['\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\ufe58\ufe63', '-'],
  ['\u2026', '...'],
  [
    '\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000',
    ' ',
  ],
  ['\v\u0085\u2028\u2029', '\n'],
  ['\u2022\u2023\u25aa\u25cf', '-'],
  ['\u2044\u2215', '/'],
  ['\u00d7', 'x'],
  ['\u00a9', '(c)'],
  ['\u00ae', '(r)'],
  ['\u2122', '(tm)'],
  ['\u20a4', '£'],
  // Letters that Unicode does not take apart into a letter and an accent.
  ['\u0111\u00f0', 'd'],
  ['\u0110\u00d0', 'D'],
  ['\u0127', 'h'],
  ['\u0126', 'H'],
  ['\u0131', 'i'],
  ['\u0142', 'l'],
  ['\u0141', 'L'],
  ['\u0167', 't'],
  ['\u0166', 'T'],
  ['\u0153', 'oe'],
  ['\u0152', 'OE'],
  ['\u00fe', 'th'],
  ['\u00de', 'TH'],
  ['\u1e9e', 'ß'],
];

const twins: ReadonlyMap<string, string> = new Map(
  lookalikes.flatMap(([characters, twin]) =>
    Array.from(characters, (from) => [from, twin] as const),
  ),
);

const invisible = /^[\p{Mark}\p{Default_Ignorable_Code_Point}]$/u;
const marks = /\p{Mark}+/gu;
// Ligatures, fullwidth forms and mathematical letters: the same character in another dress. Other
// compatibility forms change the meaning (10² is not 102, 1½ is not 11/2).
const redressed = /^[\ufb00-\ufb06\uff01-\uff5e\uffe1\uffe5\u{1d400}-\u{1d7ff}]$/u;

/**
 * What a person would type for `grapheme` on a GSM-7 keyboard: `’` → `'`, `…` → `...`, `á` → `a`,
 * `ç` → `c`, a zero-width space → nothing. Undefined when there is nothing of the kind: an emoji, a
 * letter of another script, a sign that would change its meaning.
 */
export function gsmTwinOf(grapheme: string): string | undefined {
  let twin = '';
  for (const character of grapheme.normalize('NFC')) {
    const part = twinOfCharacter(character);
    if (part === undefined) return undefined;
    twin += part;
  }
  return twin;
}

function twinOfCharacter(character: string): string | undefined {
  if (encodingOf(character) === 'GSM-7') return character;
  const known = twins.get(character);
  if (known !== undefined) return known;
  if (invisible.test(character)) return '';
  if (redressed.test(character)) return gsmTwinOf(character.normalize('NFKC'));
  const unaccented = character.normalize('NFD').replace(marks, '');
  return encodingOf(unaccented) === 'GSM-7' ? unaccented : undefined;
}
