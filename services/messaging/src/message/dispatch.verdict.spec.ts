import { describe, expect, test } from '@jest/globals';
import type { KnownSubject, StoredFacts } from '../consent/known-subject.js';
import type { ReadyMessage } from './dispatch.queries.js';
import { verdictOf } from './dispatch.verdict.js';

// Noon in Chicago.
const now = new Date('2026-11-23T18:00:00Z');
const facts: StoredFacts = {
  stop: null,
  staffOptOut: null,
  hold: null,
  optIn: { at: new Date('2026-11-01T00:00:00Z'), basis: 'express', written: true, expiresAt: null },
  optInForOtherNumber: false,
  lastInbound: null,
  employee: false,
  place: { zones: ['America/Chicago'], regions: ['US-IL'], country: 'US', basis: 'contact' },
  businessCountry: 'US',
  registration: { submitted: true, approved: true },
  quietHours: { from: '08:00', to: '21:00', sunday: null },
};
const known: KnownSubject = { facts, erasedAt: null, contactErased: false, texted: true };
const message = {
  mandatory: false,
  textClass: 'informational',
  automatic: false,
  quietHoursConfirmed: false,
  isExpired: false,
  sendAt: null,
  createdAt: new Date('2026-11-23T17:00:00Z'),
} as ReadyMessage;
const evening = { ...facts, quietHours: { from: '13:00', to: '21:00', sunday: null } };
const opensAt = new Date('2026-11-23T19:00:00Z');

const step = (change: Partial<ReadyMessage>, of: Partial<KnownSubject> = {}) =>
  verdictOf({ ...message, ...change }, { ...known, ...of }, now).step;

describe('of a claimed message', () => {
  test('that may go nothing else becomes, and it is kept why', () => {
    const { step: none, made } = verdictOf(message, known, now);
    expect(none).toBeUndefined();
    expect(made).toMatchObject({
      decision: { outcome: 'allow', basis: 'consent' },
      facts: { now },
    });
  });

  test.each([
    ['by hand', { automatic: false }],
    ['by itself', { automatic: true }],
  ])('that is sent %s and came into closed hours, that it waits', (_, change) => {
    expect(step(change, { facts: evening })).toEqual({ kind: 'deferred', until: opensAt });
  });

  const ago = (ms: number): Date => new Date(now.getTime() - ms);
  const QUARTER_MS = 15 * 60_000;
  test.each<[string, (at: Date) => Partial<ReadyMessage>]>([
    ['asked for', (createdAt) => ({ createdAt })],
    ['due', (sendAt) => ({ sendAt })],
  ])('that somebody confirmed, that it goes within 15 minutes after it was %s', (_, at) => {
    const text = (ms: number) => ({ quietHoursConfirmed: true, ...at(ago(ms)) });
    expect(step(text(QUARTER_MS), { facts: evening })).toBeUndefined();
    const late = verdictOf(
      { ...message, ...text(QUARTER_MS + 1) },
      { ...known, facts: evening },
      now,
    );
    expect(late.step).toEqual({ kind: 'deferred', until: opensAt });
    expect(late.made?.facts.quietHoursConfirmed).toBe(false);
  });

  test('that confirms an opt-out of staff’s, that it goes only while that holds', () => {
    const confirms = { sentBy: 'system:opt-out', mandatory: true };
    const lifted = { kind: 'canceled', errorCode: 'opt_out_lifted' };
    const given = facts.optIn!.at;
    const out = (staffOptOut: Date | null) => ({ facts: { ...facts, staffOptOut } });
    expect(step(confirms, out(given))).toBeUndefined();
    expect(step(confirms, out(new Date(given.getTime() - 1)))).toEqual(lifted);
    expect(step(confirms, out(null))).toEqual(lifted);
  });

  test.each<[string, Partial<StoredFacts>, string]>([
    ['no form', { registration: { submitted: false, approved: false } }, 'registration_incomplete'],
    [
      'no approval',
      { registration: { submitted: true, approved: false } },
      'registration_not_approved',
    ],
    ['a STOP', { stop: { at: now, word: 'STOP' } }, 'recipient_opted_out'],
    ['no consent', { optIn: null }, 'recipient_not_opted_in'],
  ])('with %s, that it is called off', (_, change, errorCode) => {
    expect(step({}, { facts: { ...facts, ...change } })).toEqual({ kind: 'canceled', errorCode });
  });

  test('that a law wants and no form covers, that it is called off too', () => {
    const unregistered = { ...facts, registration: { submitted: false, approved: false } };
    expect(step({ mandatory: true }, { facts: unregistered })).toEqual({
      kind: 'canceled',
      errorCode: 'registration_incomplete',
    });
    expect(step({ mandatory: true }, { facts: { ...evening, optIn: null } })).toBeUndefined();
  });

  test('that was due long before a suspension ended, that it has expired', () => {
    expect(step({ isExpired: true })).toEqual({ kind: 'canceled', errorCode: 'expired' });
  });

  const erased = { kind: 'canceled', errorCode: 'recipient_erased' };
  test('to somebody who is being erased, that it does not leave', () => {
    expect(step({}, { contactErased: true })).toEqual(erased);
    expect(step({}, { erasedAt: message.createdAt })).toEqual(erased);
    expect(step({}, { erasedAt: new Date(message.createdAt.getTime() - 1) })).toBeUndefined();
  });
});
