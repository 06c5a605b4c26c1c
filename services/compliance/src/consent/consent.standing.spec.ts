import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  afterMove,
  afterSignal,
  type ConsentMove,
  isOutdated,
  isOvertaken,
  isRefused,
  isStoppedByRecipient,
  isWeaker,
  type RecordedMove,
  type Standing,
} from './consent.standing.js';

const nothing: Standing = {
  state: null,
  origin: null,
  basis: null,
  source: null,
  written: false,
  expiresAt: null,
  eventId: null,
  obtainedAt: null,
  boundRecipientId: null,
  keywordSequence: 0,
  version: 0,
  changedAt: null,
};
const at = new Date('2026-11-22T15:04:05Z');

const id = '01938f2e-0b5a-7cc4-9d3a-0d9b5f3a7c21';

const staff = (action: 'opt_in' | 'opt_out'): ConsentMove => ({
  id,
  action,
  origin: 'staff',
  basis: action === 'opt_in' ? 'express' : null,
  source: 'verbal',
  written: false,
  expiresAt: null,
  boundRecipientId: null,
  keywordSequence: null,
  obtainedAt: at,
});
const keyword = (word: 'STOP' | 'STOPALL' | 'START', keywordSequence: number): ConsentMove => ({
  ...staff(word === 'START' ? 'opt_in' : 'opt_out'),
  origin: 'keyword',
  source: word,
  keywordSequence,
});
const refusal = (keywordSequence: number): ConsentMove => ({
  ...staff('opt_out'),
  origin: 'provider',
  source: '21610',
  keywordSequence,
});
const after = (...moves: ConsentMove[]): Standing =>
  moves.reduce((standing, move) => afterMove(standing, move, at), nothing);

describe('where consent stands', () => {
  test('an opt-in says on what basis, and for which number', () => {
    const boundRecipientId = '0f8fad5b-d9cb-569f-a165-70867728950e';
    expect(after({ ...staff('opt_in'), boundRecipientId })).toEqual({
      ...nothing,
      state: 'opted_in',
      origin: 'staff',
      basis: 'express',
      source: 'verbal',
      eventId: id,
      obtainedAt: at,
      boundRecipientId,
      version: 1,
      changedAt: at,
    });
  });

  test('an opt-out has neither', () => {
    const optedOut = after(staff('opt_in'), staff('opt_out'));
    expect(optedOut).toMatchObject({ state: 'opted_out', basis: null, boundRecipientId: null });
  });

  test('the same again is a version of its own: a new proof is a new proof', () => {
    expect(after(staff('opt_in'), staff('opt_in')).version).toBe(2);
  });

  test.each([
    ['a keyword', keyword('STOP', 1)],
    ["Twilio's refusal", refusal(1)],
  ])('%s is not lifted by staff, not even after an opt-out of their own', (_, stop) => {
    const stopped = after(stop);
    expect(isRefused(staff('opt_in'), stopped)).toBe(true);
    expect(isRefused(staff('opt_in'), after(stop, staff('opt_out')))).toBe(true);
  });

  test('a stop that stands keeps its word', () => {
    const stopped = after(keyword('STOP', 1), keyword('STOPALL', 2), refusal(3), staff('opt_out'));
    expect(stopped).toMatchObject({ source: 'STOP', keywordSequence: 3, version: 4 });
  });

  test('START lifts a stop, and an opt-out by staff', () => {
    expect(after(keyword('STOP', 1), keyword('START', 2)).state).toBe('opted_in');
    expect(after(staff('opt_out'), keyword('START', 1)).state).toBe('opted_in');
  });

  test('a keyword that is not newer than what is known changes nothing', () => {
    const known = after(keyword('START', 2));
    expect(afterMove(known, keyword('STOP', 2), at)).toBe(known);
    expect(afterMove(known, keyword('STOP', 1), at)).toBe(known);
  });
});

const keywordKinds = fc.constantFrom('STOP', 'STOPALL', 'START', 'refused');
const numbered = (kind: string, index: number): ConsentMove =>
  kind === 'refused'
    ? refusal(index + 1)
    : keyword(kind as 'STOP' | 'STOPALL' | 'START', index + 1);

describe('whatever happens', () => {
  test('keywords end in the same state in whichever order they come', () => {
    const orders = fc.array(keywordKinds, { minLength: 1, maxLength: 8 }).chain((kinds) => {
      const moves = kinds.map(numbered);
      return fc.tuple(
        fc.constant(moves),
        fc.shuffledSubarray(moves, { minLength: moves.length, maxLength: moves.length }),
      );
    });
    fc.assert(
      fc.property(orders, ([inOrder, shuffled]) => {
        const expected = after(...inOrder);
        const { state, keywordSequence } = after(...shuffled);
        expect({ state, keywordSequence }).toEqual({
          state: expected.state,
          keywordSequence: expected.keywordSequence,
        });
      }),
    );
  });

  test('only a newer START ends a stop, and versions count the changes', () => {
    const steps = fc.array(
      fc.oneof(
        fc.constantFrom(staff('opt_in'), staff('opt_out')),
        fc.tuple(keywordKinds, fc.nat({ max: 9 })).map(([kind, index]) => numbered(kind, index)),
      ),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(steps, (moves) => {
        let standing = nothing;
        for (const move of moves) {
          if (isRefused(move, standing)) continue;
          const next = afterMove(standing, move, at);
          expect(next.version).toBe(standing.version + (next === standing ? 0 : 1));
          expect(next.keywordSequence).toBeGreaterThanOrEqual(standing.keywordSequence);
          if (isStoppedByRecipient(standing) && !isStoppedByRecipient(next))
            expect(move).toMatchObject({ action: 'opt_in', origin: 'keyword' });
          standing = next;
        }
      }),
    );
  });
});

test.each([
  ['before they opted out', '2026-11-20T00:00:00Z', true],
  ['after they opted out', '2026-11-22T00:00:00Z', false],
])('an opt-in obtained %s: outdated is %s', (_, obtainedAt, outdated) => {
  const optedOut = {
    state: 'opted_out',
    version: 1,
    changedAt: new Date('2026-11-21T00:00:00Z'),
  } as const;
  const optIn = { action: 'opt_in', obtainedAt: new Date(obtainedAt) } as const;
  expect(isOutdated(optIn, optedOut)).toBe(outdated);
  expect(isOutdated({ ...optIn, action: 'opt_out' }, optedOut)).toBe(false);
  expect(isOutdated(optIn, { ...optedOut, version: 0 })).toBe(false);
});

/** Something that happened at a minute of a story, and when compliance comes to know of it. */
interface Happening {
  readonly kind: 'STOP' | 'START' | 'refused' | 'staff in' | 'staff out';
  readonly minute: number;
  readonly knownAt: number;
}

const time = (minute: number): Date => new Date(at.getTime() + minute * 60_000);
const isStaff = ({ kind }: Happening): boolean => kind.startsWith('staff');

/** What staff record is known at once; what a phone says comes late, in any order, and now and then twice. */
const stories = fc
  .array(
    fc.record({
      kind: fc.constantFrom<Happening['kind']>('STOP', 'START', 'refused', 'staff in', 'staff out'),
      delay: fc.nat({ max: 9 }),
      again: fc.option(fc.nat({ max: 9 })),
    }),
    { maxLength: 9 },
  )
  .map((events) =>
    events.flatMap(({ kind, delay, again }, minute): Happening[] => {
      if (kind.startsWith('staff')) return [{ kind, minute, knownAt: minute }];
      const delays = again === null ? [delay] : [delay, again];
      return delays.map((late) => ({ kind, minute, knownAt: minute + 0.5 + late }));
    }),
  );

/** Compliance's whole life with one number: where it stands in the end, and what it accepted of staff. */
function lived(story: readonly Happening[]): { end: Standing; accepted: RecordedMove[] } {
  const minutes = [...new Set(story.filter((each) => !isStaff(each)).map(({ minute }) => minute))];
  const sequences = new Map(
    minutes.toSorted((a, b) => a - b).map((minute, index) => [minute, index + 1]),
  );
  let end = nothing;
  const accepted: RecordedMove[] = [];
  for (const each of story.toSorted((a, b) => a.knownAt - b.knownAt)) {
    const when = { obtainedAt: time(each.minute) };
    if (isStaff(each)) {
      const move = { ...staff(each.kind === 'staff in' ? 'opt_in' : 'opt_out'), ...when };
      if (isRefused(move, end)) continue;
      end = afterMove(end, move, time(each.minute));
      accepted.push({ ...move, recordedAt: time(each.minute) });
    } else {
      const sequence = sequences.get(each.minute) ?? 0;
      const said =
        each.kind === 'refused' ? refusal(sequence) : keyword(each.kind as 'STOP', sequence);
      end = afterSignal(end, { ...said, ...when }, accepted.at(-1));
    }
  }
  return { end, accepted };
}

/** Where the number must stand, by the order in which things happened, whenever they were known. */
function rightful(story: readonly Happening[], accepted: readonly RecordedMove[]): string {
  const last = story.filter((each) => !isStaff(each)).toSorted((a, b) => b.minute - a.minute)[0];
  if (last && last.kind !== 'START') return 'stopped by the phone';
  const since = accepted.filter(({ recordedAt }) => !last || recordedAt > time(last.minute)).at(-1);
  if (since) return since.action === 'opt_in' ? 'opted in' : 'opted out by staff';
  return last ? 'opted in' : 'nothing';
}

function nameOf(standing: Standing): string {
  if (isStoppedByRecipient(standing)) return 'stopped by the phone';
  if (standing.state === null) return 'nothing';
  return standing.state === 'opted_in' ? 'opted in' : 'opted out by staff';
}

describe('what comes late', () => {
  test('changes nothing in the end: the order in which things happened decides', () => {
    fc.assert(
      fc.property(stories, (story) => {
        const { end, accepted } = lived(story);
        expect(nameOf(end)).toBe(rightful(story, accepted));
      }),
      { numRuns: 3_000 },
    );
  });

  test('a START that staff opted out after it was texted lifts nothing', () => {
    const recorded = { ...staff('opt_out'), recordedAt: time(3) };
    const start = { ...keyword('START', 2), obtainedAt: time(2) };
    for (const before of [nothing, after(staff('opt_out')), after(keyword('STOP', 1))]) {
      const standing = afterSignal(before, start, recorded);
      expect(standing).toMatchObject({ state: 'opted_out', origin: 'staff', keywordSequence: 2 });
      expect(standing.version).toBe(before.version + 1);
    }
    expect(afterSignal(nothing, { ...start, obtainedAt: time(4) }, recorded).state).toBe(
      'opted_in',
    );
  });
});

describe('an opt-in of an old list', () => {
  const implied = (expiresAt: Date): ConsentMove => ({
    ...staff('opt_in'),
    basis: 'implied',
    expiresAt,
  });
  const written = { ...staff('opt_in'), written: true };
  const ranks = [implied(time(1)), implied(time(2)), staff('opt_in'), written];

  test('is weaker than one that lasts longer, is express, or is in writing', () => {
    ranks.forEach((move, rank) =>
      ranks.forEach((standing, other) =>
        expect(isWeaker(move, after(standing))).toBe(rank < other),
      ),
    );
  });

  test('is not weaker than an opt-out, nor than an opt-in with another number', () => {
    expect(isWeaker(ranks[0]!, after(written, staff('opt_out')))).toBe(false);
    expect(isWeaker({ ...ranks[0]!, boundRecipientId: id }, after(written))).toBe(false);
    expect(isWeaker(staff('opt_out'), after(written))).toBe(false);
  });

  test('is weaker than one that says as much, and was obtained later', () => {
    for (const move of ranks) {
      const obtained = (minute: number): ConsentMove => ({ ...move, obtainedAt: time(minute) });
      expect(isWeaker(obtained(1), after(obtained(2)))).toBe(true);
      expect(isWeaker(obtained(2), after(obtained(1)))).toBe(false);
    }
  });

  const [first, second] = [id, '0f8fad5b-d9cb-569f-a165-70867728950e'];
  const forNumber = (boundRecipientId: string | null, minute = -1): ConsentMove => ({
    ...written,
    boundRecipientId,
    obtainedAt: time(minute),
  });

  test.each([
    ['another number', first, second, true],
    ['none any more', first, null, true],
    ['the same number', first, first, false],
    ['a number where it had none', null, second, false],
  ])('for %s, from before what stands: overtaken', (_, standing, given, overtaken) => {
    const stands = after(forNumber(standing));
    expect(isOvertaken(forNumber(given), stands)).toBe(overtaken);
    expect(isOvertaken(forNumber(given, 1), stands)).toBe(false);
    expect(isOvertaken(forNumber(given), after(forNumber(standing), staff('opt_out')))).toBe(false);
  });

  test('brings back nothing from before a STOP, when a START has lifted it', () => {
    const restarted = after(keyword('STOP', 1), keyword('START', 2));
    expect(isOvertaken(forNumber(null), restarted)).toBe(true);
    expect(isOvertaken(forNumber(null, 1), restarted)).toBe(false);
    expect(isOvertaken(forNumber(null), after(keyword('START', 1)))).toBe(false);
  });
});
