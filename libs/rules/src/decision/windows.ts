import { DEFAULT_QUIET_HOURS, QUIET_HOURS_PRESETS } from '../data/quiet-hours-presets.js';
import type { RuleId } from '../data/rules.js';
import { EVERY_ZONE } from '../data/zones.js';
import type { SendFacts } from '../facts.js';
import type { QuietHours } from '../hours/quiet-hours.js';
import type { Window } from '../hours/window.js';
import type { RecipientPlace } from '../place/place.js';

/** Hours that somebody has set, in one of the zones that are possible. */
export interface RuledWindow extends Window {
  readonly rule: RuleId;
}

interface RuledHours {
  readonly rule: RuleId;
  readonly hours: QuietHours;
}

const FEDERAL: RuledHours = { rule: 'us.tcpa.hours', hours: DEFAULT_QUIET_HOURS };
const OF_STATES: ReadonlyMap<string, RuledHours> = new Map(
  Object.entries(QUIET_HOURS_PRESETS)
    .filter(([region]) => region !== 'default')
    .map(([region, preset]) => [region, { rule: preset.rule, hours: preset }] as const),
);

/** The business's own setting. */
export function ownWindows({ quietHours, place }: SendFacts): RuledWindow[] {
  return inEveryZone(place, [{ rule: 'own.quiet-hours', hours: quietHours }]);
}

/**
 * What the law of the recipient's states and of their country says. Canada's sets no hours for texts
 * (the CRTC's are for voice and fax). Where no state is known, every one of them may be theirs.
 */
export function lawfulWindows({ place }: SendFacts): RuledWindow[] {
  const { regions, country } = place;
  const states = regions.filter((region) => region.startsWith('US-'));
  if (country === 'CA' && states.length === 0) return [];
  const isKnown = states.length > 0;
  const stricter = isKnown
    ? states.flatMap((state) => OF_STATES.get(state) ?? [])
    : [...OF_STATES.values()];
  return inEveryZone(place, [FEDERAL, ...stricter]);
}

function inEveryZone({ zones }: RecipientPlace, hours: readonly RuledHours[]): RuledWindow[] {
  // Without a zone nothing would be closed.
  const possible = zones.length > 0 ? zones : EVERY_ZONE.US;
  return possible.flatMap((zone) => hours.map((each) => ({ zone, ...each })));
}
