import type { Rule } from './rule.js';

const CASL = 'https://laws-lois.justice.gc.ca/eng/acts/e-1.6/FullText.html';

export const CANADIAN_RULES = [
  {
    id: 'ca.casl.consent',
    sentence:
      'A commercial text needs consent, express or implied, says who sends it, and can be unsubscribed from.',
    source: { title: 'CASL, S.C. 2010, c. 23, s. 6, 10(1), 11', url: CASL },
    since: '2014-07-01',
  },
  {
    id: 'ca.casl.implied-consent',
    sentence:
      'Consent implied by a purchase or contract ends after two years, by an inquiry after six months.',
    source: { title: 'CASL, S.C. 2010, c. 23, s. 10(9) to (13)', url: CASL },
    since: '2014-07-01',
  },
] as const satisfies readonly Rule[];
