import { checkBody } from '../body.js';
import type { FieldCode } from './field-codes.js';
import { codesIn, type TemplatePart } from './parse-template.js';

/** What the codes stand for; what is absent, null or invisible is empty. */
export type FieldValues = { readonly [C in FieldCode]?: string | null };

export type RenderedTemplate =
  | { readonly ok: true; readonly body: string }
  | { readonly ok: false; readonly empty: readonly FieldCode[] };

/** Line breaks and other controls, and what turns the direction of the text that follows. */
const breaks = /[\s\p{Cc}\u2028\u2029]+/gu;
const directions = /[\u202a-\u202e\u2066-\u2069]/g;

/**
 * Fills codes in, in one pass: a value that holds braces stays text. A value is one line. Codes without
 * a value are answered instead of a body: a text never says "undefined", nor leaves a hole.
 */
export function renderTemplate(
  parts: readonly TemplatePart[],
  values: FieldValues,
): RenderedTemplate {
  const filled = new Map([...codesIn(parts)].map((code) => [code, oneLine(values[code] ?? '')]));
  const empty = [...filled].flatMap(([code, value]) => (value === '' ? [code] : []));
  if (empty.length > 0) return { ok: false, empty };
  const body = parts.map((part) => ('code' in part ? filled.get(part.code)! : part.text)).join('');
  return { ok: true, body };
}

/** Empty when a reader would see nothing. */
function oneLine(value: string): string {
  const line = value.toWellFormed().replace(directions, '').replace(breaks, ' ').trim();
  const checked = checkBody(line);
  return !checked.ok && checked.code === 'body_empty' ? '' : line;
}
