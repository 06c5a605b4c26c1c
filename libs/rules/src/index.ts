export { consentExpiry } from './consent-expiry.js';
export { RULES_NOTICE, type NoticeSection } from './data/notice.js';
export {
  DEFAULT_QUIET_HOURS,
  QUIET_HOURS_PRESETS,
  type QuietHoursPreset,
} from './data/quiet-hours-presets.js';
export type { Rule, Source } from './data/rule.js';
export { type RuleId, RULES } from './data/rules.js';
export { decide, refusalsOf } from './decide.js';
export { INBOUND_BASIS_DAYS } from './decision/consent.js';
export {
  type Allowed,
  type Basis,
  type Decision,
  denialCodes,
  type DenialCode,
  type Denied,
  type Held,
  type Reason,
  type Refusal,
} from './decision/decision.js';
export {
  type Hold,
  type OptIn,
  type SendFacts,
  type Stop,
  STOPPED_BY_PROVIDER,
  type TextClass,
} from './facts.js';
export type { QuietHours } from './hours/quiet-hours.js';
export { type KnownPlace, type PlaceBasis, placeOf, type RecipientPlace } from './place/place.js';
export { RULES_VERSION } from './rules-version.js';
