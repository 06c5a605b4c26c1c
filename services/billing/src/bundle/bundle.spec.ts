import { Problem } from '@fieldline/http';
import { describe, expect, test } from '@jest/globals';
import { BUNDLE_PRICES, bundlesAt, readBundle } from './bundle.js';

describe('prices', () => {
  test('2,500 cost 37.50 whatever is set, the others what is set', () => {
    expect(bundlesAt('10000=130,25000=299.99,100000=1000')).toEqual([
      { bundle: 2_500, priceMicros: 37_500_000, unitPriceMicros: 15_000 },
      { bundle: 10_000, priceMicros: 130_000_000, unitPriceMicros: 13_000 },
      { bundle: 25_000, priceMicros: 299_990_000, unitPriceMicros: 12_000 },
      { bundle: 100_000, priceMicros: 1_000_000_000, unitPriceMicros: 10_000 },
    ]);
  });

  test.each([
    '',
    '10000=130',
    '10000=0,25000=300,100000=1000',
    '10000=-1,25000=300,100000=1000',
    '10000=1.005,25000=300,100000=1000',
    '2500=1,10000=130,25000=300,100000=1000',
  ])('%p is no setting', (text) => {
    expect(BUNDLE_PRICES.test(text)).toBe(false);
  });
});

test.each([
  0,
  -2_500,
  2_500.5,
  2_501,
  Number.NaN,
  Infinity,
  1e308,
  '2500',
  null,
  undefined,
  [2_500],
])('%p is no bundle', (value) => {
  let code: string | undefined;
  try {
    readBundle(value);
  } catch (error) {
    code = (error as Problem).code;
  }
  expect(code).toBe('invalid_bundle');
});
