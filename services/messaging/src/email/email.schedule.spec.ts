import { expect, test } from '@jest/globals';
import { nextAttemptAt } from './email.schedule.js';

const created = new Date('2026-11-22T12:00:00Z');
const pauseOf = (attempts: number): number =>
  (nextAttemptAt(attempts, created, created)!.getTime() - created.getTime()) / 1_000;

test('each pause is twice the last, up to an hour', () => {
  expect([1, 2, 3, 4, 8, 9, 20].map(pauseOf)).toEqual([30, 60, 120, 240, 3_600, 3_600, 3_600]);
});

test('after four hours it is tried no more', () => {
  const late = new Date('2026-11-22T15:59:00Z');
  expect(nextAttemptAt(1, created, late)).toEqual(new Date('2026-11-22T15:59:30Z'));
  expect(nextAttemptAt(9, created, late)).toBeUndefined();
  expect(nextAttemptAt(1, created, new Date('2026-11-22T16:00:00Z'))).toBeUndefined();
});
