import { offsetAt } from '@fieldline/zones';
import type { QuietHours } from './quiet-hours.js';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** A window that doesn't open within that is one that never does. */
const SEARCHED_MS = 8 * DAY_MS;

/** Quiet hours on the clocks of a zone. */
export interface Window {
  readonly zone: string;
  readonly hours: QuietHours;
}

/** Whether texts may go at `at`, in milliseconds since 1970. */
export function isOpen({ zone, hours }: Window, at: number): boolean {
  const onClock = at + offsetAt(zone, at);
  return nextOnClock(hours, onClock) === onClock;
}

/**
 * The first moment from `at` on at which every window is open: `at` itself when they are; undefined
 * when there is none within 8 days.
 */
export function nextOpening(windows: readonly Window[], at: number): number | undefined {
  let next = at;
  while (next <= at + SEARCHED_MS) {
    const moment = next;
    // None may go before the last of them opens.
    next = Math.max(moment, ...windows.map((window) => opening(window, moment)));
    if (next === moment) return next;
  }
  return undefined;
}

function opening({ zone, hours }: Window, at: number): number {
  let moment = at;
  for (;;) {
    const offset = offsetAt(zone, moment);
    const next = nextOnClock(hours, moment + offset) - offset;
    if (next === Infinity || offsetAt(zone, next) === offset) return next;
    // The clocks are set before it opens: from there on, by the new time.
    moment = clockChange(zone, moment, next);
  }
}

/** The minute in which the clocks are set, after `from` and not after `to`. */
function clockChange(zone: string, from: number, to: number): number {
  const before = offsetAt(zone, from);
  let [early, late] = [Math.floor(from / MINUTE_MS), Math.ceil(to / MINUTE_MS)];
  while (late - early > 1) {
    const middle = Math.floor((early + late) / 2);
    if (offsetAt(zone, middle * MINUTE_MS) === before) early = middle;
    else late = middle;
  }
  return late * MINUTE_MS;
}

/** The first time on a clock at which the window is open; Infinity when it is never. */
function nextOnClock(hours: QuietHours, onClock: number): number {
  const today = Math.floor(onClock / DAY_MS);
  for (let day = today; day <= today + 7; day += 1) {
    const { from, to } = hours.sunday && isSunday(day) ? hours.sunday : hours;
    const opens = day * DAY_MS + minutesOf(from) * MINUTE_MS;
    const closes = day * DAY_MS + minutesOf(to) * MINUTE_MS;
    if (opens < closes && onClock < closes) return Math.max(onClock, opens);
  }
  return Infinity;
}

/** 1970 began on a Thursday. */
function isSunday(day: number): boolean {
  return (day + 4) % 7 === 0;
}

/** Of `HH:MM`, `24:00` included. */
function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}
