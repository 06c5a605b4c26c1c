import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkBody } from '../body.js';
import { type FieldCode, fieldCodes } from './field-codes.js';
import { parseTemplate, type TemplatePart } from './parse-template.js';
import { type FieldValues, renderTemplate } from './render-template.js';

function parts(body: string): readonly TemplatePart[] {
  const parsed = parseTemplate(body);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
  return parsed.parts;
}
const render = (body: string, values: FieldValues) => renderTemplate(parts(body), values);

describe('a text with codes', () => {
  test('says what the records say', () => {
    const values = { customerFirstName: 'Dana', window: '9:00 AM to 11:00 AM' };
    expect(render('Hi {{customerFirstName}}: {{window}}. {{customerFirstName}}?', values)).toEqual({
      ok: true,
      body: 'Hi Dana: 9:00 AM to 11:00 AM. Dana?',
    });
  });

  test('can not be given another code by what a record says', () => {
    const values = { customerName: '{{businessName}} {{', businessName: 'Acme' };
    expect(render('Hi {{customerName}}', values)).toEqual({
      ok: true,
      body: 'Hi {{businessName}} {{',
    });
    expect(render('{{customerName}}date}}', { customerName: '{{' })).toMatchObject({
      body: '{{date}}',
    });
  });

  test.each([
    '{{date}}',
    '{{job.date}}',
    '{{constructor}}',
    '${date}',
    '{{ {{date}} }}',
    '}}',
    '$&',
  ])('takes a customer named %s by that name', (customerName) => {
    expect(render('Hi {{customerName}}, {{date}}', { customerName, date: 'Tuesday' })).toEqual({
      ok: true,
      body: `Hi ${customerName}, Tuesday`,
    });
  });

  test('is not cut, and then too long to be sent', () => {
    const customerName = 'Dana '.repeat(2_048);
    const rendered = render('Hi {{customerName}}', { customerName });
    expect(rendered).toEqual({ ok: true, body: `Hi ${customerName.trim()}` });
    expect(rendered.ok && checkBody(rendered.body)).toMatchObject({ code: 'body_too_long' });
  });

  test.each(['\n', ' ', '\u202e', '\u200b', '\0 \t'])('holds no 10 KB of %j', (piece) => {
    expect(render('Hi {{customerName}}', { customerName: piece.repeat(10_240) })).toEqual({
      ok: false,
      empty: ['customerName'],
    });
  });

  test('takes nothing from what every object has', () => {
    const values = Object.create({ date: undefined }) as FieldValues;
    expect(render('{{date}}', values)).toEqual({ ok: false, empty: ['date'] });
    expect(render('{{date}}', { __proto__: null, date: 'Tue' } as FieldValues)).toMatchObject({
      body: 'Tue',
    });
  });

  test.each([
    ['absent', undefined],
    ['null', null],
    ['nothing', ''],
    ['blank', ' \n\t '],
    ['invisible', '\u200b\u2060'],
    ['a turn of direction', '\u202e'],
  ])('is not made where a value is %s', (_, customerName) => {
    expect(render('Hi {{customerName}}, {{date}}', { customerName, date: 'Tue' })).toEqual({
      ok: false,
      empty: ['customerName'],
    });
  });

  test('names every empty code, each once', () => {
    expect(render('{{date}} {{time}} {{date}}', {})).toEqual({
      ok: false,
      empty: ['date', 'time'],
    });
  });

  test.each([
    ['a line break', 'Dana\r\nWhitfield', 'Dana Whitfield'],
    ['controls', 'Da\0na\u0007', 'Da na'],
    ['a no-break space', 'Dana\u00a0Whitfield', 'Dana Whitfield'],
    ['an override of direction', 'Dana\u202e\u2066x', 'Danax'],
    ['half a character', 'Dana\ud83d', 'Dana\ufffd'],
    ['the other half', '\udd27Dana', '\ufffdDana'],
    ['both halves the wrong way round', 'Da\udd27\ud83dna', 'Da\ufffd\ufffdna'],
    ['nothing but half a character', '\ud83d', '\ufffd'],
    ['embedded directions', '\u202aDana\u202c \u2067Whitfield\u2069', 'Dana Whitfield'],
    ['escape and next line', 'Da\u001b\u0085na', 'Da na'],
    ['an emoji of several', '👩\u200d🔧 Dana', '👩\u200d🔧 Dana'],
  ])('takes a value with %s as one line of text', (_, customerName, body) => {
    expect(render('{{customerName}}', { customerName })).toEqual({ ok: true, body });
  });
});

test('whatever the records say, a text says it or is not made, and never "undefined"', () => {
  const codes = fieldCodes.map(({ code }) => code);
  const part = fc.oneof(
    fc.string().map((text): TemplatePart => ({ text: text.replaceAll('undefined', '') })),
    fc.constantFrom(...codes).map((code): TemplatePart => ({ code })),
  );
  const value = fc.option(fc.string({ unit: 'binary' }), { nil: null });
  const values = fc.dictionary(fc.constantFrom(...codes), value);
  fc.assert(
    fc.property(fc.array(part), values, (written, given) => {
      const known = Object.entries(given).map(([code, text]) => [
        code,
        text?.replaceAll('undefined', ''),
      ]);
      const rendered = renderTemplate(written, Object.fromEntries(known) as FieldValues);
      if (rendered.ok) return !rendered.body.includes('undefined') || written.length > 1;
      return rendered.empty.every((code: FieldCode) =>
        written.some((p) => 'code' in p && p.code === code),
      );
    }),
  );
});
