import { describe, expect, test } from '@jest/globals';
import { IdPipe } from './ref.js';

describe('an id in a path', () => {
  const pipe = new IdPipe('user');
  const id = '7c9e6679-7425-50de-944b-e07fc1f90ae7';

  test('is one and the same however it is written', () => {
    expect(pipe.transform(id.toUpperCase())).toBe(id);
  });

  test.each(['', 'x', `${id}0`, `ext:${id}`])('that can be none is not there: %s', (text) => {
    expect(() => pipe.transform(text)).toThrow(expect.objectContaining({ code: 'not_found' }));
  });
});
