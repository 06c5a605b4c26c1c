import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dueAt } from './due-time.js';
import { REMINDER_DAYS, REMINDER_HOURS, type ReminderRule } from './reminder-rule.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const QUARTER_MS = 15 * 60_000;

const timeZone = fc.constantFrom(
  'America/New_York',
  'America/Phoenix',
  'America/St_Johns',
  'America/Vancouver',
  'America/Havana',
  'America/Nuuk',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
);
const minutes = (from: string, to: string): fc.Arbitrary<Date> =>
  fc
    .integer({ min: Date.parse(from) / 60_000, max: Date.parse(to) / 60_000 })
    .map((minute) => new Date(minute * 60_000));
/** Any minute of years to come, and many around changeovers. */
const startsAt = fc.oneof(
  minutes('2026-01-01T00:00Z', '2035-01-01T00:00Z'),
  minutes('2027-03-13T12:00Z', '2027-03-16T12:00Z'),
  minutes('2027-03-27T12:00Z', '2027-03-30T12:00Z'),
  minutes('2027-10-30T12:00Z', '2027-11-02T12:00Z'),
  minutes('2027-11-06T12:00Z', '2027-11-09T12:00Z'),
);
const job = fc.record({ startsAt, timeZone });
const days = fc.integer({ min: REMINDER_DAYS.least, max: REMINDER_DAYS.most });
const hours = fc.integer({ min: REMINDER_HOURS.least, max: REMINDER_HOURS.most });
const time = fc
  .record({ hour: fc.integer({ min: 0, max: 23 }), minute: fc.integer({ min: 0, max: 59 }) })
  .map(({ hour, minute }) => [hour, minute].map((part) => `${part}`.padStart(2, '0')).join(':'));
const rule: fc.Arbitrary<ReminderRule> = fc.oneof(
  fc.record({ kind: fc.constant('days_before' as const), days }),
  fc.record({ kind: fc.constant('hours_before' as const), hours }),
  fc.record({ kind: fc.constant('day_before_at' as const), time }),
);

const formats = new Map<string, Intl.DateTimeFormat>();
/** `2026-11-23 18:00`, in Intl's own words. */
function clock(timeZone: string, at: number): string {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  formats.set(timeZone, format);
  return format.format(at);
}

/** The first moment near a date that the clocks show it at a time; undefined if they leave it out. */
function firstShown(timeZone: string, wanted: string): number | undefined {
  const middle = Date.parse(`${wanted.replace(' ', 'T')}Z`);
  for (let at = middle - 15 * HOUR_MS; at <= middle + 15 * HOUR_MS; at += QUARTER_MS)
    if (clock(timeZone, at) === wanted) return at;
  return undefined;
}

describe('a reminder', () => {
  test('days ahead goes exactly so many times 24 hours before', () => {
    fc.assert(
      fc.property(job, days, (job, days) => {
        const due = dueAt({ kind: 'days_before', days }, job);
        expect(job.startsAt.getTime() - due.getTime()).toBe(days * DAY_MS);
      }),
    );
  });

  test('hours ahead goes exactly so many hours before', () => {
    fc.assert(
      fc.property(job, hours, (job, hours) => {
        const due = dueAt({ kind: 'hours_before', hours }, job);
        expect(job.startsAt.getTime() - due.getTime()).toBe(hours * HOUR_MS);
      }),
    );
  });

  test('of the day before goes when the clocks first show its time, or after the gap', () => {
    let leftOut = 0;
    fc.assert(
      fc.property(job, time, (job, time) => {
        const due = dueAt({ kind: 'day_before_at', time }, job).getTime();
        const date = clock(job.timeZone, job.startsAt.getTime()).slice(0, 10);
        const before = new Date(Date.parse(date) - DAY_MS).toISOString().slice(0, 10);
        const shown = firstShown(job.timeZone, `${before} ${time}`);
        if (shown !== undefined) expect(due).toBe(shown);
        else {
          leftOut += 1;
          // By the clocks as they were the day before, it is the time that was asked for.
          expect(clock(job.timeZone, due - DAY_MS).slice(11)).toBe(time);
        }
      }),
      { numRuns: 1_000, seed: 7 },
    );
    expect(leftOut).toBeGreaterThan(0);
  });

  test('is never due later for an earlier visit of the same day', () => {
    fc.assert(
      fc.property(job, rule, fc.integer({ min: 0, max: 24 * 60 }), (job, rule, later) => {
        const other = { ...job, startsAt: new Date(job.startsAt.getTime() + later * 60_000) };
        const [day, otherDay] = [job, other].map(({ timeZone, startsAt }) =>
          clock(timeZone, startsAt.getTime()).slice(0, 10),
        );
        fc.pre(day === otherDay);
        expect(dueAt(rule, other).getTime()).toBeGreaterThanOrEqual(dueAt(rule, job).getTime());
      }),
    );
  });
});
