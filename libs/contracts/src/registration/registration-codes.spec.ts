import { describe, expect, test } from '@jest/globals';
import {
  formFieldOf,
  REGISTRATION_CODES,
  registrationAdviceOf,
  UNKNOWN_REGISTRATION_CODE,
} from './registration-codes.js';

describe('the table of codes', () => {
  test.each(Object.entries(REGISTRATION_CODES))(
    '%s says what to do, briefly',
    (_, { sentence }) => {
      expect(sentence.length).toBeLessThanOrEqual(300);
      expect(sentence).toMatch(/^[A-Z][^<>{}]+\.$/);
    },
  );

  test.each([
    18601, 22214, 22219, 30795, 30801, 30880, 30893, 30897, 30899, 30901, 30905, 30991, 30994,
    21717, 21729,
  ])('%i is more than unknown', (code) => {
    expect(registrationAdviceOf(code)).not.toBe(UNKNOWN_REGISTRATION_CODE);
  });

  test('a code of a kind has the kind’s advice, its own comes first', () => {
    expect(registrationAdviceOf(30_884).field).toBe('campaign');
    expect(registrationAdviceOf(30_893).field).toBe('campaign.samples');
  });

  test.each([null, 99_999, -1, 30_879])('%p has a safe answer', (code) => {
    expect(registrationAdviceOf(code)).toBe(UNKNOWN_REGISTRATION_CODE);
  });
});

test('Twilio’s fields are the form’s', () => {
  expect(formFieldOf('MESSAGE_SAMPLES')).toBe('campaign.samples');
  expect(formFieldOf('business_registration_number')).toBe('taxId');
  expect(formFieldOf('constructor')).toBeNull();
});
