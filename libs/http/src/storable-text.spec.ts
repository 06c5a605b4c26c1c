import { expect, test } from '@jest/globals';
import { unstorableText } from './storable-text.js';

test.each([{ name: 'a\0b' }, { name: 'a\ud800b' }, ['fine', 'a\udc00']])(
  '%j is refused',
  (object) => {
    expect(unstorableText(object)).toHaveLength(1);
  },
);

test('each field is named', () => {
  const fields = unstorableText({ name: 'a\0', class: 'b', address: '\ud800' });
  expect(fields.map(({ field }) => field)).toEqual(['name', 'address']);
});

test('text is text, in any script; a body has rules of its own', () => {
  expect(unstorableText({ name: 'Zoë 🚿 李', body: 'a\0b', age: 3 })).toEqual([]);
});
