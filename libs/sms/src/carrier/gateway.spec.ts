import { describe, expect, test } from '@jest/globals';
import { carriers } from './carriers.js';
import { carrierNamed, gatewayAddress, gatewayOn, tenDigitsOf } from './gateway.js';

const domains = Object.fromEntries(
  carriers.map(({ name, smsDomain, mmsDomain }) => [name, [smsDomain, mmsDomain]]),
);

describe('carriers', () => {
  test('are the twenty-six', () => {
    expect(domains).toEqual({
      'AT&T': ['txt.att.net', 'mms.att.net'],
      'Boost Mobile': ['sms.myboostmobile.com', 'myboostmobile.com'],
      'Cellular One': [null, null],
      Comcast: [null, null],
      'Consumer Cellular': ['mailmymobile.net', null],
      'Cricket Wireless': ['sms.mycricket.com', 'mms.cricketwireless.net'],
      'C-Spire': ['cspire1.com', null],
      'Google Fi': ['msg.fi.google.com', 'msg.fi.google.com'],
      'Metro PCS': ['mymetropcs.com', 'mymetropcs.com'],
      'Republic Wireless': ['text.republicwireless.com', null],
      Sprint: ['messaging.sprintpcs.com', 'pm.sprint.com'],
      'T-Mobile': ['tmomail.net', 'tmomail.net'],
      Tracfone: [null, 'mmst5.tracfone.com'],
      'U.S. Cellular': ['email.uscc.net', 'mms.uscc.net'],
      Verizon: ['vtext.com', 'vzwpix.com'],
      'Virgin Mobile (US)': ['vmobl.com', 'vmpix.com'],
      'Bell Canada': ['txt.bell.ca', null],
      Chatr: [null, null],
      'Fido Solutions': ['sms.fido.ca', null],
      Koodo: ['msg.koodomobile.com', null],
      MTS: ['text.mts.net', null],
      Rogers: ['pcs.rogers.com', null],
      Sasktel: ['sms.sasktel.com', null],
      Telus: ['msg.telus.com', null],
      'Virgin Mobile (Canada)': ['vmobile.ca', null],
      WIND: ['txt.windmobile.ca', null],
    });
    expect(carriers).toHaveLength(26);
  });

  test('are found however their names are written', () => {
    for (const [written, name] of [
      ['at&t', 'AT&T'],
      ['T Mobile', 'T-Mobile'],
      ['US Cellular', 'U.S. Cellular'],
      ['virgin mobile us', 'Virgin Mobile (US)'],
      ['MetroPCS', 'Metro PCS'],
    ] as const)
      expect(carrierNamed(written)?.name).toBe(name);
    expect(carrierNamed('Acme Wireless')).toBeUndefined();
    expect(carrierNamed('--')).toBeUndefined();
  });
});

describe('a gateway', () => {
  const on = (day: string, name: string) => gatewayOn(day, carrierNamed(name)!);

  test('works until the day on which it ends, and says so before', () => {
    expect(on('2027-03-30', 'Verizon')).toEqual({
      status: 'ending',
      advice: expect.stringMatching(/2027-03-31.*real SMS number/),
    });
    expect(on('2027-03-31', 'Verizon')).toEqual({
      status: 'retired',
      advice: expect.stringContaining('real SMS number'),
    });
  });

  test.each(['AT&T', 'Sprint', 'T-Mobile'])('of %s has ended', (name) => {
    expect(on('2026-01-01', name).status).toBe('retired');
  });

  test('that never was is none', () => {
    const none = carriers.filter((carrier) => gatewayOn('2026-01-01', carrier).status === 'none');
    expect(none.map(({ name }) => name)).toEqual(['Cellular One', 'Comcast', 'Chatr']);
    expect(on('2026-01-01', 'Comcast').advice).toContain('real SMS number');
  });

  test('that goes on needs no advice', () => {
    expect(on('2026-01-01', 'Rogers')).toEqual({ status: 'active', advice: null });
  });
});

describe('gatewayAddress', () => {
  const of = (name: string) => gatewayAddress('3125550188', carrierNamed(name)!);

  test('prefers the address that takes longer texts', () => {
    expect(of('Boost Mobile')).toBe('3125550188@myboostmobile.com');
    expect(of('Tracfone')).toBe('3125550188@mmst5.tracfone.com');
    expect(of('C-Spire')).toBe('3125550188@cspire1.com');
    expect(of('Chatr')).toBeUndefined();
  });
});

describe('tenDigitsOf', () => {
  test.each([
    '3125550188',
    '(312) 555-0188',
    '312.555.0188',
    '312 555 0188',
    '1-312-555-0188',
    '+1 (312) 555-0188',
    '+13125550188',
    ' 312-555-0188 ',
  ])('reads %s', (text) => {
    expect(tenDigitsOf(text, 'US')).toBe('3125550188');
    expect(tenDigitsOf(text, 'CA')).toBe('3125550188');
  });

  test.each(['', '555-0188', '+44 20 7946 0018', '312-555-0188 x9', '112-555-0188', 'call me'])(
    'refuses %j',
    (text) => expect(tenDigitsOf(text, 'US')).toBeUndefined(),
  );
});
