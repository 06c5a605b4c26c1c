import { expect, test } from '@jest/globals';
import { PasswordSeal } from './password.seal.js';

const seal = new PasswordSeal('k1:a-secret-of-more-than-24-characters');
const [acme, other] = ['7c9e6679-7425-40de-944b-e07fc1f90ae7', 'another-tenant'];

test('what was closed is opened again, and shows nothing of itself', () => {
  const closed = seal.close(acme, 'hunter2 – ü');
  expect(closed.keyId).toBe('k1');
  expect(closed.bytes.toString('latin1')).not.toContain('hunter2');
  expect(seal.open(acme, closed)).toBe('hunter2 – ü');
});

test('the same password is never the same bytes', () => {
  expect(seal.close(acme, 'hunter2').bytes).not.toEqual(seal.close(acme, 'hunter2').bytes);
});

test('another business’s row does not open, nor one that was changed', () => {
  const closed = seal.close(acme, 'hunter2');
  expect(() => seal.open(other, closed)).toThrow();
  const bytes = Buffer.from(closed.bytes);
  bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
  expect(() => seal.open(acme, { ...closed, bytes })).toThrow();
});

test('a new key closes, the old one still opens its own, until it is gone', () => {
  const old = seal.close(acme, 'hunter2');
  const turned = new PasswordSeal(
    'k2:another-secret-of-24-chars,k1:a-secret-of-more-than-24-characters',
  );
  expect(turned.close(acme, 'x').keyId).toBe('k2');
  expect(turned.open(acme, old)).toBe('hunter2');
  const later = new PasswordSeal('k2:another-secret-of-24-chars');
  expect(() => later.open(acme, old)).toThrow('no key k1');
});
