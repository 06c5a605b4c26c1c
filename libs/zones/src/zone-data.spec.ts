import { describe, expect, test } from '@jest/globals';
import { offsetAt } from './zone-clock.js';
import { OLDEST_ZONE_DATA, requireZoneData, zoneDataVersion } from './zone-data.js';

const refusal = (version: string, complete: boolean) => () =>
  requireZoneData({ version, complete });

describe('the zone data', () => {
  test('of this runtime serve', () => {
    expect(requireZoneData).not.toThrow();
    expect(zoneDataVersion()).toMatch(/^20\d\d[a-z]$/);
  });

  test.each(['2025c', '2026a', '2026b'])('of %s are too old', (version) => {
    expect(refusal(version, true)).toThrow(
      `This runtime's time zones are of ${version}, too old. ` +
        'Run it on a Node with full ICU and zone data 2026c or later.',
    );
  });

  test.each([OLDEST_ZONE_DATA, '2026f', '2027a'])('of %s serve', (version) => {
    expect(refusal(version, true)).not.toThrow();
  });

  test('have to be there, with all of ICU', () => {
    expect(refusal('', true)).toThrow('This runtime has no time zones.');
    expect(refusal('2026c', false)).toThrow('This runtime has only a part of ICU.');
  });

  test.each([
    ['America/Vancouver', -7],
    ['America/Edmonton', -6],
  ])('of the oldest release know that %s sets its clocks no more', (zone, hours) => {
    expect(offsetAt(zone, Date.parse('2026-12-15T18:00:00Z'))).toBe(hours * 3_600_000);
  });
});
