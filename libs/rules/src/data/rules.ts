import { CANADIAN_RULES } from './canada.rules.js';
import { INDUSTRY_RULES } from './industry.rules.js';
import { OWN_RULES } from './own.rules.js';
import type { Rule } from './rule.js';
import { US_FEDERAL_RULES } from './us-federal.rules.js';
import { US_STATE_RULES } from './us-state.rules.js';

const all = [
  ...US_FEDERAL_RULES,
  ...US_STATE_RULES,
  ...CANADIAN_RULES,
  ...INDUSTRY_RULES,
  ...OWN_RULES,
];

export type RuleId = (typeof all)[number]['id'];

/** Every rule that a decision may name. */
export const RULES: readonly (Rule & { readonly id: RuleId })[] = all;
