/** A visit on the clocks of its own zone. */
export interface Visit {
  readonly startsAt: Date;
  readonly endsAt: Date | null;
  /** IANA, for instance `America/Chicago`. */
  readonly timeZone: string;
}

/** When a visit is, in words; in English, whatever the business's country. */
export interface VisitTimes {
  /** `Tuesday, December 1` */
  readonly date: string;
  /** `9:00 AM` */
  readonly time: string;
  /** The arrival window; null without an end. */
  readonly windowStart: string | null;
  readonly windowEnd: string | null;
  /** `9:00 AM to 11:00 AM` */
  readonly window: string | null;
}

export function visitTimes({ startsAt, endsAt, timeZone }: Visit): VisitTimes {
  const clock = clockOf(timeZone);
  const { date, time } = clock(startsAt);
  if (!endsAt) return { date, time, windowStart: null, windowEnd: null, window: null };
  const windowEnd = clock(endsAt).time;
  return { date, time, windowStart: time, windowEnd, window: `${time} to ${windowEnd}` };
}

/** Put together of parts: Intl's own text has a narrow space in it, which would make every text UCS-2. */
function clockOf(timeZone: string): (instant: Date) => { date: string; time: string } {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    weekday: 'long',
    month: 'long',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    hour12: true,
  });
  return (instant) => {
    const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, value]));
    const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
    return {
      date: `${part('weekday')}, ${part('month')} ${part('day')}`,
      time: `${part('hour')}:${part('minute')} ${part('dayPeriod').toUpperCase()}`,
    };
  };
}
