import type { Rule } from './rule.js';

const OWN = { title: "Fieldline's own", url: 'docs/adr/0016-rules-as-data.md' };

/** What this product asks for beyond the laws. */
export const OWN_RULES = [
  {
    id: 'own.form',
    sentence: 'Before the registration form is submitted no text leaves, in either country.',
    source: OWN,
    since: '2026-11-23',
  },
  {
    id: 'own.hold',
    sentence: 'Who seems to want no more texts gets none until somebody has decided.',
    source: OWN,
    since: '2026-11-23',
  },
  {
    id: 'own.employee',
    sentence:
      'The own people of a business need no opt-in and may be texted at any hour; they may opt out like anybody.',
    source: OWN,
    since: '2026-11-23',
  },
  {
    id: 'own.quiet-hours',
    sentence:
      'Every text keeps to the quiet hours that the business has set; what is sent by hand may be confirmed.',
    source: OWN,
    since: '2026-11-23',
  },
] as const satisfies readonly Rule[];
