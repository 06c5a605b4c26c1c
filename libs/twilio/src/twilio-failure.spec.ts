import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { TwilioFailure } from './twilio-failure.js';

const failureOf = (error: unknown) => {
  const { kind, status, code } = TwilioFailure.of(error);
  return { kind, status, code };
};

describe('a failure', () => {
  test.each([400, 404, 409, 422])('with %i is a refusal', (status) => {
    expect(failureOf({ status, code: 20_001 })).toEqual({ kind: 'refused', status, code: 20_001 });
  });

  test.each([401, 403, 429])('with %i is not about the question', (status) => {
    expect(failureOf({ status }).kind).toBe('busy');
  });

  test.each([408, 500, 502, 503])('with %i says nothing about what was done', (status) => {
    expect(failureOf({ status }).kind).toBe('unknown');
  });

  test('without a connection was surely not done', () => {
    expect(failureOf({ code: 'ECONNREFUSED' }).kind).toBe('busy');
    expect(failureOf({ cause: { code: 'ENOTFOUND' } }).kind).toBe('busy');
  });

  test.each([new Error('timeout of 1500ms exceeded'), { code: 'ECONNABORTED' }, null, 'text'])(
    'without an answer may have been done (%#)',
    (error) => {
      expect(failureOf(error)).toEqual({ kind: 'unknown', status: undefined, code: null });
    },
  );

  test('keeps nothing of what the SDK hung on it', () => {
    const told = 'taxId=123456789';
    const thrown = Object.assign(new Error(told), {
      status: 400,
      code: 21_617,
      details: told,
      config: { data: told },
      cause: { code: told },
    });
    for (const error of [thrown, { ...thrown, status: undefined, code: undefined }])
      expect(inspect(TwilioFailure.of(error), { depth: 9, showHidden: true })).not.toContain(
        '123456789',
      );
  });

  test('is itself', () => {
    const failure = new TwilioFailure('busy', { reason: 'x' });
    expect(TwilioFailure.of(failure)).toBe(failure);
  });
});
