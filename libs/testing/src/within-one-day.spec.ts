import { expect, test } from '@jest/globals';
import { withinOneDay } from './within-one-day.js';

/** A clock that says this now, and goes on. */
const clockAt = (text: string): (() => number) => {
  const began = Date.now();
  return () => Date.parse(text) + Date.now() - began;
};

test('a day that is long enough is that which it is', async () => {
  expect(await withinOneDay(60_000, clockAt('2026-11-24T23:58:59.000Z'))).toBe('2026-11-24');
  expect(await withinOneDay(60_000, clockAt('2026-11-24T00:00:00.000Z'))).toBe('2026-11-24');
});

test('one that ends too soon is waited out', async () => {
  expect(await withinOneDay(60_000, clockAt('2026-12-31T23:59:59.500Z'))).toBe('2027-01-01');
});
