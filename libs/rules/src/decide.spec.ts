import { describe, expect, test } from '@jest/globals';
import { decide, type SendFacts } from './index.js';

const now = new Date('2026-11-22T12:00:00Z');
const daysAgo = (days: number): Date => new Date(now.getTime() - days * 86_400_000);
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
};
const hold = { at: daysAgo(1), id: '4c9f1f0e-8a55-5d39-9f0b-0d8c2c8b7a10' };
const outcome = (facts: Partial<SendFacts>): string => {
  const decision = decide({ ...stranger, ...facts });
  return decision.allow ? decision.basis : decision.code;
};

describe('decide', () => {
  test.each<[string, Partial<SendFacts>, string]>([
    ['a stranger', {}, 'recipient_not_opted_in'],
    ['opted in', { optIn: daysAgo(400) }, 'consent'],
    ['opted in with another number', { optInForOtherNumber: true }, 'recipient_not_opted_in'],
    ['texted first, 30 days ago', { lastInbound: daysAgo(30) }, 'inbound'],
    ['texted first, 31 days ago', { lastInbound: daysAgo(31) }, 'recipient_not_opted_in'],
    ['STOP', { optIn: daysAgo(1), stop: { at: daysAgo(2), word: 'STOP' } }, 'recipient_opted_out'],
    [
      'STOP, and a text since',
      { lastInbound: now, stop: { at: daysAgo(2), word: 'STOP' } },
      'recipient_opted_out',
    ],
    ['opted out by staff', { optIn: daysAgo(3), staffOptOut: daysAgo(2) }, 'recipient_opted_out'],
    [
      'opted in again after staff opted out',
      { optIn: daysAgo(1), staffOptOut: daysAgo(2) },
      'consent',
    ],
    [
      'opted out by staff, texted since',
      { staffOptOut: daysAgo(2), lastInbound: now },
      'recipient_opted_out',
    ],
    ['on hold', { hold, optIn: daysAgo(9) }, 'recipient_on_hold'],
    ['on hold, and opted in since', { hold, optIn: now }, 'recipient_on_hold'],
    ['on hold, and texted first', { hold, lastInbound: now }, 'recipient_on_hold'],
    ['on hold, and STOP', { hold, stop: { at: now, word: 'STOP' } }, 'recipient_opted_out'],
    ['on hold, and opted out by staff', { hold, staffOptOut: now }, 'recipient_opted_out'],
    ['the reply to HELP while on hold', { mandatory: true, hold }, 'mandatory'],
    ['an employee', { employee: true }, 'employee'],
    ['an employee who opted in as a customer', { employee: true, optIn: daysAgo(1) }, 'consent'],
    ['an employee on hold', { employee: true, hold }, 'recipient_on_hold'],
    [
      'an employee, and STOP',
      { employee: true, stop: { at: now, word: 'STOP' } },
      'recipient_opted_out',
    ],
    [
      'an employee, opted out by staff',
      { employee: true, staffOptOut: daysAgo(2) },
      'recipient_opted_out',
    ],
    ['the reply to STOP', { mandatory: true, stop: { at: now, word: 'ARRET' } }, 'mandatory'],
  ])('%s', (_, facts, expected) => expect(outcome(facts)).toBe(expected));

  test('a refusal says when and by which word', () => {
    const decision = decide({ ...stranger, stop: { at: daysAgo(1), word: 'END' } });
    expect(decision).toMatchObject({
      allow: false,
      reason: expect.stringContaining('END on 2026-11-21'),
    });
    expect(decide({ ...stranger, hold })).toMatchObject({
      hold,
      reason: expect.stringContaining('On 2026-11-21'),
    });
  });
});
