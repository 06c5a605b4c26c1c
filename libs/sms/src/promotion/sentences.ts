/** The longest text that leaves. */
const READ_MAX = 1_600;

const apostrophes = /['\u2018\u2019\u02bc\u2032\u00b4`*]/gu;
const invisible = /[\p{Mark}\p{Default_Ignorable_Code_Point}]+/gu;
const percents = /\d+(?:[.,]\d+)?\s?(?:%|percent\b|por ?ciento\b|pour ?cents?\b)/gu;
const amounts =
  /(?:us|ca|c)?\$\s?\d+(?:[.,]\d+)*|\d+(?:[.,]\d+)*\s?(?:\$|dollars?\b|bucks\b|dolares\b|pesos\b|piastres\b)/gu;
const ends = /[!?;|\u00a1\u00bf\n\r\u2028\u2029]+|\.+(?=\s|$)/gu;
const notAWord = /[^a-z0-9|]+/g;

/**
 * A text as rules of advertising read it: ` | percent off your next visit | `. Small letters and figures of
 * ASCII, one blank between words, a bar at the end of each sentence; `percent` and `amount` stand for figures.
 */
export function sentencesOf(body: string): string[] {
  const bare = body
    .slice(0, READ_MAX)
    .toLowerCase()
    .replace(apostrophes, '')
    .normalize('NFKD')
    .replace(invisible, '')
    .replace(percents, ' percent ')
    .replace(amounts, ' amount ')
    .replace(ends, ' | ')
    .replace(notAWord, ' ');
  return bare
    .split('|')
    .map((sentence) => ` ${sentence.trim()} `)
    .filter((sentence) => sentence !== '  ');
}
