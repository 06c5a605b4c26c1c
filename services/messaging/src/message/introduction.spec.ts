import { encodingOf } from '@fieldline/sms';
import { describe, expect, test } from '@jest/globals';
import { introduced, plainName } from './introduction.js';

const OPT_OUT = 'Reply STOP to opt out.';

describe('a first text says whose it is, and how to opt out', () => {
  test.each([
    ['We come at 9.', `Acme Plumbing: We come at 9. ${OPT_OUT}`],
    ['acme plumbing here. We come at 9.', `acme plumbing here. We come at 9. ${OPT_OUT}`],
    [`We come at 9. ${OPT_OUT}`, `Acme Plumbing: We come at 9. ${OPT_OUT}`],
    ['Acme Plumbing: 9 AM. Text STOP to end', 'Acme Plumbing: 9 AM. Text STOP to end'],
    ['Reply "STOP" if you like', 'Acme Plumbing: Reply "STOP" if you like'],
    // What only looks like it says nothing of texts.
    ['We stop by at 5', `Acme Plumbing: We stop by at 5 ${OPT_OUT}`],
    ['Our next stop is you', `Acme Plumbing: Our next stop is you ${OPT_OUT}`],
    ['Just reply. Stop by any time', `Acme Plumbing: Just reply. Stop by any time ${OPT_OUT}`],
    ['Acme', `Acme Plumbing: Acme ${OPT_OUT}`],
  ])('%j', (body, expected) => expect(introduced(body, 'Acme Plumbing')).toBe(expected));

  test('in letters that every phone has, as far as there are any', () => {
    expect(encodingOf(introduced('Hi', 'Łukasz’ Heating'))).toBe('GSM-7');
    expect(introduced('Hi from Łukasz’ Heating', 'Łukasz’ Heating')).not.toContain(': Hi');
  });

  test.each([
    ['We start at 9.', 'Star', `Star: We start at 9. ${OPT_OUT}`],
    ['Étoiles at 9.', 'toile', `toile: Étoiles at 9. ${OPT_OUT}`],
    ['Star: we start at 9.', 'Star', `Star: we start at 9. ${OPT_OUT}`],
    ['It’s A+ (Heating) here', 'A+ (Heating)', `It’s A+ (Heating) here ${OPT_OUT}`],
  ])('a name is a word: %j of %j', (body, name, expected) =>
    expect(introduced(body, name)).toBe(expected),
  );

  test('a long name is cut', () => expect(plainName('x'.repeat(60))).toHaveLength(40));
  test.each([
    [`${'x'.repeat(39)}🔧🔧`, `${'x'.repeat(39)}🔧`],
    ['Acme \ud83d', 'Acme \ufffd'],
  ])('and never in the middle of a character: %j', (name, plain) =>
    expect(plainName(name)).toBe(plain),
  );
  test('no name is no name', () => expect(introduced('Hi', ' ')).toBe(`Hi ${OPT_OUT}`));
});
