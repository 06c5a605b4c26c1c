import { generateKeyPairSync, randomBytes, randomUUID, sign } from 'node:crypto';
import { beforeAll, expect, test } from '@jest/globals';
import { booksOf } from './support/books.js';
import { type Answer, ask, Business, type Json, newPhone } from './support/business.js';
import { onEveryTransport } from './support/on-every-transport.js';
import { expectProblem } from './support/problem.js';

const NOW = Math.floor(Date.now() / 1_000);

onEveryTransport('only a valid credential opens the door', (place) => {
  let business: Business;
  let other: Business;
  let contactId: string;
  let books: Json;
  const phone = newPhone();

  beforeAll(async () => {
    [business, other] = await Promise.all([Business.open(place, 10), Business.open(place, 10)]);
    contactId = await business.customer(phone);
    books = await booksOf(business, [phone]);
  });

  const send = (credential: string | null, headers: Record<string, string> = {}): Promise<Answer> =>
    ask(place, credential, 'POST', '/v1/messages', { body: { contactId, body: 'Hi' }, headers });

  /** A key of the business, made and taken back by the operator. */
  function byOperator(method: string, path: string, body?: object): Promise<Answer> {
    const headers = { 'x-tenant-id': business.tenantId };
    return ask(place, place.operatorKey, method, path, { body, headers });
  }

  const tokens = (): [string, string | null][] => {
    const owner = { sub: randomUUID(), tenantId: business.tenantId };
    const claims = {
      ...owner,
      iss: 'fieldline-gateway',
      aud: 'fieldline-api',
      iat: NOW,
      exp: NOW + 3_600,
    };
    const typ = 'fieldline-session+jwt';
    const { privateKey } = generateKeyPairSync('ed25519');
    const foreign = jwt({ alg: 'EdDSA', typ }, claims, (text) => sign(null, text, privateKey));
    return [
      ['nothing', null],
      ['an empty one', ''],
      ['a random one', randomBytes(32).toString('base64url')],
      ['one that looks like a key', `fl_live_${randomBytes(32).toString('base64url')}`],
      ['a key with a letter changed', swapLast(business.apiKey)],
      ['the start of a key', business.apiKey.slice(0, -1)],
      ['a token without a signature', jwt({ alg: 'none', typ }, claims, () => Buffer.alloc(0))],
      [
        'a token of an unknown algorithm',
        jwt({ alg: 'HS256', typ }, claims, () => Buffer.from('x')),
      ],
      ['a token that somebody else signed', foreign],
      ['a token in pieces', `${foreign}.${foreign}`],
      ['a very long one', 'a'.repeat(8_000)],
    ];
  };

  test('what is missing, garbage or forged is answered 401', async () => {
    for (const [what, token] of tokens()) {
      const answer = await send(token);
      expect([what, answer.status]).toEqual([what, 401]);
      expectProblem(answer, 401, 'unauthorized');
      expect(answer.headers.get('www-authenticate')).toContain('Bearer');
      if (token) expect(JSON.stringify(answer.body)).not.toContain(token);
    }
    const basic = Buffer.from(`${business.apiKey}:`).toString('base64');
    expectProblem(await send(null, { authorization: `Basic ${basic}` }), 401, 'unauthorized');
  });

  test('a key acts for its own business, whatever a header says', async () => {
    const headers = { 'x-tenant-id': business.tenantId };
    expectProblem(await send(other.apiKey, headers), 403, 'forbidden');
    expectProblem(await send(business.apiKey, headers), 403, 'forbidden');
    const { apiKey, tenantId } = other;
    expectProblem(await ask(place, apiKey, 'GET', '/v1/balance', { headers }), 403, 'forbidden');
    expect((await ask(place, apiKey, 'GET', '/v1/me')).body).toMatchObject({ tenantId });
  });

  test('an operator names the business, and one that exists', async () => {
    const { operatorKey } = place;
    expectProblem(await send(operatorKey), 400, 'tenant_required');
    for (const id of [randomUUID(), 'nonsense', `${business.tenantId}, ${other.tenantId}`])
      expectProblem(await send(operatorKey, { 'x-tenant-id': id }), 404, 'not_found');
  });

  test('a key does what its scopes say, until it is taken back', async () => {
    const { body: key } = await byOperator('POST', '/v1/api-keys', {
      name: 'reads',
      scopes: ['messages:read'],
    });
    expectProblem(await send(key.secret), 403, 'forbidden');
    expect((await ask(place, key.secret, 'GET', '/v1/messages')).status).toBe(200);
    expectProblem(await ask(place, key.secret, 'GET', '/v1/balance'), 403, 'forbidden');
    expect((await byOperator('DELETE', `/v1/api-keys/${key.id}`)).status).toBe(204);
    expectProblem(await ask(place, key.secret, 'GET', '/v1/messages'), 401, 'unauthorized');
  });

  test('what only operators may is not for the keys of businesses', async () => {
    const refused = [
      ['POST', '/v1/tenants', { name: 'X', country: 'US' }],
      ['GET', '/v1/tenants', undefined],
      ['POST', '/v1/adjustments', { segments: 1_000, reason: 'please' }],
      ['POST', `/v1/tenants/${business.tenantId}/activation`, {}],
      ['POST', '/v1/api-keys', { name: 'mine', scopes: ['balance:adjust'] }],
    ] as const;
    for (const [method, path, body] of refused)
      expectProblem(await ask(place, business.apiKey, method, path, { body }), 403, 'forbidden');
    const unknown = await byOperator('POST', '/v1/api-keys', {
      name: 'x',
      scopes: ['balance:adjust'],
    });
    expect(unknown.status).toBe(400);
  });

  test('a sign-in that fails says nothing about whether there is an account', async () => {
    const login = (email: string): Promise<Answer> =>
      ask(place, null, 'POST', '/v1/auth/login', { body: { email, password: 'wrong-password-1' } });
    const answers = [
      await login('operator@fieldline.test'),
      await login(`${randomUUID()}@story.test`),
    ];
    for (const answer of answers) expectProblem(answer, 401, 'invalid_credentials');
    const [known, unknown] = answers.map(({ body: { traceId: _, ...rest } }) => rest);
    expect(known).toEqual(unknown);
  });

  test('afterwards everything is as it was', async () => {
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await booksOf(business, [phone])).toEqual(books);
  });
});

function jwt(header: object, claims: object, signed: (text: Buffer) => Buffer): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part(header)}.${part(claims)}`;
  return `${text}.${signed(Buffer.from(text)).toString('base64url')}`;
}

function swapLast(text: string): string {
  return text.slice(0, -1) + (text.endsWith('A') ? 'B' : 'A');
}
