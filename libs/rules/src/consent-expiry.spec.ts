import { expect, test } from '@jest/globals';
import { consentExpiry } from './index.js';

test.each([
  ['purchase', '2024-11-23T10:30:00.000Z', '2026-11-23T10:30:00.000Z'],
  ['inquiry', '2026-05-23T10:30:00.000Z', '2026-11-23T10:30:00.000Z'],
  ['inquiry', '2026-08-31T00:00:00.000Z', '2027-02-28T00:00:00.000Z'],
  ['inquiry', '2027-08-31T23:59:59.999Z', '2028-02-29T23:59:59.999Z'],
  ['purchase', '2024-02-29T12:00:00.000Z', '2026-02-28T12:00:00.000Z'],
  ['inquiry', '2026-10-31T12:00:00.000Z', '2027-04-30T12:00:00.000Z'],
] as const)('consent by %s of %s ends %s', (reason, obtained, ends) => {
  const obtainedAt = new Date(obtained);
  expect(consentExpiry(reason, obtainedAt).toISOString()).toBe(ends);
  expect(obtainedAt.toISOString()).toBe(obtained);
});
