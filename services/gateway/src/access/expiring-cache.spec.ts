import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { ExpiringCache } from './expiring-cache.js';

describe('a cache', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());
  const cache = () => new ExpiringCache<number>({ lifetimeMs: 1_000, capacity: 2 });
  const finder = (value: number | undefined) => jest.fn(() => Promise.resolve(value));

  test('finds once for callers that come together, and anew when the time is up', async () => {
    const [known, find] = [cache(), finder(1)];
    expect(await Promise.all([known.get('a', find), known.get('a', find)])).toEqual([1, 1]);
    jest.advanceTimersByTime(999);
    await known.get('a', find);
    expect(find).toHaveBeenCalledTimes(1);
    jest.advanceTimersByTime(1);
    await known.get('a', find);
    expect(find).toHaveBeenCalledTimes(2);
  });

  test('remembers neither absence nor failure', async () => {
    const [known, absent] = [cache(), finder(undefined)];
    await known.get('a', absent);
    await known.get('a', absent);
    expect(absent).toHaveBeenCalledTimes(2);
    const failing = jest.fn(() => Promise.reject<number>(new Error('away')));
    await expect(known.get('a', failing)).rejects.toThrow('away');
    expect(await known.get('a', finder(3))).toBe(3);
  });

  test('lets the oldest go at its capacity', async () => {
    const [known, find] = [cache(), finder(1)];
    for (const key of ['a', 'b', 'c', 'b', 'c', 'a']) await known.get(key, find);
    expect(find).toHaveBeenCalledTimes(4);
  });

  test('doesn’t bring back what was forgotten while it was looked for', async () => {
    const known = cache();
    const first = known.get('a', finder(1));
    known.forget('a');
    expect(await known.get('a', finder(2))).toBe(2);
    await first;
    expect(await known.get('a', finder(3))).toBe(2);
  });
});
