import { expect, test } from '@jest/globals';
import { lookInMs, retryInMs } from './saga.schedule.js';

test('whoever isn’t answered waits longer each time, up to ten minutes', () => {
  expect([1, 2, 3, 4].map(retryInMs)).toEqual([1_000, 2_000, 4_000, 8_000]);
  expect(retryInMs(1_000)).toBe(600_000);
});

test('a review is looked at soon at first, then at the set interval', () => {
  const look = (sinceMs: number) => lookInMs('in_review', sinceMs, 300_000);
  expect([0, 500, 4_000, 299_000, 10_000_000].map(look)).toEqual([
    200, 500, 4_000, 299_000, 300_000,
  ]);
  expect(lookInMs('needs_otp', 2_000, 300_000)).toBe(2_000);
});

test('what is approved is looked at daily, what was turned down not at all', () => {
  expect(lookInMs('approved', 0, 300_000)).toBe(86_400_000);
  expect(lookInMs('suspended', 0, 300_000)).toBe(300_000);
  expect(lookInMs('rejected', 0, 300_000)).toBeNull();
  expect(lookInMs('needs_form', 0, 300_000)).toBeNull();
});
