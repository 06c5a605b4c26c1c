import { describe, expect, test } from '@jest/globals';
import type { DossierView, EvidenceRecord } from '@fieldline/contracts';
import {
  deliveredRows,
  dossierOf,
  EARLIER,
  FACTS,
  publishedOf,
  resealed,
  type Rows,
} from '../../test/dossier.fixture.js';
import { readDossier } from './dossier.file.js';
import { exitCodeOf, toDossierLines } from './dossier.report.js';
import type { Verdict } from './finding.js';
import { PublishedSeals } from './published-seals.js';
import { type Beside, verifyDossier } from './verify-dossier.js';

const SECTIONS = ['decisions', 'consent', 'ledger', 'progress'] as const;
const whole = dossierOf();
const published = new PublishedSeals().add(publishedOf(whole));

const says = (dossier: DossierView, verdict: Verdict, beside?: Beside): string[] =>
  verifyDossier(dossier, beside)
    .filter((finding) => finding.verdict === verdict)
    .map((finding) => finding.says);
const codeOf = (dossier: DossierView, beside?: Beside): number =>
  exitCodeOf(verifyDossier(dossier, beside));
const copyOf = (): DossierView => readDossier(JSON.stringify(whole));

/** Every place of a value where something can be changed, as a path. */
function leavesOf(value: unknown, path: readonly (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [[...path]];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return entries.flatMap(([key, field]) => leavesOf(field, [...path, key]));
}

function changed(value: unknown): unknown {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  if (typeof value !== 'string') return 'x';
  // Digits and letters stay what they are, so that it isn't only the form that gives it away.
  const other = value.replace(/[0-9a-f](?=[^0-9a-f]*$)/, (digit) => (digit === '1' ? '2' : '1'));
  return other === value ? `${value}x` : other;
}

function withChange(path: readonly (string | number)[]): DossierView {
  const copy = copyOf();
  let place = copy as unknown as Record<string | number, unknown>;
  for (const key of path.slice(0, -1)) place = place[key] as Record<string | number, unknown>;
  const last = path.at(-1)!;
  place[last] = changed(place[last]);
  return copy;
}

describe('a dossier as it was made', () => {
  test('is proven, whole, beside the seals that were published', () => {
    const beside = { seals: published };
    expect(verifyDossier(whole, beside).filter(({ verdict }) => verdict !== 'proven')).toEqual([]);
    expect(codeOf(whole, beside)).toBe(0);
  });

  test('says that nobody has compared its seals, without those', () => {
    expect(says(whole, 'open')).toEqual(
      whole.chains.map(({ service, table }) => expect.stringContaining(`${service}.${table}`)),
    );
    expect(codeOf(whole)).toBe(3);
    expect(toDossierLines(whole, verifyDossier(whole))).toContainEqual(
      expect.stringMatching(/^Nothing speaks against it\. .*could have been made up\.$/),
    );
  });

  test('is proven up to the last day that was published, and not after it', () => {
    const upTo = (last: string): Beside => {
      const { chains } = whole;
      const seals = chains.map((chain) => ({
        ...chain,
        seals: chain.seals.filter(({ day }) => day <= last),
      }));
      return { seals: new PublishedSeals().add(publishedOf({ ...whole, chains: seals })) };
    };
    expect(codeOf(whole, upTo('2026-11-20'))).toBe(0);
    expect(codeOf(whole, upTo('2026-11-10'))).toBe(3);
    expect(says(whole, 'open', upTo('2026-11-10'))).toHaveLength(whole.chains.length - 1);
    expect(says(whole, 'open', upTo(EARLIER))).toEqual(
      whole.chains.map(({ service, table }) =>
        expect.stringContaining(
          `of ${service}.${table} after ${EARLIER} were not compared with published seals`,
        ),
      ),
    );
  });

  test('reads the same from its file', () => {
    expect(copyOf()).toEqual(whole);
    expect(codeOf(resealed(copyOf()), { seals: published })).toBe(0);
  });
});

describe('whoever changes', () => {
  const places = [...SECTIONS, 'chains' as const].flatMap((section) =>
    leavesOf(whole[section], [section]),
  );
  const shown = [
    ...['id', 'direction', 'to', 'body', 'status', 'sentBy', 'class'].map((field) => [field]),
    ['quote', 'segments'],
    ['charge', 'segments'],
    ['charge', 'costMicros'],
    ['charge', 'lots', 0, 'costMicros'],
  ].map((path) => ['message', ...path]);
  const rest = [
    ['tenantId'],
    ['messageId'],
    ['bodySalt'],
    ['hold', 'postedSegments'],
    ['hold', 'state'],
    ['hold', 'segments'],
    ['hold', 'costMicros'],
    ['hold', 'owed'],
  ];

  test('anything, is found by the hash of the file', () => {
    for (const path of leavesOf(whole))
      expect([path, says(withChange(path), 'broken').length > 0]).toEqual([path, true]);
  });

  test(`one of the ${places.length} fields of a record, its proof or a seal, and that hash too, is found`, () => {
    expect(places.length).toBeGreaterThan(300);
    for (const path of [...places, ...shown, ...rest])
      expect([path, codeOf(resealed(withChange(path)))]).toEqual([path, 1]);
  });

  test('a column of a row and what is shown of it, alike, is found', () => {
    for (const section of SECTIONS)
      for (const [index, { values }] of whole[section].entries())
        for (const [at, column] of Object.keys(values).entries()) {
          const copy = copyOf();
          const record = copy[section][index] as EvidenceRecord;
          const fields = JSON.parse(record.row) as unknown[];
          record.values[column] = fields[at] = changed(fields[at]);
          record.row = JSON.stringify(fields);
          expect([section, column, codeOf(resealed(copy))]).toEqual([section, column, 1]);
        }
  });

  test.each(SECTIONS.filter((section) => whole[section].length > 1))(
    'the order of the %s, is found',
    (section) => {
      const copy = copyOf();
      const records = copy[section];
      [records[0], records[1]] = [records[1]!, records[0]!];
      expect(codeOf(resealed(copy))).toBe(1);
    },
  );

  test('the order of seals, is found', () => {
    const copy = copyOf();
    copy.chains[0]!.seals.reverse();
    expect(codeOf(resealed(copy))).toBe(1);
  });

  test.each<[string, (dossier: DossierView) => unknown]>([
    ['the decision that allowed it', ({ decisions }) => decisions.pop()],
    ['the consent that it rests on', ({ consent }) => consent.pop()],
    ['what was used for it', ({ ledger }) => ledger.splice(1, 1)],
    ['its end', ({ progress }) => progress.pop()],
    ['a seal in between', ({ chains }) => chains[0]!.seals.shift()],
    ['a chain', ({ chains }) => chains.shift()],
    ['a proof', ({ decisions }) => (decisions[0]!.inclusion = null)],
  ])('takes away %s, is found', (_, take) => {
    const copy = copyOf();
    take(copy);
    expect(codeOf(resealed(copy))).toBe(1);
  });

  test('everything, down to the seals, is found by those that were published', () => {
    const rows = deliveredRows();
    rows.consent_event[0]!['proof'] = 'signed on paper';
    const forged = dossierOf(rows);
    expect(says(forged, 'broken')).toEqual([]);
    expect(says(forged, 'broken', { seals: published })).toEqual([
      'The seal of compliance.consent_event of 2026-11-01 is not the one that was published.',
    ]);
  });
});

describe('a text of today', () => {
  const today = dossierOf(deliveredRows(), { sealed: false });

  test('is not sealed yet, and says so', () => {
    expect(says(today, 'broken')).toEqual([]);
    expect(says(today, 'unsealed')).toHaveLength(9);
    expect(codeOf(today)).toBe(3);
  });

  test('is proven by a dossier that is made later', () => {
    expect(codeOf(today, { later: whole, seals: published })).toBe(0);
  });

  test('that was changed before, is not', () => {
    const rows = deliveredRows();
    rows.decision[0]!['sent_by'] = rows.decision[1]!['sent_by'] = 'user:u-2';
    const before = dossierOf(rows, { sealed: false });
    before.message.sentBy = 'user:u-2';
    expect(codeOf(resealed(before))).toBe(3);
    expect(codeOf(resealed(before), { later: whole })).toBe(1);
  });
});

describe('what it says of the text', () => {
  const outcome = (change: (rows: Rows) => unknown): string[] => {
    const rows = deliveredRows();
    change(rows);
    return says(dossierOf(rows), 'broken');
  };

  test('an erased one has no words, and all else is proven', () => {
    const erased = copyOf();
    erased.message.redacted = { at: '2026-11-22T00:00:00.000Z', why: 'erasure' };
    [erased.message.body, erased.bodySalt] = ['', null];
    expect(says(resealed(erased), 'broken')).toEqual([]);
    expect(codeOf(resealed(erased), { seals: published })).toBe(0);
    expect(says(resealed(erased), 'gone')).toEqual([
      expect.stringContaining('words were taken away'),
    ]);
  });

  test('the rules must lead to what was decided', () => {
    const found = outcome(({ decision: [, sent] }) => {
      sent!['facts'] = { ...(sent!['facts'] as object), stop: { at: FACTS.now, word: 'STOP' } };
    });
    expect(found).toEqual([expect.stringContaining('is not what the rules')]);
  });

  test('by other rules it is not decided anew, and says so', () => {
    const rows = deliveredRows();
    for (const row of rows.decision) row['rules_version'] = '2020-01-01';
    const open = says(dossierOf(rows), 'open').filter((line) => line.includes('2020-01-01'));
    expect(open).toHaveLength(2);
  });

  test.each([
    ['before it left', '2026-11-20T14:00:00.000000Z', 1],
    ['after it left', '2026-11-20T16:00:00.000000Z', 0],
    ['while it was decided', '2026-11-20T14:59:59.000000Z', 0],
  ])('a revocation that was recorded %s', (_, when, count) => {
    const found = outcome(({ consent_event }) => {
      const revoked = { action: 'opt_out', basis: null, proof: null, written: false };
      const id = '0193dfa2-0000-7000-8000-000000000009';
      const row = { ...consent_event[0], ...revoked, id, sequence: 4 };
      consent_event.push({ ...row, obtained_at: when, recorded_at: when });
    });
    // The fixture seals all rows of a table on one day, so the record of another day is found besides.
    expect(found.filter((line) => line.includes('revoked'))).toHaveLength(count);
  });

  test.each([
    ['another business’s', 'tenant_id', "is another business's."],
    ['about another text', 'message_id', 'is about another text.'],
  ])('a record that is %s is none of it', (_, column, says) => {
    const found = outcome(({ draw: [drawn] }) => {
      drawn![column] = '0193dfa2-0000-7000-8000-00000000000a';
    });
    expect(found).toEqual([`billing.draw 4 ${says}`]);
  });

  test('somebody else’s consent is none', () => {
    const found = outcome(({ consent_event: [given] }) => {
      given!['subject_id'] = '0193dfa2-0000-7000-8000-00000000000a';
    });
    expect(found).toEqual(['A record of consent is about somebody else.']);
  });
});

test.each<[string, (dossier: DossierView) => unknown]>([
  ['records that are none', (dossier) => Object.assign(dossier, { decisions: [null] })],
  ['rows that are none', ({ ledger }) => Object.assign(ledger[0]!, { row: '{' })],
  ['chains that are none', (dossier) => Object.assign(dossier, { chains: [{}] })],
])('%s are broken, and no error', (_, spoil) => {
  const copy = copyOf();
  spoil(copy);
  expect(codeOf(copy)).toBe(1);
});

test.each(['', '[]', 'null', '{"format":"fieldline-dossier-1"}', '{"format":"other"}'])(
  'a file that is no dossier is refused: %s',
  (text) => {
    expect(() => readDossier(text)).toThrow(/dossier|JSON/);
  },
);

test('seals are read as they lie on a topic, or in an event', () => {
  const [chainId, day, root] = ['c', '2026-11-20', 'ab'];
  const plain = JSON.stringify({ chainId, day, root });
  for (const text of [plain, `{"data":${plain}}\n`, `{"payload":${plain}}`])
    expect(new PublishedSeals().add(text).rootOf(chainId, day)).toBe(root);
  expect(() => new PublishedSeals().add(`${plain}\n{"day":"2026-11-20"}`)).toThrow('Line 2');
});
