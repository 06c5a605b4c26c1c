import { expect, test } from '@jest/globals';
import { isDue, nextAskMs, scheduleOf } from './reconcile.schedule.js';

const MINUTE_MS = 60_000;
const schedule = scheduleOf({
  reconcileAfterSeconds: '60,300,900,3600',
  messageValiditySeconds: 4 * 60 * 60,
  reconcileMarginSeconds: 15 * 60,
});

test('asks after 1, 5, 15 and 60 minutes, then each hour until validity and margin are over', () => {
  const minutes = schedule.asksMs.map((ask) => ask / MINUTE_MS);
  expect(minutes.slice(0, 8)).toEqual([1, 5, 15, 60, 120, 180, 240, 255]);
  expect(schedule.settledMs).toBe(255 * MINUTE_MS);
});

test('looks for what was given up now and then, beyond the day after which its hold is voided', () => {
  const late = schedule.asksMs.filter((ask) => ask > schedule.settledMs);
  expect(late).toHaveLength(10);
  expect(Math.max(...late)).toBeGreaterThan(schedule.settledMs + 24 * 60 * MINUTE_MS);
});

test('the next ask is the first that is still to come; an outage skips some and repeats none', () => {
  expect(nextAskMs(schedule, 0)).toBe(MINUTE_MS);
  expect(nextAskMs(schedule, MINUTE_MS)).toBe(5 * MINUTE_MS);
  expect(nextAskMs(schedule, 100 * MINUTE_MS)).toBe(120 * MINUTE_MS);
  expect(nextAskMs(schedule, schedule.asksMs.at(-1) ?? 0)).toBeNull();
});

test('nobody asks before the first delay', () => {
  expect([isDue(schedule, MINUTE_MS - 1), isDue(schedule, MINUTE_MS)]).toEqual([false, true]);
});

test('delays beyond the validity are passed over', () => {
  const short = scheduleOf({
    reconcileAfterSeconds: '1,60',
    messageValiditySeconds: 5,
    reconcileMarginSeconds: 1,
  });
  expect(short.asksMs.slice(0, 3)).toEqual([1_000, 6_000, 12_000]);
});
