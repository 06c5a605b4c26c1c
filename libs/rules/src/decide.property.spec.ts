import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  decide,
  placeOf,
  QUIET_HOURS_PRESETS,
  type QuietHours,
  type SendFacts,
  type TextClass,
} from './index.js';

const MINUTE_MS = 60_000;
const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
const span = fc
  .tuple(fc.integer({ min: 0, max: 1_439 }), fc.integer({ min: 1, max: 1_440 }))
  .filter(([from, to]) => from < to)
  .map(([from, to]) => ({ from: clock(from), to: clock(to) }));
const hours: fc.Arbitrary<QuietHours> = fc.oneof(
  fc.constantFrom(...Object.values(QUIET_HOURS_PRESETS)),
  fc.record({ from: fc.constant('08:00'), to: fc.constant('21:00'), sunday: span }),
  span.map((each) => ({ ...each, sunday: null })),
);
/** Weeks in which clocks are set, and any other time; whole minutes. */
const moment = fc
  .tuple(
    fc.constantFrom('2026-03-06', '2026-10-30', '2027-03-12', '2026-07-01', '2026-12-31'),
    fc.integer({ min: 0, max: 5 * 1_440 }),
  )
  .map(([day, minutes]) => new Date(Date.parse(day) + minutes * MINUTE_MS));
const number = fc
  .constantFrom('212', '850', '208', '928', '907', '709', '867', '250', '800', '305', '512', '671')
  .map((code) => `+1${code}5550123`);
const facts: fc.Arbitrary<SendFacts> = fc
  .record({
    now: moment,
    phoneNumber: number,
    quietHours: hours,
    textClass: fc.constantFrom<TextClass>('conversational', 'informational', 'promotional'),
    automatic: fc.boolean(),
    quietHoursConfirmed: fc.boolean(),
    businessCountry: fc.constantFrom('US' as const, 'CA' as const),
  })
  .map(({ phoneNumber, ...rest }) => ({
    ...rest,
    place: placeOf({ phoneNumber, businessCountry: rest.businessCountry }),
    mandatory: false,
    stop: null,
    staffOptOut: null,
    hold: null,
    optIn: { at: new Date(0), basis: 'express', written: true, expiresAt: null },
    optInForOtherNumber: false,
    lastInbound: null,
    employee: false,
    registration: { submitted: true, approved: true },
  }));
const automatic = facts.map((each) => ({ ...each, automatic: true }));

/** When it may go: now, later, or never that is known. */
function goesAt(each: SendFacts): number {
  const decision = decide(each);
  if (decision.outcome === 'allow') return each.now.getTime();
  return decision.outcome === 'hold' ? decision.until.getTime() : Infinity;
}

describe('whatever the hours, the zones and the day', () => {
  test('what is held may go at the time it is held to, and not a minute before', () => {
    fc.assert(
      fc.property(automatic, (each) => {
        const at = goesAt(each);
        if (at === Infinity || at === each.now.getTime()) return;
        expect(decide({ ...each, now: new Date(at) }).outcome).toBe('allow');
        const before = decide({ ...each, now: new Date(at - MINUTE_MS) });
        expect(before).toMatchObject({ outcome: 'hold', until: new Date(at) });
      }),
      { numRuns: 250 },
    );
  });

  test('later never goes earlier', () => {
    fc.assert(
      fc.property(automatic, fc.integer({ min: 0, max: 3 * 1_440 }), (each, minutes) => {
        const later = new Date(each.now.getTime() + minutes * MINUTE_MS);
        expect(goesAt({ ...each, now: later })).toBeGreaterThanOrEqual(goesAt(each));
      }),
      { numRuns: 250 },
    );
  });

  test('the order of the zones and of the states does not matter', () => {
    fc.assert(
      fc.property(facts, (each) => {
        const { zones, regions } = each.place;
        const place = {
          ...each.place,
          zones: zones.toReversed(),
          regions: regions.toReversed(),
        };
        expect(goesAt({ ...each, place })).toBe(goesAt(each));
        expect(decide({ ...each, place }).outcome).toBe(decide(each).outcome);
      }),
      { numRuns: 250 },
    );
  });

  test('one more zone never lets it go sooner, and a confirm never later', () => {
    fc.assert(
      fc.property(facts, (each) => {
        const place = { ...each.place, zones: [...each.place.zones, 'America/Chicago'] };
        expect(goesAt({ ...each, place })).toBeGreaterThanOrEqual(goesAt(each));
        const confirmed = { ...each, quietHoursConfirmed: true };
        expect(goesAt(confirmed)).toBeLessThanOrEqual(goesAt(each));
      }),
      { numRuns: 250 },
    );
  });

  test('an automatic text goes only when it is inside in every zone, by clocks of their own', () => {
    fc.assert(
      fc.property(automatic, (each) => {
        const isInside = each.place.zones.every((zone) => inside(each.quietHours, zone, each.now));
        if (!isInside) expect(decide(each).outcome).not.toBe('allow');
        else if (each.textClass !== 'promotional') expect(decide(each).outcome).toBe('allow');
      }),
      { numRuns: 250 },
    );
  });
});

/** Asked of Intl anew, by the words that it writes. */
function inside(hoursSet: QuietHours, timeZone: string, at: Date): boolean {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const { from, to } =
    hoursSet.sunday && parts.get('weekday') === 'Sun' ? hoursSet.sunday : hoursSet;
  const time = `${parts.get('hour')}:${parts.get('minute')}`;
  return from <= time && time < to;
}
