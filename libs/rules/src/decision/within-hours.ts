import { onClock } from '@fieldline/zones';
import type { SendFacts } from '../facts.js';
import { isOpen, nextOpening } from '../hours/window.js';
import type { PlaceBasis } from '../place/place.js';
import { because, type Objection } from './because.js';
import type { Reason } from './decision.js';
import { lawfulWindows, ownWindows, type RuledWindow } from './windows.js';

/** The text waits: nobody is there to be asked. */
export interface Wait {
  readonly until: Date;
  readonly because: Reason;
}

const KNOWN_BY: Record<PlaceBasis, string> = {
  job_site: 'by the job site',
  contact: 'as the contact says',
  postal_code: 'by the postal code',
  area_code: 'by the area code',
  strictest: 'nobody knows where they are, so anywhere',
};

/**
 * Whether it is inside every window: the business's own, which a text by hand may break when that is
 * confirmed, and for advertising the hours of every law that may hold, which nobody can.
 */
export function hoursOf(facts: SendFacts): Reason | Objection | Wait {
  const isPromotional = facts.textClass === 'promotional';
  if (facts.employee && !isPromotional)
    return because('own.employee', 'Quiet hours are not for the own people of a business.');
  const at = facts.now.getTime();
  const isClosed = (window: RuledWindow): boolean => !isOpen(window, at);
  const own = ownWindows(facts);
  const lawful = isPromotional ? lawfulWindows(facts) : [];
  const forbidden = lawful.find(isClosed);
  const closed = forbidden ?? own.find(isClosed);
  if (!closed) return because('own.quiet-hours', insideSentence(facts, own));
  const isConfirmed = facts.quietHoursConfirmed && !facts.automatic;
  if (isConfirmed && !forbidden)
    return because('own.quiet-hours', `${outsideSentence(facts, closed)} It was confirmed.`);
  const opensAt = nextOpening(isConfirmed ? lawful : [...lawful, ...own], at);
  return outside(facts, closed, opensAt);
}

function outside(
  facts: SendFacts,
  closed: RuledWindow,
  opensAt: number | undefined,
): Objection | Wait {
  const sentence = outsideSentence(facts, closed);
  const confirmable = closed.rule === 'own.quiet-hours' && !facts.automatic;
  const code = 'quiet_hours_confirm';
  if (opensAt === undefined) {
    const never = `${sentence} No hour is inside wherever they may be: note down where they are.`;
    return { code, because: because(closed.rule, never), confirmable };
  }
  const until = new Date(opensAt);
  if (facts.automatic) return { until, because: because(closed.rule, sentence) };
  return { code, because: because(closed.rule, sentence), opensAt: until, confirmable };
}

function insideSentence({ now, place }: SendFacts, windows: readonly RuledWindow[]): string {
  const clocks = windows.map(({ zone }) => clockIn(zone, now)).join(', ');
  return `It is ${clocks}, ${KNOWN_BY[place.basis]}: inside the window.`;
}

function outsideSentence({ now, place }: SendFacts, { zone, hours }: RuledWindow): string {
  const sunday = hours.sunday ? `, on Sundays ${hours.sunday.from} to ${hours.sunday.to}` : '';
  const window = `${hours.from} to ${hours.to}${sunday}`;
  return `It is ${clockIn(zone, now)}, ${KNOWN_BY[place.basis]}: outside ${window}.`;
}

function clockIn(zone: string, now: Date): string {
  return `${onClock(zone, now.getTime())} in ${zone}`;
}
