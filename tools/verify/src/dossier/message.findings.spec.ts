import { describe, expect, test } from '@jest/globals';
import { adviceOf, type DossierView, type MessageError } from '@fieldline/contracts';
import {
  deliveredRows,
  dossierOf,
  publishedOf,
  resealed,
  SALT,
} from '../../test/dossier.fixture.js';
import { exitCodeOf } from './dossier.report.js';
import type { Verdict } from './finding.js';
import { PublishedSeals } from './published-seals.js';
import { verifyDossier } from './verify-dossier.js';

const GONE = { at: '2026-11-22T00:00:00.000Z', why: 'erasure' } as const;

const beside = { seals: new PublishedSeals().add(publishedOf(dossierOf())) };
const codeOf = (dossier: DossierView): number => exitCodeOf(verifyDossier(dossier, beside));
const says = (dossier: DossierView, verdict: Verdict): string[] =>
  verifyDossier(dossier, beside)
    .filter((finding) => finding.verdict === verdict)
    .map((finding) => finding.says);

function changed(change: (dossier: DossierView) => unknown): DossierView {
  const dossier = dossierOf();
  change(dossier);
  return resealed(dossier);
}

function errorOf(code: string, providerCode: number): MessageError {
  const { sentence, nextStep, fix, retry } = adviceOf(code, providerCode);
  return { code, providerCode, sentence, nextStep, fix, retry };
}

test.each<[string, (dossier: DossierView) => unknown]>([
  [
    'says that its words were taken away, and shows some',
    ({ message }) => (message.redacted = GONE),
  ],
  [
    'takes its words away, and leaves their salt',
    ({ message }) => Object.assign(message, { redacted: GONE, body: '' }),
  ],
  [
    'moves words from the body into its salt',
    (dossier) => {
      dossier.bodySalt = `${SALT} We are`;
      dossier.message.body = dossier.message.body.replace('We are ', '');
    },
  ],
  [
    'shows an error that nobody recorded',
    ({ message }) => (message.error = errorOf('carrier_error', 30_003)),
  ],
])('whoever %s, is found', (_, change) => {
  expect(codeOf(changed(change))).toBe(1);
});

test('a class that was not decided about is found', () => {
  const other = changed(({ message }) => (message.class = 'promotional'));
  expect(says(other, 'broken')).toEqual([expect.stringContaining('another class')]);
});

test.each<[string, MessageError | undefined, number]>([
  ['as it was recorded', errorOf('carrier_error', 30_003), 0],
  ['with another code', errorOf('provider_rejected', 30_003), 1],
  ['with another code of Twilio’s', errorOf('carrier_error', 30_007), 1],
  ['without its code', undefined, 1],
])('an error %s', (_, error, count) => {
  const rows = deliveredRows();
  const end = { status: 'undelivered', error_code: 'carrier_error', provider_code: 30_003 };
  Object.assign(rows.progress.at(-1)!, end);
  const dossier = dossierOf(rows);
  Object.assign(dossier.message, { status: 'undelivered', ...(error && { error }) });
  const broken = verifyDossier(resealed(dossier)).filter(({ verdict }) => verdict === 'broken');
  expect(broken).toHaveLength(count);
});

describe('nothing vouches for', () => {
  const open = (take: (dossier: DossierView) => unknown): string[] => {
    const dossier = changed(take);
    expect(says(dossier, 'broken')).toEqual([]);
    expect(codeOf(dossier)).toBe(3);
    return says(dossier, 'open');
  };

  test('who a text was for and what it said, without decisions', () => {
    const found = open((dossier) => {
      [dossier.decisions, dossier.consent, dossier.progress] = [[], [], []];
      dossier.message.timeline = [];
      Object.assign(dossier.message, { to: '+13125550199', body: 'Hi', sentBy: 'user:u-2' });
    });
    expect(found).toEqual([
      expect.stringContaining('its words'),
      expect.stringContaining('who it was for'),
      expect.stringContaining('What became of it'),
      'No attempt to send it is on record.',
    ]);
  });

  test('what became of it, without its progress', () => {
    const found = open((dossier) => {
      dossier.progress = [];
      dossier.message.status = 'failed';
    });
    expect(found).toEqual([expect.stringContaining('its status, failed')]);
  });

  test('what it cost, where billing is silent', () => {
    expect(open((dossier) => (dossier.hold = null))).toEqual(['Billing has not heard of it.']);
  });

  test('what it cost, that was paid after it was shown', () => {
    const found = open(({ message }) =>
      Object.assign(message.charge!, { lots: [], costMicros: 20_000 }),
    );
    expect(found).toEqual(['A part of what it cost was paid after what is shown of it.']);
  });
});
