/** Of everything in `data/`. A change of the data needs a new one: decisions are recorded with it. */
export const RULES_VERSION = '2026-11-23.2';
