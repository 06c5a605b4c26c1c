import type { Rule } from './rule.js';

/**
 * Hours of states that are stricter than the federal ones. They bind advertising; whether a state
 * means texts by `call` is not always plain, so each is taken to. Sections move from one session to
 * the next: look them up before quoting them to anybody.
 */
export const US_STATE_RULES = [
  {
    id: 'us-fl.hours',
    sentence: 'Florida: no commercial solicitation before 8 a.m. or after 8 p.m. local time.',
    source: {
      title: 'Fla. Stat. 501.059 and 501.616(6) (Florida Telephone Solicitation Act)',
      url: 'https://www.flsenate.gov/Laws/Statutes/2025/501.059',
    },
    since: '2021-07-01',
  },
  {
    id: 'us-ok.hours',
    sentence: 'Oklahoma: no commercial solicitation before 8 a.m. or after 8 p.m. local time.',
    source: {
      title: '15 O.S. 775C.1 et seq. (Telephone Solicitation Act of 2022)',
      url: 'https://www.oscn.net/applications/oscn/index.asp?ftdb=STOKST15&level=1',
    },
    since: '2022-11-01',
  },
  {
    id: 'us-tx.hours',
    sentence:
      'Texas: no solicitation before 9 a.m. or after 9 p.m., nor before noon on a Sunday, local time.',
    source: {
      // The hours stand in chapter 301; SB 140 of 2025 counts texts as solicitation in 302 and 304.
      title: 'Tex. Bus. & Com. Code 301.051, 302, 304',
      url: 'https://statutes.capitol.texas.gov/Docs/BC/htm/BC.302.htm',
    },
    since: '2025-09-01',
  },
  {
    id: 'us-wa.hours',
    sentence: 'Washington: no solicitation before 8 a.m. or after 8 p.m. local time.',
    source: {
      title: 'RCW 80.36.390 and chapter 19.158',
      url: 'https://app.leg.wa.gov/RCW/default.aspx?cite=80.36.390',
    },
    since: '2022-06-09',
  },
  {
    id: 'us-md.hours',
    sentence: 'Maryland: no solicitation before 8 a.m. or after 8 p.m. local time.',
    source: {
      title: 'Md. Code, Com. Law 14-4501 et seq. (Stop the Spam Calls Act of 2023)',
      url: 'https://mgaleg.maryland.gov/mgawebsite/Legislation/Details/sb0090?ys=2023RS',
    },
    since: '2024-01-01',
  },
] as const satisfies readonly Rule[];
