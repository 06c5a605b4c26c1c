import { describe, expect, it } from '@jest/globals';
import { overridesOf, withoutFragment } from './overrides.js';

describe('connection overrides', () => {
  it('default to one retry when no connection is made', () => {
    expect(overridesOf('https://example.com/')).toEqual({
      connectTimeoutMs: 5_000,
      readTimeoutMs: 15_000,
      totalTimeoutMs: 15_000,
      retryCount: 1,
      retryOn: new Set(['ct']),
    });
  });

  it('come from the fragment', () => {
    const url = 'https://example.com/a?b=c#rc=3&rp=5xx,ct,rt&ct=2000&rt=4000&tt=9000';
    expect(overridesOf(url)).toEqual({
      connectTimeoutMs: 2_000,
      readTimeoutMs: 4_000,
      totalTimeoutMs: 9_000,
      retryCount: 3,
      retryOn: new Set(['5xx', 'ct', 'rt']),
    });
    expect(withoutFragment(url)).toBe('https://example.com/a?b=c');
  });

  it('are ignored out of range', () => {
    expect(overridesOf('https://example.com/#rc=9&ct=1&rt=x&rp=odd')).toMatchObject({
      connectTimeoutMs: 5_000,
      readTimeoutMs: 15_000,
      retryCount: 1,
      retryOn: new Set(),
    });
    expect(overridesOf('https://example.com/#rp=all').retryOn.size).toBe(4);
  });
});
