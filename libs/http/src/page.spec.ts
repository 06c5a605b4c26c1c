import { expect, test } from '@jest/globals';
import { readCursor, toPage } from './index.js';

test('the cursor of a page starts the next; the last page has none', () => {
  const first = toPage([{ id: 3 }, { id: 2 }, { id: 1 }], 2, ({ id }) => [id, 'é']);
  expect(first.items).toEqual([{ id: 3 }, { id: 2 }]);
  expect(readCursor(first.nextCursor!, 2)).toEqual(['2', 'é']);
  expect(toPage([{ id: 1 }], 2, ({ id }) => [id])).toEqual({
    items: [{ id: 1 }],
    nextCursor: null,
  });
  expect(toPage([], 2, () => [])).toEqual({ items: [], nextCursor: null });
  expect(readCursor(undefined, 2)).toEqual([]);
});

test.each(['', 'x', 'W10', 'WzFd', 'WyJhIl0', 'bnVsbA'])('%j is not our cursor', (cursor) => {
  expect(() => readCursor(cursor, 2)).toThrow(expect.objectContaining({ code: 'invalid_request' }));
});
