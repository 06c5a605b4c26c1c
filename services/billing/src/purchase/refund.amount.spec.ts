import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { refundAmountMicros } from './refund.amount.js';

const CENT = 10_000;
const cents = (max: number) => fc.integer({ min: 0, max }).map((count) => count * CENT);

describe('what is returned', () => {
  test('is the exact share, rounded down to a cent', () => {
    const sale = fc.tuple(
      cents(100_000_000),
      cents(30_000_000),
      fc.double({ min: 0, max: 1, noNaN: true }),
    );
    fc.assert(
      fc.property(sale, ([price, taxMicros, part]) => {
        const priceMicros = price + CENT;
        const takenMicros = Math.floor(priceMicros * part);
        const amount = refundAmountMicros({
          priceMicros,
          taxMicros,
          takenMicros,
          outsideMicros: 0,
        });
        const share = BigInt(priceMicros + taxMicros) * BigInt(takenMicros);
        expect(amount % CENT).toBe(0);
        expect(BigInt(amount) * BigInt(priceMicros) <= share).toBe(true);
        expect(BigInt(amount + CENT) * BigInt(priceMicros) > share).toBe(true);
      }),
    );
  });

  test('is all of it when all was left, and nothing when nothing was', () => {
    const sale = { priceMicros: 37_500_000, taxMicros: 3_010_000, outsideMicros: 0 };
    expect(refundAmountMicros({ ...sale, takenMicros: 37_500_000 })).toBe(40_510_000);
    expect(refundAmountMicros({ ...sale, takenMicros: 0 })).toBe(0);
    expect(refundAmountMicros({ ...sale, takenMicros: null })).toBe(0);
  });

  test('with what went back without us is never more than the share', () => {
    const sale = { priceMicros: 37_500_000, taxMicros: 3_010_000, takenMicros: 18_750_000 };
    fc.assert(
      fc.property(cents(4_051), (outsideMicros) => {
        const amount = refundAmountMicros({ ...sale, outsideMicros });
        expect(amount).toBe(Math.max(20_250_000 - outsideMicros, 0));
      }),
    );
  });
});
