import { expect, test } from '@jest/globals';
import {
  CONTACT,
  deliveredRows,
  dossierOf,
  recipientId,
  type Row,
  type Rows,
} from '../../test/dossier.fixture.js';
import { verifyDossier } from './verify-dossier.js';

/** After the text left. */
const LATE = '2026-11-20T16:00:00.000000Z';
const STAFF = { origin: 'staff' };
const OTHER = '0193dfa2-0000-7000-8000-00000000000b';

function faultsOf(change: (rows: Rows) => unknown): string[] {
  const rows = deliveredRows();
  change(rows);
  const broken = verifyDossier(dossierOf(rows)).filter(({ verdict }) => verdict === 'broken');
  return broken.map(({ says }) => says);
}

test.each<[string, Row, number, Row?]>([
  ['taken back by their own word', {}, 0],
  ['taken back by their own word, which was recorded after it left', { recorded_at: LATE }, 0],
  ['taken back by staff', { origin: 'staff' }, 1],
  ['staff’s, and taken back by them', STAFF, 0, STAFF],
  ['staff’s, and taken back by them after it left', { ...STAFF, recorded_at: LATE }, 1, STAFF],
  ['taken back after it left', { obtained_at: LATE, recorded_at: LATE }, 1],
  ['taken back before it', { obtained_at: '2026-11-02T15:00:00.000000Z' }, 1],
  ['taken back by somebody else', { subject_id: CONTACT }, 1],
  ['said again', { action: 'opt_out' }, 1],
])('a revocation that was %s', (_, change, count, optOut = {}) => {
  const found = faultsOf(({ consent_event }) => {
    const said = { ...consent_event[0], subject_id: recipientId, origin: 'keyword' };
    const at = (when: string): Row => ({ obtained_at: when, recorded_at: when });
    const stop = { ...at('2026-11-03T15:00:00.000000Z'), action: 'opt_out', sequence: 4 };
    const start = { ...at('2026-11-05T15:00:00.000000Z'), action: 'opt_in', sequence: 5 };
    consent_event.push({ ...said, id: 'stop', ...stop, ...optOut });
    consent_event.push({ ...said, id: 'start', ...start, ...change });
  });
  expect(found.filter((line) => line.includes('revoked'))).toHaveLength(count);
});

test('keywords have their order, whenever they came in', () => {
  const found = (stopAt: number, startAt: number): number =>
    faultsOf(({ consent_event }) => {
      const said = { ...consent_event[0], subject_id: recipientId, origin: 'keyword' };
      const at = (day: number): Row => {
        const when = `2026-11-0${day}T15:00:00.000000Z`;
        return { obtained_at: when, recorded_at: when };
      };
      const [stop, start] = [{ action: 'opt_out' }, { action: 'opt_in' }];
      consent_event.push({ ...said, id: 'stop', ...stop, ...at(5), keyword_sequence: stopAt });
      consent_event.push({ ...said, id: 'start', ...start, ...at(3), keyword_sequence: startAt });
    }).filter((line) => line.includes('revoked')).length;
  expect([found(1, 2), found(2, 1)]).toEqual([0, 1]);
});

test.each<[string, Row, number]>([
  ['has it', { bound_recipient_id: recipientId }, 0],
  ['had no number yet', { bound_recipient_id: null }, 0],
  ['has another', { bound_recipient_id: OTHER }, 1],
])('a text to a number may rest on the consent of a contact who %s', (_, change, count) => {
  const found = faultsOf(({ decision, consent_event: [given] }) => {
    for (const row of decision) row['contact_id'] = null;
    Object.assign(given!, { subject_id: OTHER, ...change });
  });
  expect(found).toHaveLength(count);
});

test('what its number said is no stranger’s, also where nothing was decided', () => {
  const found = faultsOf((rows) => {
    rows.decision = [];
    rows.consent_event[0]!['subject_id'] = recipientId;
  });
  expect(found.filter((line) => line.includes('somebody else'))).toEqual([]);
});
