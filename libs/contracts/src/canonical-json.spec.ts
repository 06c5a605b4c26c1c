import { expect, test } from '@jest/globals';
import { canonicalJson } from './canonical-json.js';

test('keys are in the order of their code units, all the way down, and nothing else moves', () => {
  const value = { b: [3, { z: 1, Z: null }, 'é"\n'], a: { ä: 1.5, '': true }, gone: undefined };
  expect(canonicalJson(value)).toBe('{"a":{"":true,"ä":1.5},"b":[3,{"Z":null,"z":1},"é\\"\\n"]}');
});

test('equal values are equal texts, others others', () => {
  expect(canonicalJson({ a: 1, b: 2 })).toBe(canonicalJson({ b: 2, a: 1 }));
  expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]));
});
