import { createHash } from 'node:crypto';
import { rewriteToGsm } from '@fieldline/sms';

/** Long enough for a name, short enough that it leaves room for the text. */
const NAME_MAX = 40;
const OPT_OUT = /\b(?:reply|text|send|txt)[ "'“]+stop\b/i;

/**
 * The first text to a number names the business and says how to opt out (CTIA Messaging Principles 5.1.2).
 * What the text says itself isn't said again.
 */
export function introduced(body: string, businessName: string): string {
  const name = plainName(businessName);
  const isNamed = [businessName, name].some((known) => says(body, known));
  const named = isNamed || name === '' ? body : `${name}: ${body}`;
  return OPT_OUT.test(body) ? named : `${ended(named)}Reply STOP to opt out.`;
}

/** A link or an address, perhaps in brackets: a full stop behind it might be taken for a part of it. */
const ENDS_IN_LINK = /(?:\/\/|@|\.\p{L}{2,})[^\s/]*(?:\/\S*)?$/u;
/** A word, number or amount, perhaps in brackets or quotes. Emoji and punctuation end what they stand behind. */
const ENDS_IN_WORD = /[\p{L}\p{N}\p{Sc}%]\p{M}*[\p{Pe}\p{Pf}"']*$/u;

/** A text that another sentence can follow. */
function ended(body: string): string {
  const text = body.trimEnd();
  if (ENDS_IN_LINK.test(text)) return `${text}\n`;
  return ENDS_IN_WORD.test(text) ? `${text}. ` : `${text} `;
}

/** Whether a name stands in a text, and not within a word of it. */
function says(body: string, name: string): boolean {
  const words = name.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  return new RegExp(`(?<![\\p{L}\\p{N}])${words}(?![\\p{L}\\p{N}])`, 'iu').test(body);
}

/**
 * A name as it stands in texts: one letter more than GSM-7 has would make each of them dearer. Half a
 * character is none that the database takes.
 */
export function plainName(name: string): string {
  const characters = [...(rewriteToGsm(name)?.body ?? name)];
  return characters.slice(0, NAME_MAX).join('').toWellFormed().trim();
}

/** What was asked for, where another text was made of it. */
export function hashOfWords(body: string): string {
  return createHash('sha256').update(body).digest('hex');
}
