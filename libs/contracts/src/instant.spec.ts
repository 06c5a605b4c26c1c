import { describe, expect, test } from '@jest/globals';
import { parseInstant, parseInstantOrDate } from './instant.js';

describe('an instant', () => {
  test.each([
    ['2026-12-01T15:00:00Z', '2026-12-01T15:00:00.000Z'],
    ['2026-12-01T15:00Z', '2026-12-01T15:00:00.000Z'],
    ['2026-12-01T09:00:00.5-06:00', '2026-12-01T15:00:00.500Z'],
    ['2026-12-01T09:00:00-0600', '2026-12-01T15:00:00.000Z'],
  ])('%s is a moment', (text, moment) => {
    expect(parseInstant(text)?.toISOString()).toBe(moment);
  });

  test.each([
    '2026-12-01T15:00:00',
    '2026-12-01',
    '2026-W49-2',
    '2026-13-01T00:00:00Z',
    'noon',
    '',
  ])('%p is none', (text) => {
    expect(parseInstant(text)).toBeUndefined();
  });

  test('a bare date is its midnight in UTC where dates are taken', () => {
    expect(parseInstantOrDate('2026-12-01')?.toISOString()).toBe('2026-12-01T00:00:00.000Z');
    expect(parseInstantOrDate('2026-12-01T15:00:00')).toBeUndefined();
  });
});
