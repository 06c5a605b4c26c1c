import { expect, test } from '@jest/globals';
import { hashOf, newSecret, prefixOf } from './api-key.secret.js';

test('a secret says what it is for, and is never the same', () => {
  expect(newSecret('live')).toMatch(/^fl_live_[\w-]{43}$/);
  expect(newSecret('test')).toMatch(/^fl_test_[\w-]{43}$/);
  expect(newSecret('live')).not.toBe(newSecret('live'));
});

test('its prefix shows four of its 43 characters', () => {
  expect(prefixOf(`fl_live_abcd${'x'.repeat(39)}`)).toBe('fl_live_abcd');
  expect(prefixOf('fl_live_of-somebody-else')).toBe('fl_l…');
});

test('its hash is SHA-256 (vector of FIPS 180-4)', () => {
  expect(hashOf('abc').toString('hex')).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
});
