import { describe, expect, test } from '@jest/globals';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import {
  AdjustBalance,
  BeginErasure,
  BeginRepublication,
  BLANK_REASON,
  CloseTenant,
  DecideConsentHold,
  RefundPurchase,
  RequestErasure,
  RequestRepublication,
  ResolveDeadLetter,
  SetSendingPause,
  SuspendTenant,
} from '../index.js';

/** Each command that takes a reason: how long it may be, and whether a reason may be left out. */
const COMMANDS = [
  [AdjustBalance, 500, 3, false],
  [RefundPurchase, 500, 3, false],
  [ResolveDeadLetter, 500, 3, false],
  [RequestRepublication, 500, 3, false],
  [BeginRepublication, 500, 3, false],
  [RequestErasure, 500, 3, false],
  [BeginErasure, 500, 3, false],
  [DecideConsentHold, 500, 1, true],
  [SuspendTenant, 300, 1, false],
  [CloseTenant, 300, 1, true],
  [SetSendingPause, 300, 1, false],
] as const;

/** As escapes: what is tested can't be seen. */
const BLANK = [
  ['nothing', ''],
  ['spaces', '     '],
  ['line breaks and tabs', '\n\t\r\n  \u2028'],
  ['no-break spaces', '\u00a0\u202f\u3000'],
  ['zero-width spaces', '\u200b\u200b\u200b\ufeff'],
  ['directions of text', '\u202e\u2066\u2069'],
  ['fillers and the blank of Braille', '\u3164\u115f\u2800\u2800'],
  ['NUL and escape', '\0\u001b\0'],
  ['tags', '\u{e0041}\u{e0042}\u{e0043}'],
] as const;

/** The rules that a reason breaks. */
function broken(Command: (typeof COMMANDS)[number][0], reason: unknown): string[] {
  const command = plainToInstance(Command as new () => object, { paused: true, reason });
  const error = validateSync(command).find(({ property }) => property === 'reason');
  return Object.keys(error?.constraints ?? {});
}

describe.each(COMMANDS)('a reason of %p', (Command, max, min, mayBeOmitted) => {
  test.each(BLANK)('that is %s is refused', (_, reason) => {
    expect(broken(Command, reason)).toEqual(['saysSomething']);
  });

  test('is counted by what can be seen', () => {
    expect(broken(Command, 'x'.repeat(min))).toEqual([]);
    expect(broken(Command, ` ${'x'.repeat(min - 1)}\u200b \n`)).toEqual(['saysSomething']);
    expect(broken(Command, '👩\u200d🔧 ок\nشد')).toEqual([]);
  });

  test('with a tax number is refused', () => {
    expect(broken(Command, 'EIN 12-3456789 was wrong')).toEqual(['hasNoTaxNumber']);
    expect(broken(Command, 'called +1 312 555 0188 on 2026-11-20')).toEqual([]);
  });

  test('has an end, and is a text', () => {
    expect(broken(Command, 'x'.repeat(max))).toEqual([]);
    expect(broken(Command, 'x'.repeat(max + 1))).toEqual(['maxLength']);
    expect(broken(Command, 12345)).toContain('isString');
  });

  test('may be left out where it is asked for, not demanded', () => {
    expect(broken(Command, undefined).length === 0).toBe(mayBeOmitted);
  });
});

test('one that is blank is named by a code', () => {
  const [error] = validateSync(
    plainToInstance(AdjustBalance, { segments: 1, reason: ' \u200b  ' }),
  );
  expect(error).toMatchObject({
    property: 'reason',
    contexts: { saysSomething: { code: BLANK_REASON } },
  });
  expect(Object.values(error?.constraints ?? {})).toEqual([
    'reason must have at least 3 characters that can be seen',
  ]);
});
