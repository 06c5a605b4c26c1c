import { describe, expect, test } from '@jest/globals';
import { parseRequest, USAGE } from './arguments.js';

describe('parseRequest', () => {
  test('nothing starts one of each', () => {
    expect(parseRequest([])).toEqual({ kind: 'start', replicas: 1 });
    expect(parseRequest(['--replicas', '2'])).toEqual({ kind: 'start', replicas: 2 });
  });

  test('the rest is for the one that runs', () => {
    const words = ['restart', 'billing'];
    expect(parseRequest(words)).toEqual({ kind: 'command', words });
    expect(parseRequest(['status'])).toEqual({ kind: 'command', words: ['status'] });
  });

  test.each([
    [['restart']],
    [['restart', 'a', 'b']],
    [['status', 'a']],
    [['stop']],
    [['--replicas', '0']],
    [['--replicas', '5']],
    [['--replicas', 'two']],
    [['--replicas', '2', 'status']],
    [['--fast']],
  ])('%p shows the usage', (args) => {
    expect(() => parseRequest(args)).toThrow(USAGE);
  });
});
