/** The storm is worth what it finds: bugs that others have had, planted one by one, and what it calls them. */
import { describe, expect, test } from '@jest/globals';
import { storm } from './storm/kill-storm.js';
import { sound } from './storm/craft.js';
import { plantedBugs } from './storm/planted.js';
import { kafkaUnavailable, transports } from './transports.js';

const FEW = { seed: 11, kills: 12, seconds: 5 };

describe.each(transports)('on the $name transport', (transport) => {
  test.each(plantedBugs)('the storm finds $name', async ({ craft, faults, expected }) => {
    const { violations } = await storm(transport, { ...FEW, craft, faults, quietMs: 3_000 });
    expect(violations.map(({ wrong }) => wrong)).toContain(expected);
  });

  test('and nothing of the kind without them', async () => {
    const faults = plantedBugs.flatMap((bug) => bug.faults);
    const { violations } = await storm(transport, { ...FEW, craft: sound, faults });
    expect(violations).toEqual([]);
  });
});

if (kafkaUnavailable) test.skip(`on the kafka transport: ${kafkaUnavailable}`, () => undefined);
