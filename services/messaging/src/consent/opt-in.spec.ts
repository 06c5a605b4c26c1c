import { describe, expect, test } from '@jest/globals';
import { bestOptIn, type StoredOptIn, unwrittenBefore } from './opt-in.js';

const day = (date: number): string => `2026-11-${String(date).padStart(2, '0')}T12:00:00.000Z`;
const optIn = (eventId: string, change: Partial<StoredOptIn> = {}): StoredOptIn => ({
  at: day(1),
  basis: 'express',
  written: false,
  expiresAt: null,
  eventId,
  ...change,
});
const implied = { basis: 'implied', expiresAt: day(20) } as const;

describe('of several consents counts', () => {
  test.each<[string, StoredOptIn[], Date | null, string | undefined]>([
    ['none of none', [], null, undefined],
    ['the newest', [optIn('old'), optIn('new', { at: day(3) })], null, 'new'],
    [
      'the written',
      [optIn('spoken', { at: day(3) }), optIn('form', { written: true })],
      null,
      'form',
    ],
    [
      'the endless',
      [optIn('implied', { ...implied, at: day(3) }), optIn('express')],
      null,
      'express',
    ],
    [
      'the longer',
      [
        optIn('short', { ...implied, at: day(3) }),
        optIn('long', { ...implied, expiresAt: day(25) }),
      ],
      null,
      'long',
    ],
    [
      'what was given after the opt-out',
      [optIn('before', { written: true }), optIn('after', { ...implied, at: day(5) })],
      new Date(day(4)),
      'after',
    ],
    ['one before it, when there is no other', [optIn('before')], new Date(day(4)), 'before'],
  ])('%s', (_, stored, optedOut, expected) => {
    expect(bestOptIn(stored, optedOut)?.eventId).toBe(expected);
    expect(bestOptIn(stored.toReversed(), optedOut)?.eventId).toBe(expected);
  });

  test('what nobody said how it came about is express, and has times', () => {
    expect(bestOptIn([optIn('x', { basis: null, eventId: null })], null)).toEqual({
      at: new Date(day(1)),
      basis: 'express',
      written: false,
      expiresAt: null,
    });
  });
});

test('a START leaves what was given before it, but not in writing', () => {
  const [before, after] = [
    optIn('before', { written: true }),
    optIn('after', { at: day(5), written: true }),
  ];
  expect(unwrittenBefore([before, after], null)).toEqual([before, after]);
  expect(unwrittenBefore([before, after], new Date(day(4)))).toEqual([
    { ...before, written: false },
    after,
  ]);
});
