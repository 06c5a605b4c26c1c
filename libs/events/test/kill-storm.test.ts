/**
 * Whatever dies, every step that was committed has one effect in each group, in order. By hand:
 * `STORM_KILLS=2000 STORM_SECONDS=480 npm test -- --selectProjects service --testPathPatterns kill-storm`.
 */
import { describe, expect, test } from '@jest/globals';
import { storm } from './storm/kill-storm.js';
import { killProcesses } from './storm/processes.js';
import { kafkaUnavailable, transports } from './transports.js';

const seconds = Number(process.env['STORM_SECONDS'] ?? 30);
const kills = Number(process.env['STORM_KILLS'] ?? 300);
const saidPerRound = Number(process.env['STORM_SAID'] ?? 12);
const seed = Number(process.env['STORM_SEED'] ?? Date.now() % 1_000_000);

describe.each(transports)('on the $name transport', (transport) => {
  test(
    'a storm of deaths loses, doubles and disorders nothing',
    async () => {
      const report = await storm(transport, { seed, kills, seconds, saidPerRound });
      const replay = `STORM_SEED=${seed} STORM_KILLS=${report.kills} STORM_SAID=${saidPerRound}`;
      console.info(`${transport.name}: ${JSON.stringify({ seed, ...report })}`);
      expect({ replay, violations: report.violations }).toEqual({ replay, violations: [] });
      expect(report.kills).toBeGreaterThanOrEqual(Math.min(kills, seconds / 10));
    },
    (seconds + 120) * 1_000,
  );

  test(
    'nor do processes that SIGKILL ends at any of their steps',
    async () => {
      const lives = { seed, kills: Math.ceil(kills / 25), seconds: seconds / 2 };
      const report = await killProcesses(transport, lives);
      const replay = `STORM_SEED=${seed}`;
      console.info(`${transport.name}: ${JSON.stringify({ seed, processes: report })}`);
      expect({ replay, violations: report.violations }).toEqual({ replay, violations: [] });
      expect(report.kills).toBeGreaterThanOrEqual(Math.min(lives.kills, 3));
    },
    (seconds + 120) * 1_000,
  );
});

if (kafkaUnavailable) test.skip(`on the kafka transport: ${kafkaUnavailable}`, () => undefined);
