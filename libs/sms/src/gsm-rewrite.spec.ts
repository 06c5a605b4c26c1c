import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { encodingOf } from './encoding.js';
import { rewriteToGsm } from './gsm-rewrite.js';
import { gsmTwinOf } from './gsm-twins.js';
import { quoteSegments } from './quote.js';

describe('the GSM twin', () => {
  it.each([
    ['’', "'"],
    ['“', '"'],
    ['–', '-'],
    ['—', '-'],
    ['…', '...'],
    ['\u00a0', ' '],
    ['\u202f', ' '],
    ['\t', ' '],
    ['\u2028', '\n'],
    ['\u200b', ''],
    ['\ufeff', ''],
    ['\u200e', ''],
    ['á', 'a'],
    ['Í', 'I'],
    ['ç', 'c'],
    ['ê', 'e'],
    ['ő', 'o'],
    ['ế', 'e'],
    ['ł', 'l'],
    ['œ', 'oe'],
    ['e\u0301', 'é'],
    ['c\u0327', 'c'],
    ['x\u0301', 'x'],
    ['Ａ', 'A'],
    ['｀', "'"],
    ['ﬁ', 'fi'],
    ['𝗔', 'A'],
    ['1\ufe0f\u20e3', '1'],
    ['©\ufe0f', '(c)'],
    ['a', 'a'],
    ['é', 'é'],
  ])('of %j is %j', (from, to) => expect(gsmTwinOf(from)).toBe(to));

  it.each(['😀', '👍🏽', '🇨🇦', '漢', 'д', 'α', 'नि', '한', '²', '½', '°', 'ت\u064e', '\ud83d'])(
    'of %j is none',
    (from) => expect(gsmTwinOf(from)).toBeUndefined(),
  );
});

describe('the GSM rewrite', () => {
  it('says what changes, where in the body as written, and what it takes', () => {
    const body = `We’ll arrive at 8\u200b — reply to confirm…${' Thank you.'.repeat(5)}`;
    expect(rewriteToGsm(body)).toEqual({
      body: `We'll arrive at 8 - reply to confirm...${' Thank you.'.repeat(5)}`,
      segments: 1,
      changes: [
        { index: 2, from: '’', to: "'" },
        { index: 17, from: '\u200b', to: '' },
        { index: 19, from: '—', to: '-' },
        { index: 37, from: '…', to: '...' },
      ],
    });
  });

  it('is offered at the same price when it is wholly GSM-7, for there is more room', () => {
    expect(rewriteToGsm('We’ll')).toMatchObject({ body: "We'll", segments: 1 });
  });

  it('is offered with characters left over when it saves a segment all the same', () => {
    const body = `😀${'\u200bab'.repeat(25)}`;
    expect(quoteSegments(body).segments).toBe(2);
    expect(rewriteToGsm(body)).toMatchObject({ body: `😀${'ab'.repeat(25)}`, segments: 1 });
  });

  it.each([
    ['nothing forces UCS-2', 'Hello €'],
    ['nothing can change', '😀 ok'],
    ['what can change saves nothing', '😀 we’ll'],
    ['it would cost more', '…'.repeat(70)],
    ['nothing would be left', '\u200b\u00a0'],
    ['the body is too long to send', `’${'a'.repeat(1_600)}`],
    ['the result is too long to send', `…${'a'.repeat(1_598)}`],
  ])('is not offered when %s', (_, body) => expect(rewriteToGsm(body)).toBeUndefined());

  it('leaves emoji and other scripts as they are', () => {
    const body = `👨‍👩‍👧 👍🏽 नि ${'\u200b'.repeat(60)}`;
    expect(rewriteToGsm(body)?.body).toBe('👨‍👩‍👧 👍🏽 नि ');
  });

  it('never costs more, and its changes make the body it offers', () => {
    const parts = ['a', ' ', '’', '…', 'ç', '\u200b', 'e\u0301', '€', '😀', '漢', '👨‍👩‍👧', '\r\n'];
    const unit = fc.constantFrom(...parts.slice(0, 8));
    const body = fc.oneof(
      fc.string({ unit, maxLength: 300, size: 'max' }),
      fc.string({ unit: fc.constantFrom(...parts), maxLength: 300, size: 'max' }),
    );
    fc.assert(
      fc.property(body, (text) => {
        const offer = rewriteToGsm(text);
        if (!offer) return;
        expect(offer.segments).toBe(quoteSegments(offer.body).segments);
        expect(offer.segments).toBeLessThanOrEqual(quoteSegments(text).segments);
        const cheaper = offer.segments < quoteSegments(text).segments;
        expect(cheaper || encodingOf(offer.body) === 'GSM-7').toBe(true);
        const rebuilt = offer.changes.reduceRight(
          (left, { index, from, to }) =>
            left.slice(0, index) + to + left.slice(index + from.length),
          text,
        );
        expect(rebuilt).toBe(offer.body);
      }),
      { numRuns: 300 },
    );
  });
});
