import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { firstLink, rootOf } from './seal.root.js';

const TENANT = 'a3bb189e-8bf9-5888-9912-ace4e6543002';
const sealed = {
  previousRoot: '11'.repeat(32),
  day: '2026-11-22',
  table: 'entry',
  rows: 3,
  digest: '22'.repeat(32),
};

describe('a root', () => {
  test('is what anybody can compute from what a seal says', () => {
    const bytes = Buffer.concat([
      Buffer.alloc(32, 0x11),
      Buffer.from('2026-11-22 entry 3\n'),
      Buffer.alloc(32, 0x22),
    ]);
    expect(rootOf(sealed)).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  test.each<Partial<typeof sealed>>([
    { previousRoot: '12'.repeat(32) },
    { day: '2026-11-23' },
    { table: 'draw' },
    { rows: 4 },
    { digest: '23'.repeat(32) },
  ])('is another with %j', (other) => {
    expect(rootOf({ ...sealed, ...other })).not.toBe(rootOf(sealed));
  });
});

test('chains of two businesses, or of two tables, begin apart', () => {
  const links = [
    firstLink(TENANT, 'entry'),
    firstLink(TENANT, 'draw'),
    firstLink(TENANT.replace('a', 'b'), 'entry'),
  ];
  expect(new Set(links).size).toBe(3);
  expect(links[0]).toBe(
    createHash('sha256').update(`fieldline-seal-2 ${TENANT} entry`).digest('hex'),
  );
});
