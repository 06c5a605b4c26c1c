/** What somebody looks for in the inbox. */
export interface Search {
  /** The digits that a number ends with, the last one first; when it can be a number. */
  readonly lastDigits: string | undefined;
  /** Each stands in a contact's name: somewhere, or, one or two letters short, where a word begins. */
  readonly inName: readonly string[];
  /** All stand in a message, the last one perhaps as the beginning of a word: in the language of `to_tsquery`. */
  readonly inBody: string | undefined;
}

const NUMBER = /^[+\d\s().\-/]+$/;
const NUMBER_DIGITS_MIN = 4;
const NUMBER_DIGITS_MAX = 15;
/** A trigram index knows nothing of shorter ones inside of a word. */
const INSIDE_MIN = 3;
/** Of a single letter half of all words begin. */
const PREFIX_MIN = 2;

/** Reads what was typed. Letters and digits count; marks that nobody sees and signs between words don't. */
export function readSearch(typed: string): Search {
  const text = typed
    .normalize('NFKC')
    .replaceAll(/\p{Cf}/gu, '')
    .trim();
  const words = text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  return {
    lastDigits: digitsOf(text),
    inName: words.map((word) => (word.length < INSIDE_MIN ? ` ${word}` : word)),
    inBody: bodyQuery(words),
  };
}

function digitsOf(text: string): string | undefined {
  const digits = NUMBER.test(text) ? text.replaceAll(/\D/g, '') : '';
  if (digits.length < NUMBER_DIGITS_MIN || digits.length > NUMBER_DIGITS_MAX) return undefined;
  return [...digits].toReversed().join('');
}

function bodyQuery(words: readonly string[]): string | undefined {
  const last = words.at(-1);
  if (last === undefined) return undefined;
  const begun = last.length < PREFIX_MIN ? last : `${last}:*`;
  return [...words.slice(0, -1), begun].join(' & ');
}
