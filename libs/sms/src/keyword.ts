export const keywords = ['stop', 'start', 'help'] as const;
export type Keyword = (typeof keywords)[number];

/** A message that is nothing but a keyword. */
export interface KeywordMatch {
  keyword: Keyword;
  /** The word as listed: capitals, without spaces, accents or punctuation (`OPTOUT`). */
  word: string;
  /** Twilio knows it and replies itself, so we must not; false: the reply is ours. */
  twilioAnswers: boolean;
  /** Means what it says only from somebody who has opted out (`YES`). */
  needsOptedOut?: true;
  /** Opts out, but may have meant the visit (`CANCEL`, `END`, `QUIT`): somebody should call. */
  mayMeanVisit?: true;
}

interface KeywordRule {
  keyword: Keyword;
  knownToTwilio: boolean;
  needsOptedOut?: true;
  mayMeanVisit?: true;
}

const rules: ReadonlyMap<string, KeywordRule> = new Map<string, KeywordRule>([
  ['STOP', { keyword: 'stop', knownToTwilio: true }],
  ['STOPALL', { keyword: 'stop', knownToTwilio: true }],
  ['UNSUBSCRIBE', { keyword: 'stop', knownToTwilio: true }],
  ['REVOKE', { keyword: 'stop', knownToTwilio: true }],
  ['OPTOUT', { keyword: 'stop', knownToTwilio: true }],
  ['CANCEL', { keyword: 'stop', knownToTwilio: true, mayMeanVisit: true }],
  ['END', { keyword: 'stop', knownToTwilio: true, mayMeanVisit: true }],
  ['QUIT', { keyword: 'stop', knownToTwilio: true, mayMeanVisit: true }],
  ['ARRET', { keyword: 'stop', knownToTwilio: false }],
  ['START', { keyword: 'start', knownToTwilio: true }],
  ['UNSTOP', { keyword: 'start', knownToTwilio: true }],
  ['YES', { keyword: 'start', knownToTwilio: true, needsOptedOut: true }],
  ['HELP', { keyword: 'help', knownToTwilio: true }],
  ['INFO', { keyword: 'help', knownToTwilio: true }],
  ['AIDE', { keyword: 'help', knownToTwilio: false }],
]);

/** The words that opt out, as `KeywordMatch.word` has them. */
export const optOutWords: readonly string[] = [...rules]
  .filter(([, { keyword }]) => keyword === 'stop')
  .map(([word]) => word);

const notPartOfAWord = /[^\p{L}\p{N}]/gu;
const hasSymbol = /\p{S}/u;

/**
 * The keyword that `body` is, or undefined. Only a whole message counts: "stop by at 5" is none.
 * Case, spaces, punctuation, accents and invisible characters are set aside, so "Opt-out." and
 * "ARRÊT" count. Symbols and emoji are set aside for stop and help; opting in again asks for the
 * bare word, because in doubt nobody is texted.
 *
 * `twilioAnswers` holds where the trimmed body, whatever its case, is exactly a word that Twilio
 * replies to. Sources: 47 CFR 64.1200(a)(10), CTIA, Twilio's default opt-out keywords.
 */
export function keywordOf(body: string): KeywordMatch | undefined {
  const word = body.normalize('NFKD').replace(notPartOfAWord, '').toUpperCase();
  const rule = rules.get(word);
  if (!rule || (rule.keyword === 'start' && hasSymbol.test(body))) return undefined;
  const { knownToTwilio, ...match } = rule;
  return { ...match, word, twilioAnswers: knownToTwilio && isBareWord(body, word) };
}

/** ASCII only: what Twilio makes of `ſtop` or of a no-break space is not known, so the reply is ours. */
function isBareWord(body: string, word: string): boolean {
  return new RegExp(`^[ \\t\\r\\n]*${word}[ \\t\\r\\n]*$`, 'i').test(body);
}
