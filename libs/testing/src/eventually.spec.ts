import { describe, expect, it } from '@jest/globals';
import { eventually } from './eventually.js';

describe('eventually', () => {
  it('answers the first result that is no error', async () => {
    let calls = 0;
    const result = await eventually(
      () => {
        if (++calls < 3) throw new Error('not yet');
        return calls;
      },
      { intervalMs: 1 },
    );
    expect(result).toBe(3);
  });

  it('rethrows the last error, about when time is up', async () => {
    let calls = 0;
    const began = performance.now();
    const attempt = eventually(() => Promise.reject(new Error(`attempt ${++calls}`)), {
      timeoutMs: 100,
      intervalMs: 20,
    });
    await expect(attempt).rejects.toThrow(/^attempt [3-6]$/);
    expect(performance.now() - began).toBeLessThan(500);
  });

  it('tries once even without time', async () => {
    expect(await eventually(() => 'once', { timeoutMs: 0 })).toBe('once');
  });
});
