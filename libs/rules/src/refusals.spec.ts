import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  decide,
  DEFAULT_QUIET_HOURS,
  type Denied,
  placeOf,
  refusalsOf,
  type SendFacts,
} from './index.js';

// Noon and 11 PM in New York.
const [noon, night] = ['2026-11-23T17:00:00Z', '2026-11-24T04:00:00Z'].map((at) => new Date(at));
const before = new Date('2026-11-01T00:00:00Z');
const optIn = { at: before, basis: 'express', written: false, expiresAt: null } as const;
const stop = { at: before, word: 'STOP' };
const hold = { at: before, id: '4c9f1f0e-8a55-5d39-9f0b-0d8c2c8b7a10' };
const customer: SendFacts = {
  now: noon!,
  mandatory: false,
  stop: null,
  staffOptOut: null,
  hold: null,
  optIn,
  optInForOtherNumber: false,
  lastInbound: null,
  employee: false,
  textClass: 'informational',
  automatic: false,
  place: placeOf({ phoneNumber: '+12125550123', businessCountry: 'US' }),
  businessCountry: 'US',
  registration: { submitted: true, approved: true },
  quietHours: DEFAULT_QUIET_HOURS,
  quietHoursConfirmed: false,
};
const unregistered = { registration: { submitted: false, approved: false } };

describe('what speaks against a text', () => {
  test.each<[string, Partial<SendFacts>, string[]]>([
    ['nothing', {}, []],
    [
      'all of it',
      { ...unregistered, hold, optIn: null, now: night! },
      [
        'registration_incomplete',
        'recipient_on_hold',
        'recipient_not_opted_in',
        'quiet_hours_confirm',
      ],
    ],
    ['a STOP, and no consent besides', { stop, optIn: null }, ['recipient_opted_out']],
    [
      'no consent, and no kind of text besides',
      { optIn: null, textClass: 'promotional' },
      ['recipient_not_opted_in'],
    ],
    ['its kind', { textClass: 'promotional' }, ['promotional_consent_required']],
    ['an hour that it waits for by itself', { automatic: true, now: night! }, []],
    ['for a reply that the law requires', { mandatory: true, stop, now: night! }, []],
  ])('is %s', (_, facts, codes) => {
    expect(refusalsOf({ ...customer, ...facts }).map(({ code }) => code)).toEqual(codes);
  });

  test('is said in words, with what there is to decide or to confirm', () => {
    expect(refusalsOf({ ...customer, hold, now: night! })).toEqual([
      { code: 'recipient_on_hold', hold, reason: expect.stringContaining('On 2026-11-01') },
      {
        code: 'quiet_hours_confirm',
        opensAt: new Date('2026-11-24T13:00:00Z'),
        confirmable: true,
        reason: expect.stringContaining('outside 08:00 to 21:00'),
      },
    ]);
  });

  test('is first of all what it is denied for, and nothing where it is not', () => {
    const facts = fc.record({
      now: fc.constantFrom(noon!, night!),
      mandatory: fc.boolean(),
      stop: fc.constantFrom(null, stop),
      staffOptOut: fc.constantFrom(null, before),
      hold: fc.constantFrom(null, hold),
      optIn: fc.constantFrom(null, optIn, { ...optIn, written: true }),
      lastInbound: fc.constantFrom(null, new Date('2026-11-22T00:00:00Z')),
      employee: fc.boolean(),
      textClass: fc.constantFrom('conversational', 'informational', 'promotional'),
      automatic: fc.boolean(),
      quietHoursConfirmed: fc.boolean(),
      registration: fc.record({ submitted: fc.boolean(), approved: fc.boolean() }),
    });
    fc.assert(
      fc.property(facts, (some) => {
        const decision = decide({ ...customer, ...some });
        const denial = [decision].filter((made): made is Denied => made.outcome === 'deny');
        expect(refusalsOf({ ...customer, ...some }).slice(0, 1)).toMatchObject(
          denial.map(({ code, reason }) => ({ code, reason })),
        );
      }),
    );
  });
});
