import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { PollInterval } from './poll-interval.js';

describe('PollInterval', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  test('is short while something is found, and long after ten seconds without', () => {
    const interval = new PollInterval(100, 500);
    expect(interval.ms).toBe(100);
    jest.advanceTimersByTime(9_999);
    expect(interval.ms).toBe(100);
    interval.found();
    jest.advanceTimersByTime(9_999);
    expect(interval.ms).toBe(100);
    jest.advanceTimersByTime(1);
    expect(interval.ms).toBe(500);
    interval.found();
    expect(interval.ms).toBe(100);
  });
});
