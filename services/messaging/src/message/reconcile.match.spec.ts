import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { type Attempt, type Candidate, CLOCK_MARGIN_MS, matchAttempts } from './reconcile.match.js';

const START = Date.parse('2026-11-22T12:00:00Z');
const LASTS_MS = 17_000;

const attempt = (messageId: string, afterMs = 0, more: Partial<Attempt> = {}): Attempt => ({
  messageId,
  body: 'On our way',
  begunAt: new Date(START + afterMs),
  endedBy: new Date(START + afterMs + LASTS_MS),
  isPosting: false,
  isSettled: false,
  ...more,
});
const text = (providerMessageId: string, afterMs = 0, body = 'On our way'): Candidate => ({
  providerMessageId,
  body,
  createdAt: new Date(START + afterMs),
});
const match = (attempts: Attempt[], texts: Candidate[]): Record<string, string> =>
  Object.fromEntries(
    [...matchAttempts(attempts, texts)].map(([id, found]) => [id, found.providerMessageId]),
  );

describe('a text at Twilio is an attempt’s', () => {
  test('when body and time agree', () => {
    expect(match([attempt('m1')], [text('SM1', 1_000)])).toEqual({ m1: 'SM1' });
    expect(match([attempt('m1')], [text('SM1', 1_000, 'Something else')])).toEqual({});
  });

  test.each([
    [-CLOCK_MARGIN_MS - 1, false],
    [-CLOCK_MARGIN_MS, true],
    [LASTS_MS + CLOCK_MARGIN_MS, true],
    [LASTS_MS + CLOCK_MARGIN_MS + 1, false],
  ])('created %d ms after it began: %s', (afterMs, expected) => {
    expect(match([attempt('m1')], [text('SM1', afterMs)])).toEqual(expected ? { m1: 'SM1' } : {});
  });

  test('oldest first, and one that is left over is nobody’s', () => {
    const texts = [text('SM3', 9_000), text('SM1', 1_000), text('SM2', 5_000)];
    expect(match([attempt('m2', 4_000), attempt('m1')], texts)).toEqual({ m1: 'SM1', m2: 'SM2' });
  });

  test('whitespace that Twilio may not have kept apart', () => {
    expect(match([attempt('m1', 0, { body: ' On our way\n' })], [text('SM1')])).toEqual({
      m1: 'SM1',
    });
  });
});

describe('attempts of the same text at the same time', () => {
  const two = [attempt('m1'), attempt('m2', 3_000)];

  test('get an id each when there are enough', () => {
    expect(match(two, [text('SM1', 1_000), text('SM2', 4_000)])).toEqual({ m1: 'SM1', m2: 'SM2' });
  });

  test('wait when there are fewer: a callback may still say whose it is', () => {
    expect(match(two, [text('SM2', 4_000)])).toEqual({});
  });

  test('wait for one that is being posted, whose answer names its own', () => {
    const posting = [attempt('m1'), attempt('m2', 3_000, { isPosting: true })];
    expect(match(posting, [text('SM1', 1_000), text('SM2', 4_000)])).toEqual({});
  });

  test('share what there is once they are settled', () => {
    const settled = two.map((each) => ({ ...each, isSettled: true }));
    expect(match(settled, [text('SM2', 4_000)])).toEqual({ m1: 'SM2' });
  });

  test('don’t hold up another text, nor the same one an hour later', () => {
    const others = [attempt('m3', 0, { body: 'Late' }), attempt('m4', 3_600_000)];
    const texts = [text('SM2', 4_000), text('SM3', 0, 'Late'), text('SM4', 3_600_000)];
    expect(match([...two, ...others], texts)).toEqual({ m3: 'SM3', m4: 'SM4' });
  });
});

test('whatever is there: an id goes to one attempt, whose body and time it fits', () => {
  const body = fc.constantFrom('A', 'B');
  const afterMs = fc.integer({ min: 0, max: 400_000 });
  const flags = fc.record({ isPosting: fc.boolean(), isSettled: fc.boolean() });
  const attempts = fc.array(fc.record({ body, afterMs, flags }), { maxLength: 8 });
  const texts = fc.array(fc.record({ body, afterMs }), { maxLength: 8 });
  fc.assert(
    fc.property(attempts, texts, (some, others) => {
      const ours = some.map((each, index) =>
        attempt(`m${index}`, each.afterMs, { body: each.body, ...each.flags }),
      );
      const theirs = others.map((each, index) => text(`SM${index}`, each.afterMs, each.body));
      const matches = [...matchAttempts(ours, theirs)];
      expect(new Set(matches.map(([, found]) => found)).size).toBe(matches.length);
      for (const [id, found] of matches) {
        const own = ours.find(({ messageId }) => messageId === id)!;
        expect([found.body, own.isPosting]).toEqual([own.body, false]);
        const afterBegin = found.createdAt.getTime() - own.begunAt.getTime();
        expect(afterBegin).toBeGreaterThanOrEqual(-CLOCK_MARGIN_MS);
        expect(afterBegin).toBeLessThanOrEqual(LASTS_MS + CLOCK_MARGIN_MS);
      }
    }),
    { numRuns: 500 },
  );
});
