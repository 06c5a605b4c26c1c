import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { SegmentedMessage } from 'sms-segments-calculator';
import { split } from 'split-sms';
import { encodingOf } from './encoding.js';
import { quoteSegments } from './quote.js';
import { countSegments, type SegmentCount } from './segments.js';

/** Twilio's own calculator, the authority. */
function calculated(body: string): SegmentCount {
  const { encodingName, numberOfCharacters, segmentsCount } = new SegmentedMessage(body);
  const encoding = encodingName === 'GSM-7' ? 'GSM-7' : 'UCS-2';
  const units = encoding === 'GSM-7' ? numberOfCharacters : body.length;
  return { encoding, units, segments: segmentsCount };
}

/** split-sms counts by code unit, as we do. */
function splitBySms(body: string): SegmentCount {
  const { characterSet, parts } = split(body, { summary: true });
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  return characterSet === 'GSM'
    ? { encoding: 'GSM-7', units: bytes, segments: parts.length }
    : { encoding: 'UCS-2', units: bytes / 2, segments: parts.length };
}

/** Bodies of `parts`, each as long as can be within a length near one of `edges`, in UTF-16 units. */
function bodies(part: fc.Arbitrary<string>, edges: number[], runs: number): string[] {
  const body = fc
    .tuple(fc.constantFrom(...edges), fc.integer({ min: -8, max: 4 }))
    .chain(([edge, off]) => {
      const longest = edge + off;
      return fc
        .array(part, { minLength: longest, maxLength: longest })
        .map((parts) => parts.reduce((text, next) => fill(text, next, longest), ''));
    });
  return fc.sample(body, { numRuns: runs, seed: 20_260_728 });
}

function fill(text: string, next: string, longest: number): string {
  return text.length + next.length > longest ? text : text + next;
}

const gsm = fc.constantFrom(...Array.from('abcdefgh éèÇ£ΔΦ\r\n@!?.,0123456789€]'));
const basicPlane = fc.constantFrom('\r\n', ...Array.from('abç’“—\u00a0漢字かなкирил\n€['));
const plainEmoji = fc.constantFrom('a', ' ', '😀', '🔧', '🚚', '𝒳', '☎', '\n');
const clusters = [
  ['a', ' ', '\r\n', '😀', '漢', '\u200d', '🏽', '👍🏽', '🇨🇦', '🇺🇸', '❤\ufe0f', '1\ufe0f\u20e3'],
  ['👩‍🔧', '👨‍👩‍👧', '🏳\ufe0f‍🌈', '👩🏽‍🚀', '🧑‍🦰', '🏴\u{e0067}\u{e0062}\u{e007f}'],
  ['e\u0301', 'o\u0308\u0323', 'ت\u064e', '\u0600\u0661'],
  ['नि', 'क्ष', '\u0d4e\u0d15', 'ก\u0e33', '한', '\u1112\u1161\u11ab'],
].flat();
const mostlyPlain = fc.oneof(
  { arbitrary: fc.constantFrom('a', 'b', ' '), weight: 4 },
  { arbitrary: fc.constantFrom(...clusters), weight: 1 },
);

describe('against the other libraries', () => {
  it('agrees on the encoding of every code unit', () => {
    const differing: string[] = [];
    for (let unit = 0; unit <= 0xffff; unit++) {
      const body = String.fromCharCode(unit);
      const ours = encodingOf(body);
      if (ours !== calculated(body).encoding || ours !== splitBySms(body).encoding) {
        differing.push(unit.toString(16));
      }
    }
    expect(differing).toEqual([]);
  });

  it.each([
    ['GSM', bodies(gsm, [8, 154, 160, 306], 2_000)],
    ['basic plane', bodies(basicPlane, [8, 70, 134, 201], 3_000)],
    ['plain emoji', bodies(plainEmoji, [8, 70, 134, 201], 3_000)],
  ])('agrees with both on %s bodies', (_, generated) => {
    for (const body of generated) {
      const ours = countSegments(body);
      expect([body, ours]).toEqual([body, calculated(body)]);
      expect([body, ours]).toEqual([body, splitBySms(body)]);
      expect(quoteSegments(body)).toEqual(ours);
    }
  });

  it('counts as split-sms and quotes as the calculator where there are clusters', () => {
    const differing = { calculatorAndCount: 0, calculatorAndQuote: 0 };
    for (const body of bodies(mostlyPlain, [70, 134, 201], 2_000)) {
      const ours = countSegments(body);
      const theirs = calculated(body);
      const quoted = quoteSegments(body).segments;
      expect([body, ours]).toEqual([body, splitBySms(body)]);
      expect([body, quoted >= theirs.segments]).toEqual([body, true]);
      if (theirs.segments > ours.segments) differing.calculatorAndCount++;
      if (theirs.segments !== quoted) differing.calculatorAndQuote++;
    }
    // The calculator's Unicode is older, so that some clusters of today are several to it.
    expect(differing.calculatorAndCount).toBeGreaterThan(50);
    expect(differing.calculatorAndQuote).toBeLessThan(differing.calculatorAndCount / 4);
  });
});
