import type { Encoding } from '../encoding.js';
import { type BodyRefusal, estimate } from '../estimate.js';
import { quoteSegments } from '../quote.js';
import type { Ucs2Character } from '../ucs2-character.js';
import { type FieldCode, fieldCodes } from './field-codes.js';
import { codesIn, parseTemplate, type TemplateFault, type TemplatePart } from './parse-template.js';
import { type FieldValues, renderTemplate } from './render-template.js';
import { valueLengths, writtenByPeople } from './value-lengths.js';

export interface WorstCaseValues {
  /** What is the same in every text: the name of the business, the kind of visit. */
  readonly known?: FieldValues;
  /** Of one visit, to be shown beside. */
  readonly sample?: FieldValues;
}

/** What texts made of a template take, without the first one's introduction. */
export interface WorstCase {
  /** Of its own words. UCS-2: so is every text made of it. */
  readonly encoding: Encoding;
  /** What in its own words makes it so; indexes into the template, in UTF-16 units. */
  readonly ucs2Characters: readonly Ucs2Character[];
  /**
   * From the shortest to the longest sensible values, in letters of GSM-7. `worst`: with the longest, one
   * of them in other letters; equal to `to` where no code of the template could bring any.
   */
  readonly segments: { readonly from: number; readonly to: number; readonly worst: number };
  /** The codes whose value may make a text UCS-2 that isn't otherwise. */
  readonly mayBringLetters: readonly FieldCode[];
  /** Why a text with the longest values would not be sent. */
  readonly refusal?: BodyRefusal;
  readonly sample?: SampleText;
}

export type SampleText =
  | {
      readonly ok: true;
      readonly body: string;
      readonly encoding: Encoding;
      readonly segments: number;
    }
  | { readonly ok: false; readonly empty: readonly FieldCode[] };

export type WorstCaseOf =
  | ({ readonly ok: true } & WorstCase)
  | { readonly ok: false; readonly faults: readonly TemplateFault[] };

/** One septet, and a letter of one UTF-16 unit that GSM-7 lacks. */
const gsmLetter = 'n';
const otherLetter = 'ш';

/** How many segments texts made of a template may take; `valueLengths` says which values are sensible. */
export function worstCase(template: string, values: WorstCaseValues = {}): WorstCaseOf {
  const parsed = parseTemplate(template);
  if (!parsed.ok) return parsed;
  const { parts } = parsed;
  const { known = {}, sample } = values;
  const fill = (at: 0 | 1, letter: string) => filled(parts, known, at, letter);
  const { encoding, ucs2Characters } = estimate(withoutCodes(template), 0);
  const longest = estimate(fill(1, gsmLetter), 0);
  const bringers = [...codesIn(parts)].filter(
    (code) => writtenByPeople.has(code) && !isKnown(known, code),
  );
  const mayBringLetters = longest.encoding === 'GSM-7' ? bringers : [];
  return {
    ok: true,
    encoding,
    ucs2Characters,
    segments: {
      from: quoteSegments(fill(0, gsmLetter)).segments,
      to: longest.segments,
      worst:
        mayBringLetters.length > 0
          ? quoteSegments(fill(1, otherLetter)).segments
          : longest.segments,
    },
    mayBringLetters,
    ...(longest.refusal && { refusal: longest.refusal }),
    ...(sample && { sample: sampleOf(parts, { ...known, ...sample }) }),
  };
}

/** The template with each code known or filled with as many letters as its value may have. */
function filled(
  parts: readonly TemplatePart[],
  known: FieldValues,
  at: 0 | 1,
  letter: string,
): string {
  const values = Object.fromEntries(
    fieldCodes.map(({ code }) => [
      code,
      isKnown(known, code)
        ? known[code]
        : (writtenByPeople.has(code) ? letter : gsmLetter).repeat(valueLengths[code][at]),
    ]),
  );
  const rendered = renderTemplate(parts, values);
  // Every code has a value here.
  return rendered.ok ? rendered.body : '';
}

/** An invisible value is none. */
function isKnown(known: FieldValues, code: FieldCode): boolean {
  return renderTemplate([{ code }], known).ok;
}

function sampleOf(parts: readonly TemplatePart[], values: FieldValues): SampleText {
  const rendered = renderTemplate(parts, values);
  if (!rendered.ok) return rendered;
  const { encoding, segments } = quoteSegments(rendered.body);
  return { ...rendered, encoding, segments };
}

/** Each code as so many spaces: what is left stands where it stood. */
function withoutCodes(template: string): string {
  return template.replace(/\{\{.*?\}\}/gsu, (code) => ' '.repeat(code.length));
}
