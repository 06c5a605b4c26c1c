import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { countSegments } from './segments.js';

const a = (count: number) => 'a'.repeat(count);

describe('segments billed by Twilio', () => {
  it.each([
    ['80 a, CR LF, 79 a', `${a(80)}\r\n${a(79)}`, 2],
    ['80 a, LF, 79 a', `${a(80)}\n${a(79)}`, 1],
    ['153 ]', ']'.repeat(153), 3],
    ['70 composed é', 'é'.repeat(70), 1],
    ['70 decomposed é', 'e\u0301'.repeat(70), 3],
    ['152 a, €, 152 a', `${a(152)}€${a(152)}`, 3],
    ['36 emoji', '😀'.repeat(36), 2],
    ['67 emoji', '😀'.repeat(67), 3],
  ])('%s', (_, body, segments) => {
    expect(countSegments(body).segments).toBe(segments);
  });
});

describe('segments at the boundaries', () => {
  it.each([
    ['', 'GSM-7', 0, 1],
    [a(160), 'GSM-7', 160, 1],
    [a(161), 'GSM-7', 161, 2],
    [a(306), 'GSM-7', 306, 2],
    [a(307), 'GSM-7', 307, 3],
    ['€'.repeat(80), 'GSM-7', 160, 1],
    [`${'€'.repeat(80)}a`, 'GSM-7', 161, 2],
    [`${a(152)}€${a(151)}`, 'GSM-7', 305, 2],
    [`${a(151)}€${a(153)}`, 'GSM-7', 306, 2],
    ['ç'.repeat(70), 'UCS-2', 70, 1],
    ['ç'.repeat(71), 'UCS-2', 71, 2],
    ['ç'.repeat(134), 'UCS-2', 134, 2],
    ['ç'.repeat(135), 'UCS-2', 135, 3],
    [`“${'€'.repeat(69)}`, 'UCS-2', 70, 1],
    [`${a(66)}😀${a(66)}`, 'UCS-2', 134, 3],
    [`${a(65)}😀${a(67)}`, 'UCS-2', 134, 2],
    ['\ud83d', 'UCS-2', 1, 1],
    ['\ud83d'.repeat(134), 'UCS-2', 134, 2],
    ['\ude00\ud83d'.repeat(67), 'UCS-2', 134, 2],
  ])('%j', (body, encoding, units, segments) => {
    expect(countSegments(body)).toEqual({ encoding, units, segments });
  });
});

const wide = (character: string) => '\f^{}\\[~]|€'.includes(character);

/** Fills segments with whole atoms, as a person would with scissors. */
function segmentsByHand(atoms: number[], single: number, multi: number): number {
  if (atoms.reduce((sum, atom) => sum + atom, 0) <= single) return 1;
  const segments = [0];
  for (const atom of atoms) {
    if (segments.at(-1)! + atom > multi) segments.push(0);
    segments[segments.length - 1]! += atom;
  }
  return segments.length;
}

describe('segments, whatever the body', () => {
  it('agree with filling them by hand in GSM-7', () => {
    const characters = fc.constantFrom('a', 'é', '\r', '\n', 'Δ', '€', ']', '\f');
    const body = fc.string({ unit: characters, maxLength: 1_000, size: 'max' });
    const mostlyWide = fc.string({
      unit: fc.constantFrom('€', '|', 'a'),
      maxLength: 800,
      size: 'max',
    });
    fc.assert(
      fc.property(fc.oneof(body, mostlyWide), (text) => {
        const atoms = Array.from(text, (character) => (wide(character) ? 2 : 1));
        expect(countSegments(text)).toEqual({
          encoding: 'GSM-7',
          units: atoms.reduce((sum, atom) => sum + atom, 0),
          segments: segmentsByHand(atoms, 160, 153),
        });
      }),
      { numRuns: 500 },
    );
  });

  it('agree with filling them by hand around one wide character and at every edge', () => {
    for (let before = 145; before <= 310; before++) {
      for (const body of [`${a(before)}€${a(310 - before)}`, `${a(before)}€€€${a(160)}`]) {
        const atoms = Array.from(body, (character) => (wide(character) ? 2 : 1));
        expect(countSegments(body).segments).toBe(segmentsByHand(atoms, 160, 153));
      }
    }
  });

  it('agree with filling them by hand in UCS-2', () => {
    const characters = fc.constantFrom('a', '€', 'ç', '\n', '漢', '😀', '\u0301', '𝒳');
    const body = fc.string({ unit: characters, maxLength: 600, size: 'max' });
    fc.assert(
      fc.property(body, (text) => {
        const atoms = Array.from(`’${text}`, (character) => character.length);
        expect(countSegments(`’${text}`)).toEqual({
          encoding: 'UCS-2',
          units: text.length + 1,
          segments: segmentsByHand(atoms, 70, 67),
        });
      }),
      { numRuns: 500 },
    );
  });
});
