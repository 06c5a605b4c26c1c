import { expect, test } from '@jest/globals';
import { refuseUnstorableText } from './storable-text.js';

test.each([{ name: 'a\0b' }, { name: 'a\ud800b' }, ['fine', 'a\udc00']])(
  '%j is refused',
  (object) => {
    expect(() => refuseUnstorableText(object)).toThrow(
      expect.objectContaining({ code: 'invalid_request' }),
    );
  },
);

test('text is text, in any script; a body has rules of its own', () => {
  expect(() => refuseUnstorableText({ name: 'Zoë 🚿 李', body: 'a\0b', age: 3 })).not.toThrow();
});
