const DASH = String.raw`[-\u2010-\u2015\u2212]`;
const GAP = String.raw`[\s._/\u2010-\u2015\u2212-]?`;
/** Not in the middle of something longer: an id, a phone number, a decimal. */
const BEFORE = String.raw`(?<![\p{L}\p{N}_+.\-])`;
const AFTER = String.raw`(?![\p{L}\p{N}_\-])`;

/** Nine digits in any grouping, but for those of a ZIP code: 00000-0000. */
const NINE = String.raw`(?<!\d)(?!\d{5}${DASH}\d{4}(?!\d))\d(?:${GAP}\d){8}(?!${GAP}\d)`;
const WORD = String.raw`(?:f?e\.?i\.?n\.?|i?tin|ssn|nas|bn|cbn|ccn|gst|hst|tax(?:payer)?[\s_-]*(?:id\w*|no|number|#)|social[\s_-]+(?:security|insurance)|employer[\s_-]+id\w*|business[\s_-]+number|num[eé]ro[\s_-]+d['’]entreprise)`;
/** What may stand between a number and its name: two short words at most, and no other digit. */
const BETWEEN = String.raw`(?:[^\p{L}\p{N}]+\p{L}{1,6}){0,2}[^\p{L}\p{N}]{0,5}`;

const SPELLINGS = [
  // EIN
  String.raw`${BEFORE}\d{2}${DASH}\d{7}${AFTER}`,
  // SSN, ITIN
  String.raw`${BEFORE}\d{3}${DASH}\d{2}${DASH}\d{4}${AFTER}`,
  // Canada: a business number with its account
  String.raw`(?<![\p{L}\p{N}])\d{3}${GAP}\d{3}${GAP}\d{3}\s?(?:RC|RM|RP|RR|RT|RZ)\s?\d{4}(?!\d)`,
  String.raw`(?<![\p{L}\p{N}])${WORD}${BETWEEN}${NINE}`,
  String.raw`${NINE}${BETWEEN}(?<![\p{L}\p{N}])${WORD}(?![\p{L}\p{N}])`,
].map((spelling) => new RegExp(spelling, 'iu'));

/**
 * Whether a text holds what reads as a tax number: of the United States (00-0000000, 000-00-0000), of Canada (with its
 * account, RT0001), or nine digits beside a word for one. Phone numbers, ZIP codes and dates don't.
 * @param known nine digits that are one in any case; other characters of it don't count
 */
export function holdsTaxNumber(text: string, known?: string | null): boolean {
  const plain = plainDigits(text);
  return SPELLINGS.some((spelling) => spelling.test(plain)) || holds(plain, known ?? '');
}

/** Whether a number is written as one of a person's: 000-00-0000. */
export function isPersonalTaxNumber(text: string): boolean {
  return PERSONAL.test(text);
}

const PERSONAL = new RegExp(String.raw`^\s*\d{3}(?:\s|${DASH})\d{2}(?:\s|${DASH})\d{4}\s*$`, 'u');

function holds(text: string, known: string): boolean {
  const digits = known.replaceAll(/\D/g, '').slice(0, 9);
  if (digits.length < 9) return false;
  // Whoever knows it may have written it in any way.
  const between = String.raw`[^\p{L}\p{N}]{0,3}`;
  return new RegExp(`(?<!\\d)${[...digits].join(between)}(?!\\d)`, 'u').test(text);
}

/** Full-width, circled, Arabic and other digits as 0 to 9, and nothing between them that can't be seen. */
function plainDigits(text: string): string {
  return text
    .normalize('NFKC')
    .replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')
    .replaceAll(/\p{Nd}/gu, (digit) => String(valueOf(digit)));
}

/** Unicode has the digits of a script side by side, 0 first. */
function valueOf(digit: string): number {
  let value = 0;
  const isDigit = (back: number): boolean =>
    /\p{Nd}/u.test(String.fromCodePoint(digit.codePointAt(0)! - back));
  while (value < 9 && isDigit(value + 1)) value += 1;
  return value;
}
