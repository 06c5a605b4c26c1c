import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Seal } from './idempotency.seal.js';

const seal = new Seal('a secret of some length');
const print = (body: unknown, method = 'POST', path = '/v1/x') =>
  seal.fingerprint(method, path, body).toString('hex');

describe('a fingerprint', () => {
  test('is blind to the order of fields, at any depth', () => {
    expect(print({ a: 1, b: { c: [1, 2], d: null } })).toBe(
      print({ b: { d: null, c: [1, 2] }, a: 1 }),
    );
  });

  test('tells every other difference', () => {
    const bodies = [
      undefined,
      null,
      '',
      '{}',
      {},
      [],
      { a: 1 },
      { a: '1' },
      { a: [1, 2] },
      { a: [2, 1] },
      { a: { b: 1 } },
      ['object', ['a', 1]],
    ];
    const prints = [
      ...bodies.filter((body) => body !== undefined).map((body) => print(body)),
      print({}, 'PUT'),
      print({}, 'POST', '/v1/x?limit=1'),
      new Seal('another secret').fingerprint('POST', '/v1/x', {}).toString('hex'),
    ];
    expect(new Set(prints).size).toBe(prints.length);
  });

  test('knows nothing of a tax number, wherever it stands', () => {
    expect(print({ a: 1, taxId: '12-3456789' })).toBe(print({ a: 1 }));
    expect(print({ form: [{ taxId: 1 }] })).toBe(print({ form: [{ taxId: 2 }] }));
  });

  test('of any two JSON bodies is equal only when they are', () => {
    const bodies = fc.tuple(fc.jsonValue(), fc.jsonValue());
    fc.assert(
      fc.property(bodies, ([one, two]) => {
        expect(print(reversed(one))).toBe(print(one));
        expect(print(one) === print(two)).toBe(isDeepStrictEqual(sent(one), sent(two)));
      }),
    );
  });
});

describe('a seal', () => {
  test('gives back what it took, to who has the secret', () => {
    const sealed = seal.close(Buffer.from('fl_live_secret'));
    expect(seal.open(sealed).toString()).toBe('fl_live_secret');
    expect(sealed.toString('latin1')).not.toContain('fl_live');
    expect(() => new Seal('another secret').open(sealed)).toThrow('authenticate');
  });

  test('is broken by a changed byte', () => {
    const sealed = seal.close(Buffer.from('balance 5'));
    sealed[sealed.length - 1]! ^= 1;
    expect(() => seal.open(sealed)).toThrow('authenticate');
  });
});

/** As it arrives: JSON has one zero. */
function sent(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

/** The same body with its fields the other way round. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).toReversed();
  return Object.fromEntries(fields.map(([name, field]) => [name, reversed(field)]));
}
