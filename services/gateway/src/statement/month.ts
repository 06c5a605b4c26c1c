const MONTH = /^\d{4}-(?:0[1-9]|1[0-2])$/;
const SECOND_MS = 1_000;
/** No clock is further from UTC than this. */
const FURTHEST_MS = 26 * 60 * 60 * 1_000;

export interface Month {
  /** `2026-11` */
  readonly name: string;
  readonly from: Date;
  /** The first instant of the next. */
  readonly to: Date;
}

export function isMonth(text: string): boolean {
  return MONTH.test(text);
}

/** The month that it is in a zone, as `2026-11`: months compare as texts do. */
export function monthAt(instant: Date, timeZone: string): string {
  return monthsOf(timeZone)(instant.getTime());
}

/**
 * A month as the clocks of a zone have it: its length follows their changes.
 * @param name what `isMonth` says is one
 */
export function monthIn(timeZone: string, name: string): Month {
  const [year = 0, number = 0] = name.split('-').map(Number);
  return {
    name,
    from: firstInstant(timeZone, year, number),
    to: firstInstant(timeZone, year, number + 1),
  };
}

/** By halves, since midnight may be left out or come twice where clocks change at midnight. */
function firstInstant(timeZone: string, year: number, number: number): Date {
  const midnight = Date.UTC(year, number - 1);
  const month = monthsOf(timeZone);
  const wanted = new Date(midnight).toISOString().slice(0, 7);
  let [before, within] = [
    (midnight - FURTHEST_MS) / SECOND_MS,
    (midnight + FURTHEST_MS) / SECOND_MS,
  ];
  while (within - before > 1) {
    const middle = Math.floor((before + within) / 2);
    if (month(middle * SECOND_MS) < wanted) before = middle;
    else within = middle;
  }
  return new Date(within * SECOND_MS);
}

function monthsOf(timeZone: string): (epochMs: number) => string {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    year: 'numeric',
    month: '2-digit',
  });
  return (epochMs) => {
    const parts = new Map(format.formatToParts(epochMs).map(({ type, value }) => [type, value]));
    return `${parts.get('year')?.padStart(4, '0')}-${parts.get('month')}`;
  };
}
