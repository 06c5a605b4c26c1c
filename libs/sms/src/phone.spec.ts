import { describe, expect, it } from '@jest/globals';
import { maskPhoneNumber, parsePhoneNumber } from './phone.js';

describe('a phone number', () => {
  it.each([
    ['+14155552671', '+14155552671', 'US'],
    ['+1 (604) 555-0123', '+16045550123', 'CA'],
    [' +1.787.555.0123 ', '+17875550123', 'PR'],
    ['+33 6 12 34 56 78', '+33612345678', 'FR'],
    ['+44 7400 123456', '+447400123456', 'GB'],
    ['+1 800 555 0100', '+18005550100', 'US'],
  ])('%j is %s of %s', (text, e164, country) => {
    expect(parsePhoneNumber(text)).toEqual({ ok: true, e164, country });
  });

  it.each([
    ['(415) 555-0123', 'US', '+14155550123', 'US'],
    ['1-415-555-0123', 'US', '+14155550123', 'US'],
    ['604 555 0123', 'US', '+16045550123', 'CA'],
    ['415 555 0123', 'CA', '+14155550123', 'US'],
    ['06 12 34 56 78', 'FR', '+33612345678', 'FR'],
    ['+33612345678', 'US', '+33612345678', 'FR'],
  ] as const)('%j, from %s, is %s of %s', (text, from, e164, country) => {
    expect(parsePhoneNumber(text, from)).toEqual({ ok: true, e164, country });
  });

  it.each(['+14155550100', '+12125550199', '+15005550006', '+15005550001'])(
    'made for fiction and tests, %s, is valid',
    (e164) => expect(parsePhoneNumber(e164)).toEqual({ ok: true, e164, country: 'US' }),
  );

  it('with an area code that the metadata does not know is taken by the numbering plan', () => {
    const e164 = '+15555550123';
    expect(parsePhoneNumber(e164)).toEqual({ ok: true, e164, country: 'US' });
    expect(parsePhoneNumber(e164, 'CA')).toEqual({ ok: true, e164, country: 'CA' });
    expect(parsePhoneNumber(e164, 'FR')).toEqual({ ok: true, e164, country: 'US' });
  });

  it.each([
    '',
    'call me',
    '415 555 0123',
    '555-0123',
    '+1 415 555 012',
    '+1 415 555 01234',
    '+1 115 555 0123',
    '+1 911 555 0123',
    '+1 291 555 0123',
    '+1 555 055 0123',
    '+1 555 911 0123',
    '+33 0 12',
    '+999 123 456 789',
    '+800 1234 5678',
    '+14155550123 ext. 5',
    'call +14155550123 today',
    '+14155550123, +14155550124',
    `+1415555${' '.repeat(64)}0123`,
    '12345',
  ])('%j is none', (text) => {
    expect(parsePhoneNumber(text)).toMatchObject({ ok: false, code: 'invalid_number' });
  });

  it('that is none is not repeated in the detail', () => {
    for (const text of ['+1 911 555 0123', '+14155550123 ext. 5', '+1 415']) {
      expect(JSON.stringify(parsePhoneNumber(text))).not.toMatch(/\d{3}/);
    }
  });
});

describe('a masked phone number', () => {
  it.each([
    ['+14155550123', '+*********23'],
    ['+33612345678', '+*********78'],
    ['12345', '*****'],
    ['', ''],
  ])('of %j is %j', (e164, masked) => {
    expect(maskPhoneNumber(e164)).toBe(masked);
    expect(masked).toHaveLength(e164.length);
  });
});
