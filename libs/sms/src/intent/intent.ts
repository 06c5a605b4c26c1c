import { clausesOf } from './clauses.js';
import { english } from './english.js';
import { englishSelfCorrection } from './english.wrong-number.js';
import { french, frenchSelfCorrection } from './french.js';
import type { IntentKind, IntentLanguage, IntentRule } from './rule.js';
import { spanish, spanishSelfCorrection } from './spanish.js';

/** A text that asks for no more texts, or says that we have the wrong number, in words of its own. */
export interface Intent {
  kind: IntentKind;
  /** The rule that saw it. */
  rule: string;
  language: IntentLanguage;
}

const languages: ReadonlyArray<readonly [IntentLanguage, readonly IntentRule[]]> = [
  ['en', english],
  ['es', spanish],
  ['fr', french],
];

/** They have mixed up numbers themselves: nothing follows for ours. */
const selfCorrections = [englishSelfCorrection, spanishSelfCorrection, frenchSelfCorrection];

/**
 * What `body` asks for without a keyword, or undefined. It is a guess, good enough to hold texts back until
 * somebody has read it and too weak to opt anybody out. Ask `keywordOf` first.
 *
 * Rules look for a verb and its object with a few words between, clause by clause, and for what turns
 * their meaning round: "stop texting me" is one, "stop by at 5", "don't stop texting me" and "cancel the
 * appointment" are none. The time it takes grows with the length of the text and no faster.
 */
export function intentOf(body: string): Intent | undefined {
  const clauses = clausesOf(body);
  const isOwnMistake = selfCorrections.some((pattern) => clauses.search(pattern) >= 0);
  for (const [language, rules] of languages) {
    for (const rule of rules) {
      if (isOwnMistake && rule.kind === 'wrong_number') continue;
      if (isSaid(rule, clauses)) return { kind: rule.kind, rule: rule.name, language };
    }
  }
  return undefined;
}

function isSaid({ says, unless }: IntentRule, clauses: string): boolean {
  // Most rules say nothing of most texts, and a search is cheap.
  if (clauses.search(says) < 0) return false;
  if (!unless) return true;
  let passedOver = 0;
  for (const { index } of clauses.matchAll(says)) {
    // What is said against it counts for the whole clause, which is looked at once.
    if (index < passedOver) continue;
    const from = clauses.lastIndexOf('|', index + 1) - 1;
    const to = clauses.indexOf('|', index + 2);
    if (clauses.slice(from, to + 1).search(unless) < 0) return true;
    passedOver = to - 1;
  }
  return false;
}
