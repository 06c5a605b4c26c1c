import { describe, expect, test } from '@jest/globals';
import {
  decide,
  DEFAULT_QUIET_HOURS,
  placeOf,
  RULES_VERSION,
  type SendFacts,
  STOPPED_BY_PROVIDER,
} from './index.js';

const now = new Date('2026-11-23T17:00:00Z');
const daysAgo = (days: number): Date => new Date(now.getTime() - days * 86_400_000);
const optIn = { at: daysAgo(3), basis: 'express', written: false, expiresAt: null } as const;
const stranger: SendFacts = {
  now,
  mandatory: false,
  stop: null,
  staffOptOut: null,
  hold: null,
  optIn: null,
  optInForOtherNumber: false,
  lastInbound: null,
  employee: false,
  textClass: 'conversational',
  automatic: false,
  place: placeOf({ phoneNumber: '+12125550123', businessCountry: 'US' }),
  businessCountry: 'US',
  registration: { submitted: true, approved: true },
  quietHours: DEFAULT_QUIET_HOURS,
  quietHoursConfirmed: false,
};
const hold = { at: daysAgo(1), id: '4c9f1f0e-8a55-5d39-9f0b-0d8c2c8b7a10' };
const reasonsOf = (facts: Partial<SendFacts>): string[] =>
  decide({ ...stranger, ...facts }).reasons.map(({ rule }) => rule);

describe('decide', () => {
  test('a refusal says when and by which word', () => {
    const decision = decide({ ...stranger, stop: { at: daysAgo(1), word: 'END' } });
    expect(decision).toMatchObject({
      outcome: 'deny',
      stop: { word: 'END' },
      reason: expect.stringContaining('END on 2026-11-22'),
    });
    const learnt = decide({ ...stranger, stop: { at: daysAgo(1), word: STOPPED_BY_PROVIDER } });
    expect(learnt).toMatchObject({
      outcome: 'deny',
      reason: expect.stringMatching(
        /^Twilio refused a text on 2026-11-22: it has them as opted out\./,
      ),
    });
    expect(decide({ ...stranger, hold })).toMatchObject({
      hold,
      reason: expect.stringContaining('On 2026-11-22'),
    });
    expect(decide({ ...stranger, staffOptOut: daysAgo(2) })).toMatchObject({
      stop: { at: daysAgo(2), word: 'staff' },
    });
  });

  test('every rule that was looked at is told, in order, with the version', () => {
    expect(reasonsOf({ optIn, textClass: 'informational', automatic: true })).toEqual([
      'carrier.registration',
      'us.tcpa.consent',
      'ctia.informational',
      'own.quiet-hours',
    ]);
    expect(reasonsOf({ stop: { at: now, word: 'STOP' } })).toEqual([
      'carrier.registration',
      'us.tcpa.revocation',
    ]);
    expect(decide(stranger).rulesVersion).toBe(RULES_VERSION);
  });

  test('the reason is the sentence of the rule that decided', () => {
    const denied = decide(stranger);
    expect(denied).toMatchObject({ reason: denied.reasons.at(-1)!.sentence });
  });

  test('a closed window says when it opens, and whether to confirm helps', () => {
    const late = { ...stranger, optIn, now: new Date('2026-11-24T03:00:00Z') };
    const opensAt = new Date('2026-11-24T13:00:00Z');
    expect(decide(late)).toMatchObject({ opensAt, confirmable: true });
    const agreed = { ...optIn, written: true };
    const advertising = { ...late, optIn: agreed, textClass: 'promotional' } as const;
    expect(decide(advertising)).toMatchObject({ opensAt, confirmable: false });
  });

  test('a confirm is of no use to an automatic text', () => {
    const late = { ...stranger, optIn, now: new Date('2026-11-24T03:00:00Z') };
    const facts = { ...late, automatic: true, quietHoursConfirmed: true };
    expect(decide(facts)).toMatchObject({ outcome: 'hold' });
  });

  test('the sentence names the clock and how the place is known', () => {
    const sentence = decide({ ...stranger, optIn }).reasons.at(-1)!.sentence;
    expect(sentence).toBe('It is 12:00 in America/New_York, by the area code: inside the window.');
  });

  test('a window that is never open in all zones is refused, not waited for', () => {
    const quietHours = { from: '09:00', to: '10:00', sunday: null };
    const place = placeOf({ phoneNumber: '+18005550123', businessCountry: 'US' });
    const decision = decide({ ...stranger, optIn, quietHours, place, automatic: true });
    expect(decision).toMatchObject({ code: 'quiet_hours_confirm', confirmable: false });
    expect(decision).not.toHaveProperty('opensAt');
  });

  test('without any zone nothing is open everywhere by oversight', () => {
    const place = { ...stranger.place, zones: [] };
    const early = new Date('2026-11-23T15:00:00Z');
    const facts = { ...stranger, optIn, place, now: early, automatic: true };
    expect(decide(facts)).toMatchObject({ outcome: 'hold' });
  });
});
