import { describe, expect, test } from '@jest/globals';
import { hashPassword, isPassword } from './password.js';

/** From the test suite of Argon2's reference implementation. */
const REFERENCE =
  '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';

describe('a password', () => {
  test('is stored as argon2id with its parameters, salted', async () => {
    const [one, two] = await Promise.all([hashPassword('secret'), hashPassword('secret')]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
    expect(one).not.toBe(two);
    expect(await isPassword('secret', one)).toBe(true);
    expect(await isPassword('Secret', one)).toBe(false);
  });

  test('is known by the parameters it was stored with', async () => {
    expect(await isPassword('password', REFERENCE)).toBe(true);
    expect(await isPassword('passwore', REFERENCE)).toBe(false);
  });

  test('is the same on every keyboard', async () => {
    expect(await isPassword('ma\u00f1ana', await hashPassword('man\u0303ana'))).toBe(true);
  });

  test('of nobody takes as long as somebody’s, and never fits', async () => {
    expect(await isPassword('', undefined)).toBe(false);
    const stored = await hashPassword('secret');
    const known = await timed(() => isPassword('guess', stored));
    const unknown = await timed(() => isPassword('guess', undefined));
    expect(unknown).toBeGreaterThan(known / 4);
  });

  test('that isn’t stored as one is an error, not a refusal', async () => {
    await expect(isPassword('secret', 'secret')).rejects.toThrow('argon2id');
  });
});

async function timed(work: () => Promise<unknown>): Promise<number> {
  await work();
  const startedAt = performance.now();
  for (let count = 0; count < 3; count += 1) await work();
  return performance.now() - startedAt;
}
