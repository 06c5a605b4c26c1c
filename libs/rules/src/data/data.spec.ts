import { expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { QUIET_HOURS_PRESETS, RULES, RULES_NOTICE, RULES_VERSION } from '../index.js';
import { CANADIAN_AREA_CODES, CANADIAN_NON_GEOGRAPHIC } from './area-codes.ca.js';
import { US_AREA_CODES } from './area-codes.us.js';
import { CANADIAN_POSTAL_CODES } from './canadian-postal-codes.js';
import { ZIP_CODES } from './zip-codes.js';
import { EVERY_ZONE } from './zones.js';

/**
 * Every version that was ever given out, with the hash of its data. Decisions are recorded with
 * their version: changed data takes a new line here, and RULES_VERSION its date, with a number when it is not
 * the first of its day.
 */
const VERSIONS = [
  ['2026-11-23', '3ae6a90cf44b802a'],
  ['2026-11-23.2', '2245f121605876ff'],
] as const;

test('data that changed has a new version', () => {
  const data = {
    RULES,
    QUIET_HOURS_PRESETS,
    sections: RULES_NOTICE.sections,
    US_AREA_CODES,
    CANADIAN_AREA_CODES,
    CANADIAN_NON_GEOGRAPHIC,
    ZIP_CODES,
    CANADIAN_POSTAL_CODES,
    EVERY_ZONE,
  };
  const hash = createHash('sha256').update(JSON.stringify(data)).digest('hex').slice(0, 16);
  expect([RULES_VERSION, hash]).toEqual(VERSIONS.at(-1));
  expect(new Set(VERSIONS.map(([version]) => version)).size).toBe(VERSIONS.length);
});

test('every rule has an id of its own, a source and a day', () => {
  expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length);
  for (const { sentence, source, since } of RULES) {
    expect(sentence).toMatch(/^[A-Z].*\.$/);
    expect(source.url).toMatch(/^(https:\/\/|docs\/)/);
    expect(new Date(since).toISOString().slice(0, 10)).toBe(since);
  }
});

test('the notice names CTIA, TCPA, CASL and CAN-SPAM, and whose responsibility opting in is', () => {
  const { version, sections } = RULES_NOTICE;
  expect(version).toBe(RULES_VERSION);
  const titles = sections.flatMap(({ sources }) => sources.map(({ title }) => title)).join('\n');
  for (const source of ['CTIA', '47 CFR 64.1200', 'CASL', 'CAN-SPAM'])
    expect(titles).toContain(source);
  expect(sections[0]!.title).toBe('Whom to opt in is your responsibility');
  for (const { sources } of sections) expect(sources.length).toBeGreaterThan(0);
});
