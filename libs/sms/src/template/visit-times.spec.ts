import { describe, expect, test } from '@jest/globals';
import { encodingOf } from '../encoding.js';
import { visitTimes } from './visit-times.js';

const visit = (startsAt: string, endsAt: string | null, timeZone: string) =>
  visitTimes({
    startsAt: new Date(startsAt),
    endsAt: endsAt === null ? null : new Date(endsAt),
    timeZone,
  });

describe('a visit', () => {
  test('is told on the clocks of its own zone', () => {
    expect(visit('2026-12-01T15:00:00Z', '2026-12-01T17:30:00Z', 'America/Chicago')).toEqual({
      date: 'Tuesday, December 1',
      time: '9:00 AM',
      windowStart: '9:00 AM',
      windowEnd: '11:30 AM',
      window: '9:00 AM to 11:30 AM',
    });
    expect(visit('2026-12-01T04:30:00Z', null, 'America/Los_Angeles')).toEqual({
      date: 'Monday, November 30',
      time: '8:30 PM',
      windowStart: null,
      windowEnd: null,
      window: null,
    });
  });

  test.each([
    ['midnight', '2026-12-01T06:00:00Z', '12:00 AM'],
    ['noon', '2026-12-01T18:00:00Z', '12:00 PM'],
    // Clocks go from 2 to 3 on March 8 and from 2 back to 1 on November 1.
    ['the last minute before spring', '2026-03-08T07:59:00Z', '1:59 AM'],
    ['the first minute of spring', '2026-03-08T08:00:00Z', '3:00 AM'],
    ['the hour that comes twice, at first', '2026-11-01T06:30:00Z', '1:30 AM'],
    ['the hour that comes twice, again', '2026-11-01T07:30:00Z', '1:30 AM'],
  ])('at %s', (_, startsAt, time) => {
    expect(visit(startsAt, null, 'America/Chicago').time).toBe(time);
  });

  test('costs no text its cheap alphabet', () => {
    const { date, window } = visit(
      '2026-12-01T15:00:00Z',
      '2026-12-01T17:30:00Z',
      'America/Toronto',
    );
    expect(encodingOf(`${date} ${window}`)).toBe('GSM-7');
    expect(`${date} ${window}`).toMatch(/^[\x20-\x7e]+$/);
  });
});
