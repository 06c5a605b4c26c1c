import { types } from 'pg';

const BIGINT = 20;

/** Counts and money fit a safe integer; a bigint that doesn't is an error, not a rounded number. */
export const numbersFromBigint = {
  getTypeParser(oid: number, format?: 'text' | 'binary'): unknown {
    if (oid === BIGINT && format !== 'binary') return safeInteger;
    return types.getTypeParser(oid, format);
  },
};

function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError('bigint beyond 2^53');
  return value;
}
