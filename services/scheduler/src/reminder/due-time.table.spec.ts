import { describe, expect, test } from '@jest/globals';
import { zoneDataVersion } from '@fieldline/zones';
import { readFileSync } from 'node:fs';
import { dueAt } from './due-time.js';
import {
  REMINDER_DAYS,
  REMINDER_HOURS,
  REMINDER_TIME,
  type ReminderRule,
} from './reminder-rule.js';

const page = readFileSync(new URL('due-times.md', import.meta.url), 'utf8');
const rows = page
  .split('\n')
  .filter((line) => /^\| \w+\//.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, zone = '', starts = '', rule = '', due = '']) => ({ zone, starts, rule, due }));

/** `1 days before`, `9 hours before`, `day before at 18:00`. */
function ruleOf(text: string): ReminderRule {
  const [number, unit] = text.split(' ');
  if (unit === 'days') return { kind: 'days_before', days: Number(number) };
  if (unit === 'hours') return { kind: 'hours_before', hours: Number(number) };
  return { kind: 'day_before_at', time: text.slice(-5) };
}

/** `2026-11-01 09:00 -05:00`. */
function instant(text: string): Date {
  return new Date(text.replace(' ', 'T').replace(' ', ''));
}

describe('reminders by the table of another engine', () => {
  test.each(rows)('$zone, $starts, $rule: $due', ({ zone, starts, rule, due }) => {
    const job = { startsAt: instant(starts), timeZone: zone };
    expect(dueAt(ruleOf(rule), job)).toEqual(instant(due));
  });

  test('are many, of zone data no later than this runtime has', () => {
    expect(rows.length).toBeGreaterThanOrEqual(120);
    const [, release = '?'] = /IANA's (\d{4}[a-z])\./.exec(page) ?? [];
    expect(release <= zoneDataVersion()).toBe(true);
  });

  test('go to both ends of what a rule may ask', () => {
    const rules = rows.map(({ rule }) => ruleOf(rule));
    const days = rules.flatMap((rule) => (rule.kind === 'days_before' ? rule.days : []));
    const hours = rules.flatMap((rule) => (rule.kind === 'hours_before' ? rule.hours : []));
    const times = rules.flatMap((rule) => (rule.kind === 'day_before_at' ? rule.time : []));
    expect([Math.min(...days), Math.max(...days)]).toEqual(Object.values(REMINDER_DAYS));
    expect([Math.min(...hours), Math.max(...hours)]).toEqual(Object.values(REMINDER_HOURS));
    expect(times).toEqual(expect.arrayContaining(['00:00', '23:59']));
    expect(times.filter((time) => !REMINDER_TIME.test(time))).toEqual([]);
  });
});

test.each(['24:00', '12:60', '9:00', '12:00:00', ' 12:00', '', 'noon'])(
  'a rule may not ask for "%s", and it is never due',
  (time) => {
    expect(REMINDER_TIME.test(time)).toBe(false);
    const job = { startsAt: new Date('2026-12-01T15:00:00Z'), timeZone: 'America/Chicago' };
    expect(() => dueAt({ kind: 'day_before_at', time }, job)).toThrow(RangeError);
  },
);
