import { describe, expect, it } from '@jest/globals';
import { checkBody, checkScreenText } from './body.js';

const codeOf = (body: string) => {
  const check = checkBody(body);
  return check.ok ? undefined : check.code;
};

describe('a body', () => {
  it.each([
    ['one letter', 'a'],
    ['an emoji', '👍🏽'],
    ['1,600', 'a'.repeat(1_600)],
    ['a digit', '0'],
  ])('of %s goes', (_, body) => expect(checkBody(body)).toEqual({ ok: true }));

  it('of 1,601 is refused, in UTF-16 units', () => {
    expect(checkBody('a'.repeat(1_601))).toEqual({
      ok: false,
      code: 'body_too_long',
      detail: 'The text is 1601 characters long; 1600 is the most.',
    });
    expect(codeOf('😀'.repeat(800))).toBeUndefined();
    expect(codeOf(`${'😀'.repeat(800)}a`)).toBe('body_too_long');
  });

  it.each([
    '',
    ' ',
    '\r\n\t',
    '\u00a0\u2003\u3000',
    '\u200b\u200d\ufeff',
    '\u202e\u2066\u200f',
    '\u2800',
    '\u3164',
    '\ufe0f',
    '\u0007',
    '\u00ad',
  ])('with nothing to see, %j, is empty', (body) => expect(codeOf(body)).toBe('body_empty'));

  it.each(['\ud83d', 'a\ude00b', '\ude00\ud83d', 'a\0b', '\0'])('%j is malformed', (body) => {
    expect(codeOf(body)).toBe('body_malformed');
  });

  it('is malformed before it is empty, and empty before it is too long', () => {
    expect(codeOf(`\ud83d${' '.repeat(2_000)}`)).toBe('body_malformed');
    expect(codeOf(' '.repeat(2_000))).toBe('body_empty');
    expect(codeOf(`${'a'.repeat(2_000)}\0`)).toBe('body_malformed');
  });

  it('of a megabyte is refused at once', () => {
    const startedAt = performance.now();
    expect(codeOf(' '.repeat(1_000_000))).toBe('body_empty');
    expect(codeOf(`${' '.repeat(1_000_000)}a`)).toBe('body_too_long');
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});

describe('a text for a screen', () => {
  const codeFor = (text: string, maxUnits = 10) => {
    const check = checkScreenText(text, maxUnits);
    return check.ok ? undefined : check.code;
  };

  it('has its own length, in UTF-16 units', () => {
    expect(codeFor('a'.repeat(2_000), 2_000)).toBeUndefined();
    expect(codeFor('😀'.repeat(5))).toBeUndefined();
    expect(codeFor(`${'😀'.repeat(5)}a`)).toBe('body_too_long');
    expect(codeFor('')).toBe('body_empty');
  });

  it.each(['\0', '\u0007', '\u001b[2J', '\u007f', '\u0085', '\ud83d', '\udd25x'])(
    'with %j is malformed',
    (part) => expect(codeFor(`a${part}`)).toBe('body_malformed'),
  );

  it('has tabs and line breaks', () => expect(codeFor('a\tb\r\nc')).toBeUndefined());
});
