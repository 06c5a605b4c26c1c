import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { decide, DEFAULT_QUIET_HOURS, placeOf, QUIET_HOURS_PRESETS, RULES } from './index.js';
import type { Decision, OptIn, QuietHours, SendFacts, TextClass } from './index.js';

const COLUMNS = ['where', 'hours', 'when', 'text', 'known', 'outcome', 'rule'] as const;
type Row = Record<(typeof COLUMNS)[number], string>;

const rows = readFileSync(new URL('../decisions.md', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => /^\|(?! where| -| *-{3})/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map((cells) => Object.fromEntries(COLUMNS.map((name, at) => [name, cells[at + 1]])) as Row);

/** `Mon 2026-11-23 07:59 -05:00`. */
function instant(text: string): Date {
  const [weekday, date, time, offset] = text.split(' ');
  const local = new Date(`${date}T${time}Z`);
  if (local.toUTCString().slice(0, 3) !== weekday) throw new Error(`${text} is another weekday`);
  return new Date(`${date}T${time}${offset}`);
}

function placeFacts(where: string): Pick<SendFacts, 'place' | 'businessCountry'> {
  const known = new Map(
    where.split('; ').map((part) => {
      const [name = '', ...rest] = part.split(' ');
      return [name, rest.join(' ')] as const;
    }),
  );
  const businessCountry = known.get('business') === 'CA' ? 'CA' : 'US';
  const place = placeOf({
    jobTimeZone: known.get('job'),
    jobPostalCode: known.get('jobzip'),
    contactTimeZone: known.get('at'),
    postalCode: known.get('zip'),
    phoneNumber: `+1${known.get('tel')}5550123`,
    businessCountry,
  });
  return { place, businessCountry };
}

function hoursFrom(text: string): QuietHours {
  const [from, to] = text.split('-');
  if (/^\d/.test(text)) return { from: from!, to: to!, sunday: null };
  return text === ''
    ? DEFAULT_QUIET_HOURS
    : QUIET_HOURS_PRESETS[text as keyof typeof QUIET_HOURS_PRESETS];
}

const at = new Date('2026-01-05T15:00:00Z');
const express: OptIn = { at, basis: 'express', written: false, expiresAt: null };

function knownFacts(known: string, now: Date): Partial<SendFacts> {
  const facts = known.split('; ').map((part): Partial<SendFacts> => {
    const last = part.split(' ').at(-1)!;
    if (part === 'nothing') return {};
    if (part === 'spoken') return { optIn: express };
    if (part === 'written') return { optIn: { ...express, written: true } };
    if (part.startsWith('implied until'))
      return { optIn: { ...express, basis: 'implied', expiresAt: new Date(last) } };
    if (part.startsWith('inbound'))
      return { lastInbound: new Date(now.getTime() - Number.parseInt(last, 10) * 86_400_000) };
    if (part === 'employee') return { employee: true };
    if (part === 'other number') return { optInForOtherNumber: true };
    if (part === 'stop') return { stop: { at, word: 'STOP' } };
    if (part === 'hold') return { hold: { at, id: '4c9f1f0e-8a55-5d39-9f0b-0d8c2c8b7a10' } };
    if (part.startsWith('staff opt-out')) return { staffOptOut: new Date(last) };
    if (part === 'no form') return { registration: { submitted: false, approved: false } };
    if (part === 'not approved') return { registration: { submitted: true, approved: false } };
    throw new Error(`${part}?`);
  });
  return Object.assign({}, ...facts) as Partial<SendFacts>;
}

function factsOf({ where, hours, when, text, known }: Row): SendFacts {
  const [textClass, ...sent] = text.split(' ');
  const now = instant(when);
  const mandatory = text === 'mandatory';
  return {
    now,
    mandatory,
    stop: null,
    staffOptOut: null,
    hold: null,
    optIn: null,
    optInForOtherNumber: false,
    lastInbound: null,
    employee: false,
    textClass: mandatory ? 'conversational' : (textClass as TextClass),
    automatic: sent.join(' ') === 'automatic',
    quietHoursConfirmed: sent.join(' ') === 'confirmed',
    quietHours: hoursFrom(hours),
    registration: { submitted: true, approved: true },
    ...placeFacts(where),
    ...knownFacts(known, now),
  };
}

function outcomeOf(decision: Decision): string {
  if (decision.outcome === 'allow') return `allow ${decision.basis}`;
  if (decision.outcome === 'deny') return `deny ${decision.code}`;
  return `hold until ${decision.until.toISOString()}`;
}

function expectedOf({ outcome }: Row): string {
  const until = /^hold until (.*)$/.exec(outcome)?.[1];
  return until === undefined ? outcome : `hold until ${instant(until).toISOString()}`;
}

describe('the decisions written down from the sources', () => {
  test.each(rows.map((row) => [Object.values(row).join(' | '), row] as const))('%s', (_, row) => {
    const decision = decide(factsOf(row));
    expect({ outcome: outcomeOf(decision), rule: decision.reasons.at(-1)?.rule }).toEqual({
      outcome: expectedOf(row),
      rule: row.rule,
    });
  });

  test('are at least 120, and name rules that there are', () => {
    expect(rows.length).toBeGreaterThanOrEqual(120);
    const ids = new Set<string>(RULES.map(({ id }) => id));
    expect(rows.filter(({ rule }) => !ids.has(rule))).toEqual([]);
  });
});
