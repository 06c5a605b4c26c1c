/** No more texts, or: we have somebody else's number. */
export type IntentKind = 'revocation' | 'wrong_number';

export const intentLanguages = ['en', 'es', 'fr'] as const;
export type IntentLanguage = (typeof intentLanguages)[number];

/** A way to ask for no more texts, or to say that we have the wrong number. Patterns are of `clausesOf`. */
export interface IntentRule {
  readonly name: string;
  readonly kind: IntentKind;
  readonly says: RegExp;
  /** In the same clause: then it isn't meant. */
  readonly unless: RegExp | undefined;
}

/** Up to so many words, whatever they are. Never past the end of a clause, so that a search stays short. */
export function upTo(count: number): string {
  return `(?:\\w+ ){0,${count}}`;
}

/** A clause that consists of this alone. */
export function clause(pattern: string): string {
  return `\\| ${pattern}(?= \\|)`;
}

/** A clause that begins with this. */
export function opening(pattern: string): string {
  return `\\| ${pattern}`;
}

/** A clause that ends with this. */
export function ending(pattern: string): string {
  return `${pattern}(?= \\|)`;
}

/** One of these, each of which may be several words. */
export function oneOf(...patterns: readonly string[]): string {
  return `(?:${patterns.join('|')})`;
}

/** A rule of whole words. */
export function rule(
  kind: IntentKind,
  name: string,
  says: readonly string[],
  unless: readonly string[] = [],
): IntentRule {
  return {
    kind,
    name,
    says: wholeWords(says),
    unless: unless.length > 0 ? wholeWords(unless) : undefined,
  };
}

export function wholeWords(patterns: readonly string[]): RegExp {
  return new RegExp(` ${oneOf(...patterns)}(?= )`, 'g');
}
