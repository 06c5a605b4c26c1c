import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  afterMove,
  type ConsentMove,
  isOutdated,
  isRefused,
  isStoppedByRecipient,
  type Standing,
} from './consent.standing.js';

const nothing: Standing = {
  state: null,
  origin: null,
  basis: null,
  source: null,
  boundRecipientId: null,
  keywordSequence: 0,
  version: 0,
  changedAt: null,
};
const at = new Date('2026-11-22T15:04:05Z');

const staff = (action: 'opt_in' | 'opt_out'): ConsentMove => ({
  action,
  origin: 'staff',
  basis: action === 'opt_in' ? 'express' : null,
  source: 'verbal',
  boundRecipientId: null,
  keywordSequence: null,
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
