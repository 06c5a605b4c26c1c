import { describe, expect, test } from '@jest/globals';
import { newId } from '@fieldline/contracts';
import fc from 'fast-check';
import { shardOf } from './shard.js';

describe('shardOf', () => {
  // From the FNV authors' test vectors: a changed hash would put the keys of a live system in other shards.
  test.each([
    ['', 0x811c9dc5],
    ['a', 0xe40c292c],
    ['b', 0xe70c2de5],
    ['foobar', 0xbf9cf968],
  ])('is FNV-1a of %j', (key, hash) => {
    expect(shardOf(key, 2 ** 32)).toBe(hash);
    expect(shardOf(key, 16)).toBe(hash % 16);
  });

  test('is the same for the same key and always one of them', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 64 }), (key, count) => {
        const shard = shardOf(key, count);
        expect(shard).toBe(shardOf(key, count));
        expect(Number.isInteger(shard) && shard >= 0 && shard < count).toBe(true);
      }),
    );
  });

  test('spreads ids of one moment, which differ in their ends alone, evenly', () => {
    const sizes = Array.from({ length: 16 }, () => 0);
    for (let made = 0; made < 16_000; made++) {
      const shard = shardOf(newId(), 16);
      sizes[shard] = (sizes[shard] ?? 0) + 1;
    }
    expect(Math.min(...sizes)).toBeGreaterThan(800);
    expect(Math.max(...sizes)).toBeLessThan(1_200);
  });
});
