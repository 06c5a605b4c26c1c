import type { QuietHours } from '../hours/quiet-hours.js';
import { type RuleId, RULES } from './rules.js';

export interface QuietHoursPreset extends QuietHours {
  readonly rule: RuleId;
  readonly source: string;
  readonly sourceUrl: string;
}

/** 08:00 to 21:00, the federal hours. */
export const DEFAULT_QUIET_HOURS: QuietHours = { from: '08:00', to: '21:00', sunday: null };

const UNTIL_EIGHT: QuietHours = { from: '08:00', to: '20:00', sunday: null };
const TEXAN: QuietHours = { from: '09:00', to: '21:00', sunday: { from: '12:00', to: '21:00' } };

export const QUIET_HOURS_PRESETS = {
  default: preset('us.tcpa.hours', DEFAULT_QUIET_HOURS),
  'US-FL': preset('us-fl.hours', UNTIL_EIGHT),
  'US-OK': preset('us-ok.hours', UNTIL_EIGHT),
  'US-TX': preset('us-tx.hours', TEXAN),
  'US-WA': preset('us-wa.hours', UNTIL_EIGHT),
  'US-MD': preset('us-md.hours', UNTIL_EIGHT),
} as const;

function preset(id: RuleId, hours: QuietHours): QuietHoursPreset {
  const { source } = RULES.find((rule) => rule.id === id)!;
  return { ...hours, rule: id, source: source.title, sourceUrl: source.url };
}
