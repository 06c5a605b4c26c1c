import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fieldCodes } from './field-codes.js';
import { codesIn, codesMeantIn, faultsMeantIn, parseTemplate } from './parse-template.js';

const faultsOf = (body: string) => {
  const parsed = parseTemplate(body);
  return parsed.ok ? [] : parsed.faults;
};

describe('a text', () => {
  test('is cut at its codes, in order; spaces inside the braces are set aside', () => {
    expect(parseTemplate('Hi {{customerFirstName}}, {{ time }}{{ window}}!')).toEqual({
      ok: true,
      parts: [
        { text: 'Hi ' },
        { code: 'customerFirstName' },
        { text: ', ' },
        { code: 'time' },
        { code: 'window' },
        { text: '!' },
      ],
    });
  });

  test.each(['', 'Hi', 'a { b } c', 'x }} y', '{ {date} }', '{', '}}}}'])(
    'without codes, %j, is one text',
    (body) => {
      expect(parseTemplate(body)).toEqual({ ok: true, parts: body === '' ? [] : [{ text: body }] });
    },
  );

  test('with codes that are not known names each, its place, and what may be meant', () => {
    expect(faultsOf('Hi {{customer_name}}, {{CustomerName}} {{ eta }} {{tecnician}} {{}}')).toEqual(
      [
        { kind: 'unknown', index: 3, written: 'customer_name', nearest: 'customerName' },
        { kind: 'unknown', index: 22, written: 'CustomerName', nearest: 'customerName' },
        { kind: 'unknown', index: 39, written: 'eta' },
        { kind: 'unknown', index: 49, written: 'tecnician', nearest: 'technicianName' },
        { kind: 'unknown', index: 63, written: '' },
      ],
    );
  });

  test.each([
    ['Hi {{customerName', 3],
    ['Hi {{customerName}', 3],
    ['{{ {{date}}', 0],
    ['{{customerName {{date}}', 0],
  ])('with a brace that is not closed, %j, says where', (body, index) => {
    expect(faultsOf(body)).toEqual([{ kind: 'unclosed', index, written: '' }]);
  });

  test('with three braces has a code that is not known', () => {
    expect(faultsOf('{{{date}}}')).toMatchObject([{ written: '{date', nearest: 'date' }]);
  });

  test('answers up to twenty faults, each cut, however long the text', () => {
    const faults = faultsOf(`{{${'x'.repeat(1_000)}}} ${'{{'.repeat(100_000)}`);
    expect(faults).toHaveLength(20);
    expect(faults[0]?.written).toHaveLength(40);
    expect(faultsOf(`{{${'x'.repeat(39)}😀}}`)[0]?.written.isWellFormed()).toBe(true);
  });
});

test('whatever is written, its parts are all of it', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('{{', '}}', '{', '}', ' ', '{{date}}', '{{ customerName }}', '{{nope}}'),
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const body = pieces.join('');
      const parsed = parseTemplate(body);
      if (!parsed.ok) return parsed.faults.every(({ index }) => body.startsWith('{{', index));
      const written = parsed.parts.map((part) => ('code' in part ? `{{${part.code}}}` : part.text));
      return written.join('') === body.replace(/\{\{\s*(\w+)\s*\}\}/g, '{{$1}}');
    }),
  );
});

test('codes that somebody meant are found in any text; others are left alone', () => {
  const body = '{{date}} {{ customerName }} {{date}} {{nope}} {{ customer Name }} {{';
  expect([...codesMeantIn(body)]).toEqual(['date', 'customerName']);
  expect(codesMeantIn('if (a) {{ return }}')).toEqual(new Set());
  const parsed = parseTemplate('{{date}} {{date}}');
  expect(parsed.ok && codesIn(parsed.parts)).toEqual(new Set(['date']));
});

test.each([
  ['Hi {{custName}}, {{ job.window }}', [undefined, undefined]],
  ['Hi {{customername}}, {{customerFirstNam}}', ['customerName', 'customerFirstName']],
  ['Hi {{customerName', ['customerName']],
  ['Hi {{customerName|date}}', ['customerName']],
  ['if (a) {{ return; }} else {{', []],
  ['{{}} {{ }} {{x}}', []],
  ['Hi {{customerName}}', []],
])('in a text that may be none, %j, what reads like a code may mean %j', (body, nearest) => {
  expect(faultsMeantIn(body).map((fault) => fault.nearest)).toEqual(nearest);
});

test('every code of the menu is one, and says what it means', () => {
  expect(new Set(fieldCodes.map(({ code }) => code)).size).toBe(fieldCodes.length);
  for (const { code, meaning, example } of fieldCodes) {
    expect(parseTemplate(`{{${code}}}`)).toEqual({ ok: true, parts: [{ code }] });
    expect([meaning, example]).toEqual([expect.stringMatching(/\S/), expect.stringMatching(/\S/)]);
  }
});
