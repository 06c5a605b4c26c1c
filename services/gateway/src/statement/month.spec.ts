import { describe, expect, test } from '@jest/globals';
import { isMonth, monthAt, monthIn } from './month.js';

describe('a month', () => {
  test.each([
    ['America/Chicago', '2026-07', '2026-07-01T05:00:00.000Z', '2026-08-01T05:00:00.000Z'],
    // Clocks go back on the first of November: a day of 25 hours.
    ['America/Chicago', '2026-11', '2026-11-01T05:00:00.000Z', '2026-12-01T06:00:00.000Z'],
    ['America/Chicago', '2026-03', '2026-03-01T06:00:00.000Z', '2026-04-01T05:00:00.000Z'],
    ['UTC', '2026-12', '2026-12-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
    ['Pacific/Kiritimati', '2026-01', '2025-12-31T10:00:00.000Z', '2026-01-31T10:00:00.000Z'],
    ['Asia/Kathmandu', '2026-02', '2026-01-31T18:15:00.000Z', '2026-02-28T18:15:00.000Z'],
    ['America/Phoenix', '2024-02', '2024-02-01T07:00:00.000Z', '2024-03-01T07:00:00.000Z'],
    // Here midnight of the first of October 2017 was left out: the day began at one.
    ['America/Asuncion', '2017-10', '2017-10-01T04:00:00.000Z', '2017-11-01T03:00:00.000Z'],
  ])('in %s: %s', (timeZone, name, from, to) => {
    const month = monthIn(timeZone, name);
    expect([month.from.toISOString(), month.to.toISOString()]).toEqual([from, to]);
    expect(monthAt(month.from, timeZone)).toBe(name);
    expect(monthAt(new Date(month.from.getTime() - 1), timeZone) < name).toBe(true);
  });

  test.each(['America/St_Johns', 'America/Chicago', 'America/Asuncion', 'Asia/Beirut'])(
    'ends where the next begins, in %s, for thirty years',
    (timeZone) => {
      let end: Date | undefined;
      for (let count = 0; count < 360; count += 1) {
        const name = `${2000 + Math.floor(count / 12)}-${String((count % 12) + 1).padStart(2, '0')}`;
        const { from, to } = monthIn(timeZone, name);
        if (end) expect(from).toEqual(end);
        end = to;
        const days = (to.getTime() - from.getTime()) / 86_400_000;
        expect(days).toBeGreaterThan(27.9);
        expect(days).toBeLessThan(31.1);
      }
    },
  );

  test('is of the clock on the wall', () => {
    const midnight = new Date('2026-11-01T04:59:59.999Z');
    expect(monthAt(midnight, 'America/Chicago')).toBe('2026-10');
    expect(monthAt(midnight, 'America/New_York')).toBe('2026-11');
  });

  test.each([
    '2026-13',
    '2026-00',
    '26-1',
    '2026-1',
    '202611',
    '2026-11-01',
    ' 2026-11',
    '',
    'NaN',
  ])('is not %p', (text) => expect(isMonth(text)).toBe(false));
});
