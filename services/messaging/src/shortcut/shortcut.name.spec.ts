import { expect, test } from '@jest/globals';
import { shortcutNameOf } from './shortcut.name.js';

test.each([
  ['ETA', 'eta'],
  ['on-our-way_2', 'on-our-way_2'],
  ['À-bientôt', 'à-bientôt'],
  ['a\u0300', 'à'],
  ['می\u200cآییم', 'می\u200cآییم'],
  ['x'.repeat(50), 'x'.repeat(50)],
])('%j is the shortcut %j', (written, name) => {
  expect(shortcutNameOf(written)).toBe(name);
});

test.each([
  '',
  ' ',
  'two words',
  'a/b',
  'a.b',
  'x'.repeat(51),
  'a\0',
  '\ud83d',
  '{{date}}',
  '🙂',
  'e\u034fta',
  'eta\ufe0f',
  '\u3164',
  'e\u200cta',
])('%j is no name', (written) => {
  expect(() => shortcutNameOf(written)).toThrow(
    expect.objectContaining({ code: 'invalid_request' }),
  );
});
