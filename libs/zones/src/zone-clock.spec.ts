import { describe, expect, test } from '@jest/globals';
import { offsetAt, onClock } from './zone-clock.js';

describe('the clocks of a zone', () => {
  test.each([
    ['America/St_Johns', '2026-11-23T12:00:00Z', '08:30'],
    ['America/Phoenix', '2026-07-15T12:00:00Z', '05:00'],
    ['Asia/Kathmandu', '2026-07-15T12:00:00Z', '17:45'],
    ['Etc/UTC', '2026-07-15T12:00:00Z', '12:00'],
  ])('of %s at %s say %s', (zone, at, time) => {
    expect(onClock(zone, Date.parse(at))).toBe(time);
  });

  test('are set in the minute in which they are set', () => {
    const set = Date.parse('2026-03-08T07:00:00Z');
    expect(offsetAt('America/New_York', set - 1)).toBe(-5 * 3_600_000);
    expect(offsetAt('America/New_York', set)).toBe(-4 * 3_600_000);
    const half = Date.parse('2026-03-08T05:30:00Z');
    expect(offsetAt('America/St_Johns', half - 1)).toBe(-3.5 * 3_600_000);
    expect(offsetAt('America/St_Johns', half)).toBe(-2.5 * 3_600_000);
  });

  test('kept seconds before there were zones', () => {
    expect(offsetAt('Africa/Monrovia', Date.parse('1970-01-01T00:00:00Z'))).toBe(-2_670_000);
  });

  test('go on after a zone that is none', () => {
    expect(() => offsetAt('Mars/Phobos', 0)).toThrow(RangeError);
    expect(onClock('America/Chicago', 0)).toBe('18:00');
  });
});
