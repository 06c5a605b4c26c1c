import { describe, expect, test } from '@jest/globals';
import { readCommand } from './command.js';

describe('the command line', () => {
  test('names databases, a simulator and how to look', () => {
    const args = ['--database', 'postgres://a', '--database', 'postgres://b', '--at-rest'];
    const more = ['--simulator', 'http://s/', '--grace', '30', '--tenant', 't', '--json'];
    expect(readCommand([...args, ...more], {})).toEqual({
      databaseUrls: ['postgres://a', 'postgres://b'],
      simulatorUrl: 'http://s',
      atRest: true,
      graceMs: 30_000,
      tenantIds: ['t'],
      examples: undefined,
      statementTimeoutMs: undefined,
      json: true,
      help: false,
    });
  });

  test('passwords may stay out of it', () => {
    const environment = { VERIFY_DATABASE_URLS: 'postgres://a,postgres://b' };
    expect(readCommand([], environment).databaseUrls).toEqual(['postgres://a', 'postgres://b']);
  });

  test.each([['--grace', '0'], ['--grace', 'x'], ['--examples', '-1'], ['--nonsense'], ['word']])(
    'refuses %s %s',
    (...args) => {
      expect(() => readCommand(args, {})).toThrow();
    },
  );
});
