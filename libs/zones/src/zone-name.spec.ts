import { describe, expect, test } from '@jest/globals';
import { isZone } from './zone-name.js';

describe('the name of a zone', () => {
  test('is any that the runtime lists', () => {
    expect(Intl.supportedValuesOf('timeZone').filter((name) => !isZone(name))).toEqual([]);
  });

  test.each(['UTC', 'Etc/UTC', 'US/Pacific', 'EST5EDT', 'Canada/Newfoundland', 'america/chicago'])(
    'may be an old one or written small: %s',
    (name) => {
      expect(isZone(name)).toBe(true);
    },
  );

  test.each(['+05:00', '-0330', '+05', '-00:00'])('is no offset: %s', (name) => {
    expect(isZone(name)).toBe(false);
  });

  test.each(['PST', 'CST', 'ist', 'SystemV/EST5', 'US/Pacific-New'])(
    'is none of those that only ICU has: %s',
    (name) => {
      expect(isZone(name)).toBe(false);
    },
  );

  test.each(['', ' ', 'Chicago', 'Mars/Phobos', 'America/Chicago ', 'America', '__proto__', 'Z'])(
    'is no word: "%s"',
    (name) => {
      expect(isZone(name)).toBe(false);
    },
  );
});
