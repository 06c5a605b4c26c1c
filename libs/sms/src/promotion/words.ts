/** Up to so many words, whatever they are. */
export function upTo(count: number): string {
  return `(?:\\w+ ){0,${count}}`;
}

/** Any of these as whole words, in a sentence of `sentencesOf`. */
export function anyOf(...patterns: readonly string[]): RegExp {
  return new RegExp(` (?:${patterns.join('|')})(?= )`);
}

/** A figure off a price. */
export const FIGURE = '(?:percent|amount)';
