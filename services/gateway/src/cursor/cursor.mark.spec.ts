import { expect, test } from '@jest/globals';
import { bindCursor, unbindCursor } from './cursor.mark.js';

const list = { tenantId: 'acme', url: '/v1/contacts?q=dana&limit=2' };
const cursor = bindCursor('W10', list);

test.each(['/v1/contacts?q=dana', `/v1/contacts?cursor=${cursor}&limit=50&q=dana`])(
  'a cursor goes on in its list: %s',
  (url) => expect(unbindCursor(cursor, { ...list, url })).toBe('W10'),
);

test('the order of the filters is nobody’s concern', () => {
  const url = '/v1/messages?status=sent&user=u-1';
  const other = '/v1/messages?user=u-1&status=sent';
  expect(unbindCursor(bindCursor('W10', { ...list, url }), { ...list, url: other })).toBe('W10');
});

test.each([
  ['another filter', { ...list, url: '/v1/contacts?q=ben' }],
  ['no filter', { ...list, url: '/v1/contacts' }],
  ['another list', { ...list, url: '/v1/employees?q=dana' }],
  ['another business', { ...list, tenantId: 'other' }],
  ['no business', { ...list, tenantId: null }],
])('and not in that of %s', (_, other) => {
  expect(() => unbindCursor(cursor, other)).toThrow(
    expect.objectContaining({
      code: 'invalid_request',
      errors: [expect.objectContaining({ field: 'cursor' })],
    }),
  );
});

test.each(['', 'W10', '.', `${cursor.slice(0, 11)}W10`])('%j was bound to no list', (forged) => {
  expect(() => unbindCursor(forged, list)).toThrow(
    expect.objectContaining({ code: 'invalid_request' }),
  );
});
