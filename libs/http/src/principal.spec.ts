import { createHmac, createPublicKey, type JsonWebKeyInput } from 'node:crypto';
import { afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { Principal } from '@fieldline/contracts';
import { importJWK, type JWTPayload, SignJWT } from 'jose';
import {
  generatePrincipalKeys,
  type PrincipalKeys,
  PrincipalSigner,
  PrincipalVerifier,
} from './index.js';

const alice: Principal = { kind: 'user', id: 'u1', tenantId: 't1', role: 'agent' };
const operator: Principal = { kind: 'user', id: 'o1', tenantId: null, role: 'operator' };

let keys: PrincipalKeys;
let signer: PrincipalSigner;
let verifier: PrincipalVerifier;
beforeAll(async () => {
  keys = await generatePrincipalKeys();
  signer = await PrincipalSigner.create(keys);
  verifier = PrincipalVerifier.create(keys);
});
afterEach(() => void jest.useRealTimers());

const hourAgo = () => Math.floor(Date.now() / 1000) - 3_600;
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as JWTPayload;
const headerOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()) as Record<string, string>;

const refusal = {
  code: 'unauthorized',
  status: 401,
  message: 'Sign in, or send a valid key.',
};

/** Signed with the true key, but with other claims or another header. */
async function forged(claims: JWTPayload, header: object = {}): Promise<string> {
  const token = await signer.sign(alice);
  const key = await importJWK(keys.privateKeyJwk, 'EdDSA');
  const merged = Object.entries({ ...claimsOf(token), ...claims });
  const kept = Object.fromEntries(merged.filter(([, value]) => value !== undefined));
  return new SignJWT(kept)
    .setProtectedHeader({ ...headerOf(token), alg: 'EdDSA', ...header })
    .sign(key);
}

describe('a signed principal', () => {
  test.each([alice, operator])('comes back as it went', async (principal) => {
    expect(await verifier.verify(await signer.sign(principal))).toEqual(principal);
  });

  test('keys may be JSON text', async () => {
    const text = JSON.stringify(keys.privateKeyJwk);
    const other = await PrincipalSigner.create({ privateKeyJwk: text });
    const reader = PrincipalVerifier.create({ jwks: JSON.stringify(keys.jwks) });
    expect(await reader.verify(await other.sign(alice))).toEqual(alice);
  });

  test('during a rotation both keys are believed', async () => {
    const next = await generatePrincipalKeys();
    const both = { keys: [...keys.jwks.keys, ...next.jwks.keys] };
    const reader = PrincipalVerifier.create({ jwks: both });
    const nextSigner = await PrincipalSigner.create(next);
    expect(await reader.verify(await signer.sign(alice))).toEqual(alice);
    expect(await reader.verify(await nextSigner.sign(alice))).toEqual(alice);
  });

  test('one token serves half its life, for its principal only', async () => {
    jest.useFakeTimers({ now: Date.now() });
    const own = await PrincipalSigner.create(keys);
    const first = await own.sign(alice);
    jest.advanceTimersByTime(29_000);
    expect(await own.sign({ ...alice })).toBe(first);
    expect(await own.sign({ ...alice, role: 'owner' })).not.toBe(first);
    expect(await own.sign({ ...alice, tenantId: 't2' })).not.toBe(first);
    jest.advanceTimersByTime(2_000);
    expect(await own.sign(alice)).not.toBe(first);
  });

  test.each<[string, JWTPayload, number]>([
    ['its end', {}, 66],
    ['five minutes, however long it claims to live', { exp: hourAgo() + 36_000 }, 306],
  ])('a token is believed until %s, however often it was', async (_name, claims, afterSeconds) => {
    const token = await forged(claims);
    jest.useFakeTimers({ now: Date.now() });
    expect(await verifier.verify(token)).toEqual(alice);
    expect(await verifier.verify(token)).toEqual(alice);
    jest.advanceTimersByTime(afterSeconds * 1_000);
    await expect(verifier.verify(token)).rejects.toMatchObject(refusal);
  });

  test('the cache is bounded, least recently used first', async () => {
    jest.useFakeTimers({ now: Date.now() });
    const own = await PrincipalSigner.create(keys);
    const kept = await own.sign(alice);
    const lost = await own.sign(operator);
    for (let index = 0; index < 999; index += 1) {
      await own.sign({ ...alice, id: `x${index}` });
      if (index === 500) await own.sign(alice);
    }
    jest.advanceTimersByTime(1_000);
    expect(await own.sign(alice)).toBe(kept);
    expect(await own.sign(operator)).not.toBe(lost);
  });
});

describe('is refused:', () => {
  test('alg none', async () => {
    const [header, claims] = (await signer.sign(alice)).split('.');
    for (const alg of ['none', 'None', 'NONE']) {
      const unsigned = part({ ...JSON.parse(Buffer.from(header!, 'base64url').toString()), alg });
      await expect(verifier.verify(`${unsigned}.${claims}.`)).rejects.toMatchObject(refusal);
      await expect(verifier.verify(`${unsigned}.${claims}`)).rejects.toMatchObject(refusal);
    }
  });

  test('HS256 with the public key as its secret', async () => {
    const jwk = keys.jwks.keys[0]!;
    const input = { key: jwk, format: 'jwk' } as JsonWebKeyInput;
    const spki = createPublicKey(input).export({ type: 'spki', format: 'pem' });
    const [, claims] = (await signer.sign(alice)).split('.');
    const header = part({ ...headerOf(await signer.sign(alice)), alg: 'HS256' });
    for (const secret of [spki, Buffer.from(jwk.x!, 'base64url'), jwk.x!, JSON.stringify(jwk)]) {
      const mac = createHmac('sha256', secret).update(`${header}.${claims}`).digest('base64url');
      await expect(verifier.verify(`${header}.${claims}.${mac}`)).rejects.toMatchObject(refusal);
    }
  });

  test('a stranger’s key, also when it names itself or borrows the kid', async () => {
    const stranger = await generatePrincipalKeys();
    const { kid } = keys.privateKeyJwk;
    const borrowed = { privateKeyJwk: { ...stranger.privateKeyJwk, kid } };
    await expect(
      verifier.verify(await (await PrincipalSigner.create(stranger)).sign(alice)),
    ).rejects.toMatchObject(refusal);
    await expect(
      verifier.verify(await (await PrincipalSigner.create(borrowed)).sign(alice)),
    ).rejects.toMatchObject(refusal);
    const key = await importJWK(stranger.privateKeyJwk, 'EdDSA');
    const header = { ...headerOf(await signer.sign(alice)), alg: 'EdDSA' };
    const embedded = { ...header, jwk: stranger.jwks.keys[0], jku: 'http://127.0.0.1/x' };
    const claims = claimsOf(await signer.sign(alice));
    await expect(
      verifier.verify(await new SignJWT(claims).setProtectedHeader(embedded).sign(key)),
    ).rejects.toMatchObject(refusal);
  });

  test('every tampered part', async () => {
    const [header, claims, signature] = (await signer.sign(alice)).split('.') as Parts;
    const operatorClaims = part({ ...claimsOf(`.${claims}`), role: 'operator' });
    await expect(verifier.verify(`${header}.${operatorClaims}.${signature}`)).rejects.toMatchObject(
      refusal,
    );
    await expect(
      verifier.verify(
        `${header}.${claims}.${signature.replace(/^./, (c) => (c === 'A' ? 'B' : 'A'))}`,
      ),
    ).rejects.toMatchObject(refusal);
    await expect(verifier.verify(`${header}.${claims}.`)).rejects.toMatchObject(refusal);
    await expect(verifier.verify('')).rejects.toMatchObject(refusal);
    await expect(verifier.verify('a.b.c')).rejects.toMatchObject(refusal);
  });

  test.each<[string, () => JWTPayload]>([
    ['another audience', () => ({ aud: 'somebody-else' })],
    ['another issuer', () => ({ iss: 'somebody-else' })],
    ['expired', () => ({ exp: hourAgo() + 3_590 })],
    ['without an end', () => ({ exp: undefined })],
    ['without a beginning', () => ({ iat: undefined })],
    ['old, however long it claims to live', () => ({ iat: hourAgo(), exp: hourAgo() + 10_000 })],
    ['from the future', () => ({ iat: hourAgo() + 7_200, exp: hourAgo() + 7_260 })],
    ['nobody', () => ({ sub: '' })],
    ['an unknown role', () => ({ role: 'root' })],
    ['an unknown kind', () => ({ kind: 'ghost' })],
    ['a tenant that is no text', () => ({ tenantId: 7 })],
    ['an empty tenant', () => ({ tenantId: '' })],
    ['no tenant at all', () => ({ tenantId: undefined })],
  ])('%s', async (_name, claims) => {
    await expect(verifier.verify(await forged(claims()))).rejects.toMatchObject(refusal);
  });

  test('a token of another type, or with an extension it calls critical', async () => {
    await expect(verifier.verify(await forged({}, { typ: 'JWT' }))).rejects.toMatchObject(refusal);
    expect(await verifier.verify(await forged({}))).toEqual(alice);
    const [header, claims, signature] = (await signer.sign(alice)).split('.') as Parts;
    const critical = part({ ...headerOf(`${header}.`), crit: ['x'], x: 1 });
    await expect(verifier.verify(`${critical}.${claims}.${signature}`)).rejects.toMatchObject(
      refusal,
    );
  });

  test('keys of the wrong half or kind', async () => {
    const { privateKeyJwk, jwks } = keys;
    const wrong = { keys: [privateKeyJwk] };
    expect(() => PrincipalVerifier.create({ jwks: wrong })).toThrow('public Ed25519');
    expect(() => PrincipalVerifier.create({ jwks: { keys: [] } })).toThrow('public Ed25519');
    const symmetric = { keys: [{ kty: 'oct', k: 'c2VjcmV0' }] };
    expect(() => PrincipalVerifier.create({ jwks: symmetric })).toThrow('public Ed25519');
    const half = PrincipalSigner.create({ privateKeyJwk: jwks.keys[0]! });
    await expect(half).rejects.toThrow('private Ed25519');
  });
});

type Parts = [string, string, string];
