import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Progress } from './progress.js';
import { Watchdog } from './watchdog.js';

const STALL_MS = 8_000;

describe('Watchdog', () => {
  let progress: Progress;
  let watchdog: Watchdog;
  let isDue: boolean;
  let fatal: string[];
  beforeEach(() => {
    jest.useFakeTimers();
    fatal = [];
    isDue = true;
    progress = new Progress();
    watchdog = new Watchdog({
      name: 'billing',
      progress,
      stallMs: STALL_MS,
      onFatal: ({ message }) => fatal.push(message),
      isDue: () => isDue,
    });
    watchdog.start();
  });
  afterEach(() => {
    watchdog.stop();
    jest.restoreAllMocks();
    jest.useRealTimers();
  });

  test('says first that it is not well, then that it is lost, once', () => {
    progress.begin('a');
    jest.advanceTimersByTime(STALL_MS);
    expect(() => watchdog.check()).not.toThrow();
    jest.advanceTimersByTime(1_000);
    expect(() => watchdog.check()).toThrow('billing has made no progress for 9 s');
    jest.advanceTimersByTime(STALL_MS - 1_000);
    expect(fatal).toEqual([]);
    jest.advanceTimersByTime(5 * STALL_MS);
    expect(fatal).toEqual(['billing has shown no sign of life for 17 s']);
    expect(() => watchdog.check()).toThrow();
  });

  test('does not give up who goes on trying, but calls it not well', () => {
    progress.begin('a');
    for (let tries = 0; tries < 20; tries++) {
      jest.advanceTimersByTime(STALL_MS);
      progress.sign('a');
    }
    expect(fatal).toEqual([]);
    expect(() => watchdog.check()).toThrow('no progress for 160 s');
    progress.moved('a');
    expect(() => watchdog.check()).not.toThrow();
  });

  test('lets who has nothing to do be silent', () => {
    jest.advanceTimersByTime(100 * STALL_MS);
    expect(fatal).toEqual([]);
    expect(() => watchdog.check()).not.toThrow();
  });

  test('waits while silence is to be expected', () => {
    isDue = false;
    progress.begin('a');
    jest.advanceTimersByTime(10 * STALL_MS);
    expect(fatal).toEqual([]);
    isDue = true;
    jest.advanceTimersByTime(1_000);
    expect(fatal).toHaveLength(1);
  });

  test('does not blame a consumer for a process that was suspended', () => {
    progress.begin('a');
    jest.advanceTimersByTime(1_000);
    // The clock goes on; timers fire once it is over.
    jest.setSystemTime(Date.now() + 10 * STALL_MS);
    const since = performance.now();
    jest.spyOn(performance, 'now').mockImplementation(() => since + 10 * STALL_MS);
    jest.advanceTimersByTime(1_000);
    expect(fatal).toEqual([]);
    expect(() => watchdog.check()).not.toThrow();
  });
});
