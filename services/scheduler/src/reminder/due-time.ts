import { dateOf, dayBefore, toInstant } from '@fieldline/zones';
import type { ReminderRule } from './reminder-rule.js';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

/** What of a job its reminders' times depend on. */
export interface Start {
  readonly startsAt: Date;
  /** IANA, of the job's site. */
  readonly timeZone: string;
}

/**
 * When a reminder by a rule is due. A time that the clocks leave out moves on by as much as they do,
 * and of one that they repeat it is the first. Where clocks are set at midnight, that can be after
 * a start soon after midnight.
 * @throws RangeError for a zone or a time of day that isn't
 */
export function dueAt(rule: ReminderRule, { startsAt, timeZone }: Start): Date {
  const start = startsAt.getTime();
  switch (rule.kind) {
    case 'days_before':
      return new Date(start - rule.days * DAY_MS);
    case 'hours_before':
      return new Date(start - rule.hours * HOUR_MS);
    case 'day_before_at': {
      const date = dayBefore(dateOf(timeZone, start));
      return new Date(toInstant(timeZone, { date, time: rule.time }));
    }
  }
}
