import { describe, expect, test } from '@jest/globals';
import {
  conversationIdOf,
  derivedId,
  externalIdOf,
  isId,
  newId,
  parseRef,
  recipientIdOf,
  writeIdOf,
} from './ids.js';

const tenantId = 'a3bb189e-8bf9-5888-9912-ace4e6543002';
const ours = '+13125550123';
const theirs = '+13125550188';

describe('a derived id', () => {
  // Rows lie in databases under these ids: if one changes, a natural key gets a second row.
  test.each([
    ['recipient', recipientIdOf(tenantId, theirs), '273f7ac1-9cdb-5449-b10b-150965935478'],
    [
      'conversation',
      conversationIdOf(tenantId, ours, theirs),
      '296220e5-9cc3-5eda-ab09-1339548fd7a7',
    ],
    ['write', writeIdOf(tenantId, 'message.send', 'key-1'), '3d162aad-4f61-5785-bca6-9daa87bbb13c'],
    [
      'contact',
      externalIdOf('contact', tenantId, 'C-1042'),
      '437c85a7-332a-5c95-8d30-2d155f8c5a76',
    ],
    ['kind without parts', derivedId('kind'), '3276cca0-16e2-531e-867d-f1d2e56a4d79'],
  ])('of a %s is what it was', (_, id, pinned) => {
    expect(id).toBe(pinned);
  });

  test('differs by kind, by business, by order and by where the parts are cut', () => {
    const ids = [
      derivedId('a', 'b', 'c'),
      derivedId('b', 'b', 'c'),
      derivedId('a', 'c', 'b'),
      derivedId('a', 'bc'),
      derivedId('a', 'b,c'),
      derivedId('a', 'b","c'),
      derivedId('ab', 'c'),
    ];
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every(isId)).toBe(true);
  });
});

describe('a new id', () => {
  test('is a UUIDv7, and sorts after those before it', () => {
    const ids = Array.from({ length: 1_000 }, newId);
    expect(ids[0]).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe("a record's name", () => {
  test('is our id or ext: and theirs', () => {
    expect(parseRef(tenantId)).toEqual({ id: tenantId });
    expect(parseRef('ext:C-1042')).toEqual({ externalId: 'C-1042' });
    expect(parseRef('ext:ext:1')).toEqual({ externalId: 'ext:1' });
    expect(parseRef(`ext:${tenantId}`)).toEqual({ externalId: tenantId });
  });

  test.each(['', 'ext:', 'EXT:1', 'C-1042', `${tenantId} `])('is not %j', (text) => {
    expect(parseRef(text)).toBeUndefined();
  });

  test.each([undefined, null, 7, {}, 'C-1042'])('isId refuses %p', (value) => {
    expect(isId(value)).toBe(false);
  });
});
