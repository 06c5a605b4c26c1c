import { describe, expect, test } from '@jest/globals';
import { dateOf, dayBefore, toInstant } from './wall-clock.js';

const instant = (zone: string, date: string, time: string): string =>
  new Date(toInstant(zone, { date, time })).toISOString().slice(0, 16);

describe('a time on the clocks of a zone', () => {
  test.each([
    ['America/New_York', '2026-11-23', '18:00', '2026-11-23T23:00'],
    ['America/New_York', '2026-07-15', '00:00', '2026-07-15T04:00'],
    ['America/St_Johns', '2026-12-31', '23:59', '2027-01-01T03:29'],
    ['Asia/Kathmandu', '2028-02-29', '05:44', '2028-02-28T23:59'],
    ['Pacific/Kiritimati', '2026-11-23', '12:00', '2026-11-22T22:00'],
  ])('%s, %s %s is %s', (zone, date, time, at) => {
    expect(instant(zone, date, time)).toBe(at);
  });

  test.each([
    ['America/New_York', '2026-03-08', '01:59', '2026-03-08T06:59'],
    ['America/New_York', '2026-03-08', '02:00', '2026-03-08T07:00'],
    ['America/New_York', '2026-03-08', '02:30', '2026-03-08T07:30'],
    ['America/New_York', '2026-03-08', '03:00', '2026-03-08T07:00'],
    ['Australia/Lord_Howe', '2026-10-04', '02:15', '2026-10-03T15:45'],
    // Samoa went over the date line: it left out a day.
    ['Pacific/Apia', '2011-12-30', '12:00', '2011-12-30T22:00'],
  ])('that is left out moves on by as much: %s, %s %s is %s', (zone, date, time, at) => {
    expect(instant(zone, date, time)).toBe(at);
  });

  test.each([
    ['America/New_York', '2026-11-01', '00:59', '2026-11-01T04:59'],
    ['America/New_York', '2026-11-01', '01:00', '2026-11-01T05:00'],
    ['America/New_York', '2026-11-01', '01:59', '2026-11-01T05:59'],
    ['America/New_York', '2026-11-01', '02:00', '2026-11-01T07:00'],
    ['Australia/Lord_Howe', '2026-04-05', '01:45', '2026-04-04T14:45'],
  ])('that comes twice is the first: %s, %s %s is %s', (zone, date, time, at) => {
    expect(instant(zone, date, time)).toBe(at);
  });

  test.each([
    ['2026-02-30', '12:00'],
    ['2026-13-01', '12:00'],
    ['2027-02-29', '12:00'],
    ['26-02-03', '12:00'],
    ['', '12:00'],
    ['2026-02-03', '24:00'],
    ['2026-02-03', '12:60'],
    ['2026-02-03', '9:00'],
    ['2026-02-03', '12:00:00'],
  ])('is refused when there is none: "%s" %s', (date, time) => {
    expect(() => toInstant('America/Chicago', { date, time })).toThrow(/is no (date|time)/);
  });

  test('is refused in a zone that is none', () => {
    expect(() => toInstant('Mars/Phobos', { date: '2026-11-23', time: '12:00' })).toThrow(
      RangeError,
    );
  });
});

describe('a date', () => {
  test.each([
    ['America/Chicago', '2026-12-01T05:59:59.999Z', '2026-11-30'],
    ['America/Chicago', '2026-12-01T06:00:00.000Z', '2026-12-01'],
    ['Pacific/Kiritimati', '2026-12-31T10:00:00Z', '2027-01-01'],
    ['Pacific/Niue', '2027-01-01T10:59:00Z', '2026-12-31'],
  ])('of %s at %s is %s', (zone, at, date) => {
    expect(dateOf(zone, Date.parse(at))).toBe(date);
  });

  test.each([
    ['2026-11-23', '2026-11-22'],
    ['2026-03-09', '2026-03-08'],
    ['2027-01-01', '2026-12-31'],
    ['2028-03-01', '2028-02-29'],
    ['2027-03-01', '2027-02-28'],
    ['2100-03-01', '2100-02-28'],
  ])('before %s is %s', (date, before) => {
    expect(dayBefore(date)).toBe(before);
  });

  test('that is none has none before', () => {
    expect(() => dayBefore('2026-02-30')).toThrow('2026-02-30 is no date');
  });
});
