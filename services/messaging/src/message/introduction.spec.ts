import { encodingOf } from '@fieldline/sms';
import { describe, expect, test } from '@jest/globals';
import { introduced, plainName } from './introduction.js';

const OPT_OUT = 'Reply STOP to opt out.';

describe('a first text says whose it is, and how to opt out', () => {
  test.each([
    ['We come at 9.', `Acme Plumbing: We come at 9. ${OPT_OUT}`],
    ['acme plumbing here. We come at 9.', `acme plumbing here. We come at 9. ${OPT_OUT}`],
    [`We come at 9. ${OPT_OUT}`, `Acme Plumbing: We come at 9. ${OPT_OUT}`],
    ['acme plumbing here, at 9', `acme plumbing here, at 9. ${OPT_OUT}`],
    ['Acme Plumbing: 9 AM. Text STOP to end', 'Acme Plumbing: 9 AM. Text STOP to end'],
    ['Reply "STOP" if you like', 'Acme Plumbing: Reply "STOP" if you like'],
    // What only looks like it says nothing of texts.
    ['We stop by at 5', `Acme Plumbing: We stop by at 5. ${OPT_OUT}`],
    ['Our next stop is you', `Acme Plumbing: Our next stop is you. ${OPT_OUT}`],
    ['Just reply. Stop by any time', `Acme Plumbing: Just reply. Stop by any time. ${OPT_OUT}`],
    ['Acme', `Acme Plumbing: Acme. ${OPT_OUT}`],
  ])('%j', (body, expected) => expect(introduced(body, 'Acme Plumbing')).toBe(expected));

  test.each([
    // Ends a sentence already, in whatever way.
    ['See you!', `See you! ${OPT_OUT}`],
    ['Shall we come?', `Shall we come? ${OPT_OUT}`],
    ['On our way…', `On our way… ${OPT_OUT}`],
    ['He said “at 9.”', `He said “at 9.” ${OPT_OUT}`],
    ['Thanks :)', `Thanks :) ${OPT_OUT}`],
    ['See you 👍🏽', `See you 👍🏽 ${OPT_OUT}`],
    ['See you ❤️', `See you ❤️ ${OPT_OUT}`],
    ['明天见。', `明天见。 ${OPT_OUT}`],
    // Doesn't, behind brackets and spaces.
    ['We come at 9 (maybe)', `We come at 9 (maybe). ${OPT_OUT}`],
    ['It is called "Acme"', `It is called "Acme". ${OPT_OUT}`],
    ['It costs 50€', `It costs 50€. ${OPT_OUT}`],
    ['À bientôt', `À bientôt. ${OPT_OUT}`],
    ['At 9 \n', `At 9. ${OPT_OUT}`],
    ['- Sam\nAcme', `- Sam\nAcme. ${OPT_OUT}`],
    // A dot would break the link.
    ['See https://acme.test/a?b=1', `See https://acme.test/a?b=1\n${OPT_OUT}`],
    ['See acme.com/book', `See acme.com/book\n${OPT_OUT}`],
    ['Mail sam@acme.com', `Mail sam@acme.com\n${OPT_OUT}`],
    ['See (acme.com)', `See (acme.com)\n${OPT_OUT}`],
    ['At 9 a.m', `At 9 a.m. ${OPT_OUT}`],
  ])('and begins a sentence of its own: %j', (body, expected) =>
    expect(introduced(body, '')).toBe(expected),
  );

  test('in letters that every phone has, as far as there are any', () => {
    expect(encodingOf(introduced('Hi', 'Łukasz’ Heating'))).toBe('GSM-7');
    expect(introduced('Hi from Łukasz’ Heating', 'Łukasz’ Heating')).not.toContain(': Hi');
  });

  test.each([
    ['We start at 9.', 'Star', `Star: We start at 9. ${OPT_OUT}`],
    ['Étoiles at 9.', 'toile', `toile: Étoiles at 9. ${OPT_OUT}`],
    ['Star: we start at 9.', 'Star', `Star: we start at 9. ${OPT_OUT}`],
    ['It’s A+ (Heating) here', 'A+ (Heating)', `It’s A+ (Heating) here. ${OPT_OUT}`],
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
  test('no name is no name', () => expect(introduced('Hi', ' ')).toBe(`Hi. ${OPT_OUT}`));
});
