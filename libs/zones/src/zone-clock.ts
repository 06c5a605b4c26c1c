const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;
/** Since 2023 all clocks are set at whole quarters of an hour UTC. */
const QUARTER_MS = 15 * MINUTE_MS;
/** Years of decisions ask for few; a caller that asks for more starts afresh. */
const KEPT_OFFSETS = 4_096;
const KEPT_ZONES = 1_024;

interface Clock {
  readonly format: Intl.DateTimeFormat;
  readonly offsets: Map<number, number>;
}

const clocks = new Map<string, Clock>();

/**
 * How far the clocks of a zone are ahead of UTC, in milliseconds.
 * @param at milliseconds since 1970
 * @throws RangeError for a zone that isn't
 */
export function offsetAt(zone: string, at: number): number {
  const { format, offsets } = clockOf(zone);
  const quarter = Math.floor(at / QUARTER_MS);
  const kept = offsets.get(quarter);
  if (kept !== undefined) return kept;
  if (offsets.size >= KEPT_OFFSETS) offsets.clear();
  const offset = offsetOf(format, quarter * QUARTER_MS);
  offsets.set(quarter, offset);
  return offset;
}

function clockOf(zone: string): Clock {
  const kept = clocks.get(zone);
  if (kept) return kept;
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  if (clocks.size >= KEPT_ZONES) clocks.clear();
  const clock = { format, offsets: new Map<number, number>() };
  clocks.set(zone, clock);
  return clock;
}

/** Reads `GMT-03:30`, of long ago `GMT-00:44:30` too; `GMT` is none. */
function offsetOf(format: Intl.DateTimeFormat, at: number): number {
  const name = format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign, hours, minutes, seconds = 0] =
    /^GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(name) ?? [];
  if (sign === undefined) return 0;
  const ahead = (Number(hours) * 60 + Number(minutes)) * MINUTE_MS + Number(seconds) * SECOND_MS;
  return sign === '-' ? -ahead : ahead;
}

/** `HH:MM` on the clocks of a zone. */
export function onClock(zone: string, at: number): string {
  // By hand: a date's own text takes longer than the rest of a decision.
  const minutes = Math.floor((at + offsetAt(zone, at)) / MINUTE_MS);
  const ofDay = ((minutes % DAY_MINUTES) + DAY_MINUTES) % DAY_MINUTES;
  return `${twoDigits(Math.floor(ofDay / 60))}:${twoDigits(ofDay % 60)}`;
}

function twoDigits(number: number): string {
  return number < 10 ? `0${number}` : `${number}`;
}
