import { keywordOf, optOutWords } from './keyword.js';
import { nounOfText, nounOfVisit, optingOut } from './keyword-request.words.js';

const spelled = optOutWords
  .toSorted((a, b) => b.length - a.length)
  .map((word) => word.replace(/^(STOP|OPT)(?=ALL|OUT)/, '$1[ -]?'))
  .join('|');
const quotes = `["'“”‘’«»]`;
const word = `(?<![\\p{L}\\p{N}])(?:${spelled})(?![\\p{L}\\p{N}])`;
const and = `(?:,|/|&|\\b(?:or|and|ou|et|o|y)\\b)`;

const verb =
  '(?:reply|respond|answer|text|txt|send|type|write|repond(?:ez|re|s)|envoyez|textez|ecrivez|tapez|respond[ae]|conteste|envie|escriba|mande)';
const fillers =
  '(?:back|us|with|by|in|just|simply|the|words?|letters?|keyword|sms|par|avec|le|mot|con|la|palabra|nous|nos)';
const asked = new RegExp(`\\b${verb}(?:\\s+${fillers})*[\\s:]*${quotes}?$`, 'iu');
const askedAmongOthers = new RegExp(`\\b${verb}\\b.*${and}\\s*${quotes}?$`, 'iu');
const askedAfterAnother = new RegExp(
  `\\b${verb}(?:\\s+${fillers})*\\s+${quotes}?(?:yes|y|ok|confirm|oui|si|c|1)\\b.*${and}\\s*$`,
  'iu',
);
const startsAfresh = new RegExp(`(?:^|[,;:]|\\bor|\\bou)\\s*${quotes}?$`, 'iu');
const theWordEnds = /^\s*(?:$|[.,;!?"'”’»)]|(?:to|if|for|when|or|and|at|now|pour|si|para)\b)/iu;
const purpose = /^\W*(?:to|=|if|for|when|pour|si|para)(?=\W)/iu;
const listed = new RegExp(`^(?:${quotes}*\\s*${and}+\\s*${quotes}*(?:${word}))+`, 'iu');
const nextWord = new RegExp(`(?:${and}|;)\\s*${quotes}?(?:${spelled}|HELP|INFO|AIDE|YES)\\b`, 'u');
const number = /^\W*(?:to|at|au|al?)\s+\+?[\d(][\d\s().-]*/iu;
const plainPurpose = /^\W*(?:to|pour|para)\s+(?:cancel|end|stop|quit|annuler|cancelar)\W*$/iu;

/**
 * The word that opts out and that the text asks customers to reply with, for something else than
 * opting out: "Reply CANCEL to cancel your visit". Undefined where there is none. "Reply STOP to opt
 * out" is none. CANCEL, END and QUIT must name what they stop, because most will think of the visit.
 */
export function asksForKeyword(body: string): string | undefined {
  const folded = body.normalize('NFKD').replace(/\p{M}/gu, '');
  const capitalsMean = /\p{Ll}/u.test(folded);
  for (const sentence of folded.split(/[.!?](?=\s|$)|\n/u))
    for (const match of sentence.matchAll(new RegExp(word, 'giu'))) {
      const before = sentence.slice(0, match.index);
      const after = sentence.slice(match.index + match[0].length);
      const isMarked =
        (capitalsMean && match[0] === match[0].toUpperCase()) || isQuoted(before, after);
      if (isRequest(match[0], before, after, isMarked) && !isNotice(match[0], after))
        return match[0];
    }
  return undefined;
}

function isQuoted(before: string, after: string): boolean {
  return /["“‘«']\s*$/u.test(before) && /^\s*["”’»']/u.test(after);
}

/** Whether the word is something to be sent, not a word of the sentence. */
function isRequest(spelling: string, before: string, after: string, isMarked: boolean): boolean {
  if (isMarked)
    return (
      asked.test(before) ||
      askedAmongOthers.test(before) ||
      (mayMeanVisit(spelling) && startsAfresh.test(before) && purpose.test(after))
    );
  if (asked.test(before)) return theWordEnds.test(after);
  return askedAfterAnother.test(before) && purpose.test(after);
}

/** Whether what follows says that it ends the texts. */
function isNotice(spelling: string, after: string): boolean {
  const rest = after.replace(listed, '').replace(number, ' ');
  const next = nextWord.exec(rest);
  const said = (next ? rest.slice(0, next.index) : rest).replace(textOfVisit, 'texts');
  if (new RegExp(`\\b${nounOfVisit}`, 'iu').test(said)) return false;
  if (optingOut.test(said)) return true;
  if (mayMeanVisit(spelling)) return false;
  return !purpose.test(said) || plainPurpose.test(said);
}

/** An appointment reminder is a text, not a visit. */
const textOfVisit = new RegExp(`\\b${nounOfVisit}\\s+${nounOfText}`, 'giu');

function mayMeanVisit(spelling: string): boolean {
  return keywordOf(spelling)?.mayMeanVisit === true;
}
