import { describe, expect, test } from '@jest/globals';
import type { QuietHours } from './quiet-hours.js';
import { isOpen, nextOpening } from './window.js';

const hours = (from: string, to: string, sunday: QuietHours['sunday'] = null): QuietHours => ({
  from,
  to,
  sunday,
});
const next = (quietHours: QuietHours, zones: readonly string[], at: string): string | undefined => {
  const windows = zones.map((zone) => ({ zone, hours: quietHours }));
  const opens = nextOpening(windows, Date.parse(at));
  return opens === undefined ? undefined : new Date(opens).toISOString().slice(0, 16);
};
const NEW_YORK = ['America/New_York'];

describe('a window', () => {
  test('opens in the minute it says and closes before the one it says', () => {
    const window = { zone: 'America/New_York', hours: hours('08:00', '21:00') };
    const open = (at: string): boolean => isOpen(window, Date.parse(at));
    expect(open('2026-11-23T12:59:59.999Z')).toBe(false);
    expect(open('2026-11-23T13:00:00.000Z')).toBe(true);
    expect(open('2026-11-24T01:59:59.999Z')).toBe(true);
    expect(open('2026-11-24T02:00:00.000Z')).toBe(false);
  });

  test('may last until midnight', () => {
    const evening = hours('18:00', '24:00');
    expect(next(evening, NEW_YORK, '2026-11-24T04:59:59Z')).toBe('2026-11-24T04:59');
    expect(next(evening, NEW_YORK, '2026-11-24T05:00:00Z')).toBe('2026-11-24T23:00');
  });

  test('is open always from midnight to midnight', () => {
    const always = hours('00:00', '24:00');
    for (const at of ['2026-03-08T07:00:00Z', '2026-11-01T05:59:59Z', '2026-11-22T05:00:00Z'])
      expect(next(always, NEW_YORK, at)).toBe(at.slice(0, 16));
  });

  test('that opens in the hour the clocks leave out opens when they go on', () => {
    expect(next(hours('02:30', '21:00'), NEW_YORK, '2026-03-08T06:00:00Z')).toBe(
      '2026-03-08T07:00',
    );
    expect(next(hours('02:10', '02:50'), NEW_YORK, '2026-03-08T06:00:00Z')).toBe(
      '2026-03-09T06:10',
    );
  });

  test('in the hour the clocks repeat is open twice', () => {
    const short = hours('01:10', '01:20');
    expect(next(short, NEW_YORK, '2026-11-01T04:00:00Z')).toBe('2026-11-01T05:10');
    expect(next(short, NEW_YORK, '2026-11-01T05:20:00Z')).toBe('2026-11-01T06:10');
    expect(next(short, NEW_YORK, '2026-11-01T06:20:00Z')).toBe('2026-11-02T06:10');
  });

  test('may be another on Sundays, or none', () => {
    const texan = hours('09:00', '21:00', { from: '12:00', to: '21:00' });
    expect(next(texan, ['America/Chicago'], '2026-11-22T14:00:00Z')).toBe('2026-11-22T18:00');
    const never = hours('09:00', '21:00', { from: '00:00', to: '00:00' });
    expect(next(never, ['America/Chicago'], '2026-11-22T14:00:00Z')).toBe('2026-11-23T15:00');
  });

  test('of several zones opens when the last of them does', () => {
    const both = ['America/New_York', 'America/Chicago'];
    expect(next(hours('08:00', '21:00'), both, '2026-11-23T13:00:00Z')).toBe('2026-11-23T14:00');
    expect(next(hours('08:00', '08:30'), both, '2026-11-23T13:00:00Z')).toBeUndefined();
    expect(next(hours('08:00', '09:30'), both, '2026-11-23T14:30:00Z')).toBe('2026-11-24T14:00');
  });

  test('that is upside down never opens', () => {
    expect(next(hours('21:00', '08:00'), NEW_YORK, '2026-11-23T13:00:00Z')).toBeUndefined();
  });
});
