import { expect, test } from '@jest/globals';
import { checkTemplate } from './check-template.js';

test.each([
  ['Reply CANCEL to cancel your visit', 'CANCEL'],
  ['Hi {{customerFirstName}}, reply END to end your plan', 'END'],
  ['{{date}} at {{time}}: text QUIT if you cannot make it', 'QUIT'],
  ['Reply STOP to move your appointment', 'STOP'],
  ['Reply "stop" to reschedule {{date}}', 'stop'],
])('%s is refused by its word', (body, word) => {
  expect(checkTemplate(body)).toEqual({ ok: false, code: 'keyword_in_template', word });
});

test.each([
  'Reply STOP to opt out',
  'See you {{date}}. Call us to cancel',
  'Call {{businessPhone}} to cancel or to end your plan.',
  'Reply C to confirm {{date}}, {{window}}. Reply STOP to opt out.',
])('%s may be kept', (body) => {
  expect(checkTemplate(body).ok).toBe(true);
});

test.each([
  '{{constructor}}',
  '{{__proto__}}',
  '{{toString}}',
  '{{hasOwnProperty}}',
  '{{ {{date}} }}',
  '{{{{date}}}}',
  '{{customer.name}}',
  '{{this}}',
  '{{date | upcase}}',
  '{{#date}}x{{/date}}',
  '{{date',
])('%s is no code that is known', (body) => {
  expect(checkTemplate(body)).toMatchObject({ ok: false, code: 'unknown_field_code' });
});

test('what other languages take for a code is text', () => {
  const body = '${date} <%= date %> {% date %} #{date} ${{date}}';
  expect(checkTemplate(body)).toEqual({
    ok: true,
    parts: [{ text: '${date} <%= date %> {% date %} #{date} $' }, { code: 'date' }],
  });
});

test.each([
  ['', 'body_empty'],
  ['\u200b \n', 'body_empty'],
  ['half \ud83d', 'body_malformed'],
  ['NUL \0', 'body_malformed'],
  ['x'.repeat(1_601), 'body_too_long'],
  ['{{nope}}'.repeat(201), 'body_too_long'],
])('%j is refused as a body is', (body, code) => {
  expect(checkTemplate(body)).toMatchObject({ ok: false, code });
});
