import { describe, expect, it } from '@jest/globals';
import { checkBody } from './body.js';
import { estimate } from './estimate.js';

describe('the estimate', () => {
  it('of a GSM-7 body is its count and cost, and nothing more', () => {
    expect(estimate('a'.repeat(161), 25_000)).toEqual({
      encoding: 'GSM-7',
      units: 161,
      segments: 2,
      costMicros: 50_000,
      ucs2Characters: [],
    });
  });

  it('of a UCS-2 body names what forces it and offers the rewrite', () => {
    expect(estimate(`It’s ${'a'.repeat(70)}`, 25_000)).toEqual({
      encoding: 'UCS-2',
      units: 75,
      segments: 2,
      costMicros: 50_000,
      ucs2Characters: [{ char: '’', index: 2 }],
      gsmRewrite: {
        body: `It's ${'a'.repeat(70)}`,
        segments: 1,
        changes: [{ index: 2, from: '’', to: "'" }],
      },
    });
  });

  it('costs the higher count where joined characters are kept whole, and says why', () => {
    const { segments, costMicros, note } = estimate(`${'a'.repeat(65)}🇨🇦${'a'.repeat(65)}`, 10);
    expect({ segments, costMicros }).toEqual({ segments: 3, costMicros: 30 });
    expect(note).toContain('3 segments are quoted');
  });

  it.each([
    ['a'.repeat(1_600), undefined],
    ['a'.repeat(1_607), { code: 'body_too_long', over: 7 }],
    // Counted as the limit is, not as segments are.
    ['😀'.repeat(801), { code: 'body_too_long', over: 2 }],
    ['€'.repeat(1_000), undefined],
    [' ', { code: 'body_empty' }],
    ['a\0', { code: 'body_malformed' }],
  ])('says why a body would be refused, and by how much it is too long', (body, refusal) => {
    const answered = estimate(body, 1).refusal;
    expect(answered).toEqual(refusal && { ...refusal, detail: expect.any(String) });
    const checked = checkBody(body);
    expect(answered?.detail).toBe(checked.ok ? undefined : checked.detail);
  });

  it('may be free', () => expect(estimate('Hi', 0).costMicros).toBe(0));

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])(
    'refuses the price %p',
    (price) => expect(() => estimate('Hi', price)).toThrow(RangeError),
  );

  it('refuses a cost beyond exact whole numbers', () => {
    expect(() => estimate('a'.repeat(161), Number.MAX_SAFE_INTEGER)).toThrow(RangeError);
  });
});
