/** When a reminder is due. */
export type ReminderRule =
  /** So many times 24 hours before the visit starts, whatever clocks do. */
  | { readonly kind: 'days_before'; readonly days: number }
  | { readonly kind: 'hours_before'; readonly hours: number }
  /** At a time (`HH:MM`) of the day before, on the clocks where the visit is. */
  | { readonly kind: 'day_before_at'; readonly time: string };

/** What a rule may ask for, both ends included. */
export const REMINDER_DAYS = { least: 1, most: 365 } as const;
export const REMINDER_HOURS = { least: 1, most: 72 } as const;
/** On the minute, `00:00` to `23:59`. */
export const REMINDER_TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/;
