import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { maxBodyUnits } from '../body.js';
import { countSegments } from '../segments.js';
import { fieldCodes } from './field-codes.js';
import { valueLengths, writtenByPeople } from './value-lengths.js';
import { visitTimes } from './visit-times.js';
import { worstCase, type WorstCaseValues } from './worst-case.js';

const of = (template: string, values?: WorstCaseValues) => {
  const found = worstCase(template, values);
  if (!found.ok) throw new Error(JSON.stringify(found.faults));
  return found;
};
const x = (count: number) => 'x'.repeat(count);

// By hand: GSM-7 takes 160, then 153 a segment; UCS-2 takes 70, then 67.
describe('segments, counted by hand', () => {
  test.each([
    ['no codes', x(160), 1, 1, 1],
    ['no codes, one letter more', x(161), 2, 2, 2],
    ['a date is up to 23: 137 + 23 = 160', `${x(137)}{{date}}`, 1, 1, 1],
    ['138 + 23 = 161; the shortest is 13: 151', `${x(138)}{{date}}`, 1, 2, 2],
    ['35 + 35 = 70 in other letters', `${x(35)}{{customerFirstName}}`, 1, 1, 1],
    ['36 + 35 = 71 in other letters', `${x(36)}{{customerFirstName}}`, 1, 1, 2],
    ['125 + 35 = 160; in other letters 3', `${x(125)}{{customerFirstName}}`, 1, 1, 3],
    ['a code twice counts twice: 2 x 100', '{{address}}{{address}}', 1, 2, 3],
    ['an extension is two: 159 + 2', `${x(159)}€`, 2, 2, 2],
    ['UCS-2 by its words: 47 + 23 = 70', `’${x(46)}{{date}}`, 1, 1, 1],
    ['48 + 23 = 71; the shortest 48 + 13', `’${x(47)}{{date}}`, 1, 2, 2],
  ])('%s', (_, template, from, to, worst) => {
    expect(of(template).segments).toEqual({ from, to, worst });
  });
});

test('its own words say the encoding, and what makes it so, where it stands', () => {
  expect(of('{{ date }} ’til 5 {{\u00a0time }} 😀')).toMatchObject({
    encoding: 'UCS-2',
    ucs2Characters: [
      { char: '’', index: 11 },
      { char: '😀', index: 29 },
    ],
    mayBringLetters: [],
  });
  expect(of('{{date}} {{customerName}} {{time}} {{address}}')).toMatchObject({
    encoding: 'GSM-7',
    ucs2Characters: [],
    mayBringLetters: ['customerName', 'address'],
  });
});

describe('what is known', () => {
  test('counts as it is, and brings no other letters', () => {
    const known = { businessName: 'Acme' };
    expect(of(`${x(156)}{{businessName}}`, { known })).toMatchObject({
      segments: { from: 1, to: 1, worst: 1 },
      mayBringLetters: [],
    });
  });

  test('makes a text UCS-2 by itself', () => {
    const found = of(`${x(66)}{{businessName}}`, { known: { businessName: 'Łódź ' } });
    expect(found).toMatchObject({ encoding: 'GSM-7', segments: { from: 1, to: 1, worst: 1 } });
    expect(of(`${x(67)}{{businessName}}`, { known: { businessName: 'Łódź' } }).segments.to).toBe(2);
  });

  test('is not known when nobody would see it', () => {
    expect(of('{{businessName}}', { known: { businessName: ' \u200b' } }).mayBringLetters).toEqual([
      'businessName',
    ]);
  });
});

describe('a sample', () => {
  test('stands beside', () => {
    const values = { sample: { customerName: 'Nguyễn Thị Hà' }, known: { businessName: 'Acme' } };
    expect(of('Hi {{customerName}}: {{businessName}}', values).sample).toEqual({
      ok: true,
      body: 'Hi Nguyễn Thị Hà: Acme',
      encoding: 'UCS-2',
      segments: 1,
    });
  });

  test('names the codes it has no value for', () => {
    expect(of('{{date}} {{time}}', { sample: { date: 'Tuesday' } }).sample).toEqual({
      ok: false,
      empty: ['time'],
    });
  });
});

test('a text that would be too long is refused as it would be', () => {
  const template = `${x(maxBodyUnits - 99)}{{address}}`;
  expect(of(template).refusal).toMatchObject({ code: 'body_too_long', over: 1 });
  expect(of(template.slice(1))).not.toHaveProperty('refusal');
});

test('a template with faults has them for an answer', () => {
  expect(worstCase('{{nope}}')).toMatchObject({ ok: false, faults: [{ written: 'nope' }] });
});

test('the times of a visit are as long as they are said to be', () => {
  const lengths = new Map<string, Set<number>>();
  for (let hour = 0; hour < 366 * 24; hour += 1) {
    const startsAt = new Date(Date.UTC(2028, 0, 1, hour));
    const endsAt = new Date(startsAt.getTime() + 7_200_000);
    const times = visitTimes({ startsAt, endsAt, timeZone: 'America/Chicago' });
    for (const [code, value] of Object.entries<string | null>({ ...times }))
      lengths.set(code, (lengths.get(code) ?? new Set()).add(value!.length));
  }
  for (const code of ['date', 'time', 'windowStart', 'windowEnd'] as const)
    expect([code, Math.min(...lengths.get(code)!), Math.max(...lengths.get(code)!)]).toEqual([
      code,
      ...valueLengths[code],
    ]);
  expect(Math.max(...lengths.get('window')!)).toBe(valueLengths.window[1]);
});

test('no values within those lengths take more than the worst, nor fewer than the least', () => {
  const codes = fieldCodes.map(({ code }) => code);
  const piece = fc.oneof(
    fc.constantFrom(...codes.map((code) => `{{${code}}}`)),
    fc.constantFrom('Hi ', '€', '[x]', 'See you. ', '’', 'x'.repeat(60)),
  );
  const sizes = fc.record(
    Object.fromEntries(
      codes.map((code) => [
        code,
        fc.tuple(
          fc.integer({ min: valueLengths[code][0], max: valueLengths[code][1] }),
          fc.constantFrom('n', writtenByPeople.has(code) ? 'ш' : 'n'),
        ),
      ]),
    ),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), sizes, (pieces, given) => {
      const template = pieces.join('');
      const body = template.replace(/\{\{(\w+)\}\}/g, (_, code: string) => {
        const [length, letter] = given[code]!;
        return letter.repeat(length);
      });
      const { from, worst } = of(template).segments;
      const { segments } = countSegments(body);
      return from <= segments && segments <= worst;
    }),
  );
});
