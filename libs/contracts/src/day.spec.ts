import { describe, expect, test } from '@jest/globals';
import { dayOf, parseDay } from './day.js';

describe('a day', () => {
  test('begins with its midnight in UTC', () => {
    expect(parseDay('2026-11-22')?.toISOString()).toBe('2026-11-22T00:00:00.000Z');
    expect(parseDay('2028-02-29')?.toISOString()).toBe('2028-02-29T00:00:00.000Z');
  });

  test.each([
    ['no calendar has it', '2026-02-29'],
    ['no month has it', '2026-04-31'],
    ['no year has such a month', '2026-13-01'],
    ['it has a time', '2026-11-22T00:00:00Z'],
    ['it is short', '26-11-22'],
    ['its order is another', '22-11-2026'],
    ['it is empty', ''],
    ['there is a line below it', '2026-11-22\n'],
  ])('is none when %s', (_, text) => {
    expect(parseDay(text)).toBeUndefined();
  });

  test('is that of an instant in UTC', () => {
    expect(dayOf(new Date('2026-11-22T23:59:59.999Z'))).toBe('2026-11-22');
    expect(dayOf(new Date('2026-11-22T23:30:00-01:00'))).toBe('2026-11-23');
  });
});
