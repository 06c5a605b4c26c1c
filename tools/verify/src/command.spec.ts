import { describe, expect, test } from '@jest/globals';
import { readCommand } from './command.js';

describe('the command line', () => {
  test('names databases, a simulator and how to look', () => {
    const args = ['--database', 'postgres://a', '--database', 'postgres://b', '--at-rest'];
    const more = ['--simulator', 'http://s/', '--grace', '30', '--tenant', 't', '--json'];
    expect(readCommand([...args, ...more])).toEqual({
      databaseUrls: ['postgres://a', 'postgres://b'],
      simulatorUrl: 'http://s',
      how: { atRest: true, graceMs: 30_000, tenantIds: ['t'] },
      json: true,
      help: false,
    });
  });

  test.each([
    ['30s', 30_000],
    ['5m', 300_000],
    ['1h', 3_600_000],
    ['2d', 172_800_000],
  ])('looks again every %s', (every, everyMs) => {
    expect(readCommand(['--every', every])).toMatchObject({ databaseUrls: [], everyMs });
  });

  test('leaves old messages alone', () => {
    expect(readCommand(['--recent', '3d']).how.recentMs).toBe(3 * 86_400_000);
  });

  test('hashes the rows of the last sealed days anew when it looks again and again', () => {
    const sealedMs = (...args: string[]) => readCommand(args).how.sealedMs;
    expect(sealedMs()).toBeUndefined();
    expect(sealedMs('--every', '5m')).toBe(3 * 86_400_000);
    expect(sealedMs('--every', '5m', '--recent', '7d')).toBe(7 * 86_400_000);
    expect(sealedMs('--recent', '12h')).toBe(43_200_000);
  });

  test('looks at some invariants only', () => {
    const only = ['--only', 'billing.balance', '--only', 'billing.held'];
    expect(readCommand(only).how.only).toEqual(['billing.balance', 'billing.held']);
  });

  test.each([
    ['--grace', '0'],
    ['--grace', 'x'],
    ['--examples', '-1'],
    ['--every', '5'],
    ['--every', '0m'],
    ['--recent', '3w'],
    ['--only', 'billing.balanse'],
    ['--every=5m', '--at-rest'],
    ['--nonsense'],
    ['word'],
  ])('refuses %s %s', (...args) => {
    expect(() => readCommand(args)).toThrow();
  });
});
