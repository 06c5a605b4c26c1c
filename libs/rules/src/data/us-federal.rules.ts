import type { Rule } from './rule.js';

const CFR_64_1200 = 'https://www.ecfr.gov/current/title-47/section-64.1200';

export const US_FEDERAL_RULES = [
  {
    id: 'us.tcpa.consent',
    sentence:
      'Texts sent by automatic means need the prior express consent of whoever has the number; who gives a business their number for that has consented.',
    source: { title: '47 CFR 64.1200(a)(1)(iii)', url: CFR_64_1200 },
    since: '1992-12-20',
  },
  {
    id: 'us.tcpa.written-consent',
    sentence:
      'Advertising needs prior express written consent: an agreement in writing that clearly allows it, signed, if only electronically.',
    source: { title: '47 CFR 64.1200(a)(2), (f)(9)', url: CFR_64_1200 },
    since: '2013-10-16',
  },
  {
    id: 'us.tcpa.revocation',
    sentence:
      'Consent can be revoked by any reasonable means; STOP, QUIT, END, REVOKE, OPT OUT, CANCEL and UNSUBSCRIBE always are. It must be honoured within ten business days; here it is at once.',
    source: { title: '47 CFR 64.1200(a)(10)', url: CFR_64_1200 },
    since: '2025-04-11',
  },
  {
    // The FCC put off the part that makes one revocation count for every kind of text: to 2026-04-11
    // at first, and, so far as is known here, again after that. The stricter reading needs no date.
    id: 'us.fcc.revocation-2025',
    sentence:
      'A revocation counts for every kind of text of that business. That part of the rule of 2025 was put off; it is kept here all the same.',
    source: {
      title: 'FCC 24-24, in force 2025-04-11 save for its deferred part',
      url: 'https://docs.fcc.gov/public/attachments/FCC-24-24A1.pdf',
    },
    since: '2025-04-11',
  },
  {
    id: 'us.tcpa.confirmation',
    sentence: 'One text may confirm an opt-out, within five minutes and without any advertising.',
    source: { title: '47 CFR 64.1200(a)(12)', url: CFR_64_1200 },
    since: '2025-04-11',
  },
  {
    id: 'us.tcpa.hours',
    sentence:
      'No telephone solicitation before 8 a.m. or after 9 p.m., local time where the called party is.',
    source: { title: '47 CFR 64.1200(c)(1), (e)', url: CFR_64_1200 },
    since: '1992-12-20',
  },
  {
    id: 'us.tcpa.do-not-call',
    sentence: 'Who asks for no more solicitations is kept on the own list of the business.',
    source: { title: '47 CFR 64.1200(d)', url: CFR_64_1200 },
    since: '1992-12-20',
  },
] as const satisfies readonly Rule[];
