import { describe, expect, test } from '@jest/globals';
import { validate } from 'class-validator';
import { IsZone } from './zone.js';

class Site {
  @IsZone() timeZone!: unknown;
}

const faultsOf = (timeZone: unknown) => validate(Object.assign(new Site(), { timeZone }));

describe('a zone', () => {
  test.each(['America/Chicago', 'America/St_Johns', 'UTC'])('may be %s', async (zone) => {
    expect(await faultsOf(zone)).toEqual([]);
  });

  test.each(['+05:00', '-06:00', 'PST', 'CST', 'Mars/Olympus', '', null, 7, ['UTC']])(
    'may not be %j',
    async (zone) => {
      const [fault] = await faultsOf(zone);
      expect(fault?.constraints).toEqual({
        isZone: 'timeZone must be a zone like America/Chicago',
      });
    },
  );
});
