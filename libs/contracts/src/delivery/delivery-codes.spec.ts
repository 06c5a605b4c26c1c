import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { DELIVERY_FIXES, DELIVERY_RETRIES } from './delivery-advice.js';
import { adviceOf, DELIVERY_CODES } from './delivery-codes.js';
import { OWN_CODES } from './own-codes.js';
import { TWILIO_CODES, UNKNOWN_CODE } from './twilio-codes.js';

/** Twilio's codes that can stand on a message, at once and later: docs of its Messages API. */
const AT_ONCE = [
  20003, 20404, 20429, 20500, 20503, 21211, 21212, 21266, 21408, 21601, 21602, 21603, 21604, 21606,
  21608, 21610, 21611, 21612, 21614, 21617, 21620, 21623, 21635, 21659, 21701, 21702, 21703, 21704,
  21705,
];
const LATER = [
  30001, 30002, 30003, 30004, 30005, 30006, 30007, 30008, 30017, 30022, 30023, 30025, 30026, 30027,
  30032, 30033, 30034, 30035, 30036, 30410, 30450, 30485, 30500, 30610, 30640,
];

/** Its answer to who cancels too late. */
const NOT_OF_A_TEXT = 30_409;

const sourceOf = (path: string): string =>
  readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8');
const codesIn = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, code = '']) => code);

describe('the table of delivery codes', () => {
  test.each([...AT_ONCE, ...LATER])('says what Twilio’s %i means', (code) => {
    expect(Object.hasOwn(TWILIO_CODES, code)).toBe(true);
  });

  test('knows every code that our own code gives a message', () => {
    const status = sourceOf('services/messaging/src/message/message.status.ts');
    const rules = sourceOf('libs/rules/src/decision/decision.ts');
    const [, denialCodes = ''] = /denialCodes = \[(.*?)\]/s.exec(rules) ?? [];
    const given = [
      ...codesIn(status, /errorCode: (?:failed \? )?'(\w+)'/g),
      ...codesIn(status, /'(provider_rejected|recipient_opted_out)'/g),
      ...codesIn(denialCodes, /'(\w+)'/g),
      ...codesIn(
        sourceOf('services/messaging/src/message/dispatch.verdict.ts'),
        /canceled\('(\w+)'\)/g,
      ),
    ];
    expect(given).toEqual(
      expect.arrayContaining(['insufficient_balance', 'recipient_not_opted_in', 'expired']),
    );
    expect(given.filter((code) => !Object.hasOwn(OWN_CODES, code))).toEqual([]);
  });

  test('knows every code with which the simulator fails a text', () => {
    const simulator = 'tools/twilio-simulator/src/message';
    const given = ['message.ts', 'message.errors.ts', 'sending.ts', 'delivery.ts']
      .flatMap((file) =>
        codesIn(sourceOf(`${simulator}/${file}`), /\b((?:216|300|304|305)\d\d)\b/g),
      )
      .map(Number)
      .filter((code) => code !== NOT_OF_A_TEXT);
    expect(given.length).toBeGreaterThan(20);
    expect(given.filter((code) => !Object.hasOwn(TWILIO_CODES, code))).toEqual([]);
  });

  test.each(DELIVERY_CODES.map((line) => [line.providerCode ?? line.code, line] as const))(
    'of %s has words that an office understands',
    (_, { sentence, nextStep, fix, retry }) => {
      for (const words of [sentence, nextStep]) {
        expect(words).toMatch(/^[A-Z].{10,160}\.$/);
        expect(words).not.toMatch(/undefined|null|\d{5}|A2P|10DLC|SMS|DLR|API|SID|E\.164|HTTP/);
      }
      expect(DELIVERY_FIXES).toContain(fix);
      expect(DELIVERY_RETRIES).toContain(retry);
    },
  );

  test('offers what its words say', () => {
    const fixesOf = (pattern: RegExp): Set<string> =>
      new Set(
        DELIVERY_CODES.filter(({ nextStep }) => pattern.test(nextStep)).map(({ fix }) => fix),
      );
    expect(fixesOf(/[Ff]inish the registration/)).toEqual(new Set(['finish_registration']));
    expect(fixesOf(/Purchase/)).toEqual(new Set(['purchase']));
    const mended = DELIVERY_CODES.filter(({ fix }) => fix === 'correct_number');
    expect(mended.filter(({ nextStep }) => !/number/.test(nextStep))).toEqual([]);
  });

  test('never has an opted-out number texted again', () => {
    expect(adviceOf('provider_rejected', 21610)).toMatchObject({ retry: 'never' });
    expect(adviceOf('recipient_opted_out')).toMatchObject({ retry: 'never' });
  });

  test('takes Twilio’s code before ours, and has an answer for those that nobody knows', () => {
    expect(adviceOf('carrier_error', 30_005).fix).toBe('correct_number');
    expect(adviceOf('carrier_error', 39_999)).toBe(OWN_CODES['carrier_error']);
    expect(adviceOf('something_new', 39_999)).toBe(UNKNOWN_CODE);
    for (const code of ['constructor', '__proto__', 'toString', ''])
      expect(adviceOf(code)).toBe(UNKNOWN_CODE);
  });
});
