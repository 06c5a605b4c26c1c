import { type FieldCode, isFieldCode } from './field-codes.js';
import { nearestCode } from './nearest-code.js';

/** A text cut at its codes, in order: made once, filled in for each recipient. */
export type TemplatePart = { readonly text: string } | { readonly code: FieldCode };

export interface TemplateFault {
  /** `unclosed`: `{{` without its `}}`. */
  readonly kind: 'unknown' | 'unclosed';
  /** Where it begins, in UTF-16 units. */
  readonly index: number;
  /** What stands between the braces, cut after 40 units; empty when unclosed. */
  readonly written: string;
  /** The known code that may be meant. */
  readonly nearest?: FieldCode;
}

export type ParsedTemplate =
  | { readonly ok: true; readonly parts: readonly TemplatePart[] }
  | { readonly ok: false; readonly faults: readonly TemplateFault[] };

const open = '{{';
const close = '}}';
const maxFaults = 20;
const maxWritten = 40;

/**
 * Reads a text with codes, `Hi {{customerFirstName}}`. Spaces inside the braces are set aside, case counts.
 * A code that isn't known and a brace that isn't closed are faults; single braces and a lone `}}` are text.
 */
export function parseTemplate(body: string): ParsedTemplate {
  const parts: TemplatePart[] = [];
  const faults: TemplateFault[] = [];
  let end = 0;
  while (faults.length < maxFaults) {
    const start = body.indexOf(open, end);
    const text = body.slice(end, start === -1 ? undefined : start);
    if (text !== '') parts.push({ text });
    if (start === -1) break;
    const inner = start + open.length;
    const closed = body.indexOf(close, inner);
    const again = body.indexOf(open, inner);
    if (closed === -1 || (again !== -1 && again < closed)) {
      faults.push({ kind: 'unclosed', index: start, written: '' });
      end = inner;
      continue;
    }
    const written = body.slice(inner, closed).trim();
    if (isFieldCode(written)) parts.push({ code: written });
    else faults.push(unknown(start, written));
    end = closed + close.length;
  }
  return faults.length > 0 ? { ok: false, faults } : { ok: true, parts };
}

/** The codes of a parsed text, each once. */
export function codesIn(parts: readonly TemplatePart[]): Set<FieldCode> {
  return new Set(parts.flatMap((part) => ('code' in part ? [part.code] : [])));
}

/** Known codes in a text that nobody may have meant as a template, each once. */
export function codesMeantIn(body: string): Set<FieldCode> {
  const written = [...body.matchAll(/\{\{\s*([A-Za-z]+)\s*\}\}/g)].map(([, code = '']) => code);
  return new Set(written.filter(isFieldCode));
}

/** What a code of any program looks like. */
const looksLikeCode = /^[A-Za-z][\w.]{2,}$/;

/**
 * Faults of a text that nobody may have meant as a template: where something stands that reads like a code, or
 * nearly is one. Other braces are text.
 */
export function faultsMeantIn(body: string): TemplateFault[] {
  const parsed = parseTemplate(body);
  if (parsed.ok) return [];
  return parsed.faults.flatMap((fault) => {
    if (fault.kind === 'unknown')
      return fault.nearest !== undefined || looksLikeCode.test(fault.written) ? [fault] : [];
    const [, word = ''] = /^\s*([A-Za-z]+)/.exec(body.slice(fault.index + open.length)) ?? [];
    const nearest = nearestCode(word);
    return nearest === undefined ? [] : [{ ...fault, nearest }];
  });
}

function unknown(index: number, written: string): TemplateFault {
  const nearest = nearestCode(written);
  return {
    kind: 'unknown',
    index,
    written: written.slice(0, maxWritten).toWellFormed(),
    ...(nearest && { nearest }),
  };
}
