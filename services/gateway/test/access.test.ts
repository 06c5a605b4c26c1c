import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { importJWK, SignJWT } from 'jose';
import { newId, type Page, type UserView } from '@fieldline/contracts';
import { OPERATOR_KEY, PASSWORD, type Running, startGateway } from './running-gateway.js';

let gateway: Running;
let acme: string;
let other: string;
beforeAll(async () => {
  gateway = await startGateway();
  acme = (await gateway.newTenant()).id;
  other = (await gateway.newTenant({ name: 'Other Heating' })).id;
  gateway.services.on('GET', /^\/billing\/balance$/, { body: { available: 5 } });
}, 60_000);
afterAll(() => gateway.stop());

const me = (as?: string, headers?: Record<string, string>) =>
  gateway.call('GET', '/v1/me', { as, headers });

test('no table shows one business to another', async () => {
  expect(await gateway.catalogProblems('account_user_email', 'api_key_hash')).toEqual([]);
});

describe('a credential', () => {
  const forge = async (
    claims: object,
    { typ = 'fieldline-session+jwt', aud = 'fieldline-api', expires = '1h' } = {},
  ) => {
    const key = await importJWK(gateway.session.privateKeyJwk, 'EdDSA');
    return new SignJWT({ tenantId: acme, ...claims })
      .setProtectedHeader({ alg: 'EdDSA', typ })
      .setIssuer('fieldline-gateway')
      .setAudience(aud)
      .setIssuedAt()
      .setExpirationTime(expires)
      .sign(key);
  };

  test('that is missing, unknown or forged is answered 401 with a challenge', async () => {
    const user = await gateway.newUser(acme, 'agent');
    const good = await forge({ sub: user.id });
    expect((await me(good)).status).toBe(200);
    const none = Buffer.from(JSON.stringify({ alg: 'none', typ: 'fieldline-session+jwt' }));
    const forgeries = [
      undefined,
      'fl_live_unknown',
      `${good.slice(0, -4)}AAAA`,
      `${none.toString('base64url')}.${good.split('.')[1]}.`,
      await forge({ sub: user.id, tenantId: other }),
      await forge({ sub: newId() }),
      await forge({ sub: user.id }, { aud: 'fieldline-services' }),
      await forge({ sub: user.id }, { typ: 'fieldline-principal+jwt' }),
      await forge({ sub: user.id }, { expires: '-1s' }),
    ];
    for (const token of forgeries) {
      const answer = await me(token);
      expect(answer.status).toBe(401);
      expect(answer.body.code).toBe('unauthorized');
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
      expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    }
  });

  test('names its holder', async () => {
    const session = (await gateway.login('operator@example.com')).body.accessToken;
    expect((await me(session)).body).toMatchObject({
      kind: 'user',
      role: 'operator',
      tenantId: null,
    });
    expect((await me(OPERATOR_KEY)).body).toMatchObject({ kind: 'api_key', role: 'operator' });
    const agent = await gateway.as(acme, 'agent');
    expect((await me(agent)).body).toMatchObject({
      role: 'agent',
      tenantId: acme,
      registration: { required: false, state: 'not_started', path: null },
    });
  });

  test('of a user who is deactivated is worth nothing from then on', async () => {
    const user = await gateway.newUser(acme, 'agent');
    const token = (await gateway.login(user.email)).body.accessToken;
    const owner = await gateway.as(acme, 'owner');
    const body = { status: 'deactivated' };
    await gateway.call('PATCH', `/v1/users/${user.id}`, { as: owner, body });
    expect((await me(token)).status).toBe(401);
    expect((await gateway.login(user.email)).body.code).toBe('invalid_credentials');
  });
});

describe('an API key', () => {
  test('does what its scopes say, and its secret is shown once and stored nowhere', async () => {
    const key = await gateway.newKey(acme, ['balance:read']);
    expect(key.secret).toMatch(/^fl_live_[\w-]{43}$/);
    const asked = { as: key.secret };
    expect((await gateway.call('GET', '/v1/balance', asked)).status).toBe(200);
    expect((await gateway.call('GET', '/v1/contacts', asked)).body.code).toBe('forbidden');
    const { rows } = await gateway.admin.query('SELECT * FROM api_key');
    expect(JSON.stringify(rows)).not.toContain(key.secret);
    const owner = await gateway.as(acme, 'owner');
    const listed = await gateway.call<Page<object>>('GET', '/v1/api-keys', { as: owner });
    expect(JSON.stringify(listed.body)).not.toContain(key.secret);
    expect(listed.body.items).toContainEqual(
      expect.objectContaining({
        id: key.id,
        prefix: key.secret.slice(0, 12),
        lastUsedAt: expect.any(String),
      }),
    );
  });

  test('ends by deletion and by its date', async () => {
    const owner = await gateway.as(acme, 'owner');
    const deleted = await gateway.newKey(acme, ['balance:read']);
    expect((await me(deleted.secret)).status).toBe(200);
    expect((await gateway.call('DELETE', `/v1/api-keys/${deleted.id}`, { as: owner })).status).toBe(
      204,
    );
    expect((await me(deleted.secret)).status).toBe(401);
    const expiresAt = new Date(Date.now() + 300).toISOString();
    const shortLived = await gateway.newKey(acme, ['balance:read'], { expiresAt });
    expect((await me(shortLived.secret)).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 350));
    expect((await me(shortLived.secret)).status).toBe(401);
  });

  test('gives no more than its maker has, and no scope that isn’t one', async () => {
    const maker = await gateway.newKey(acme, ['api_keys:write', 'balance:read']);
    const make = (scopes: string[]) =>
      gateway.call('POST', '/v1/api-keys', { as: maker.secret, body: { name: 'More', scopes } });
    expect((await make(['balance:read'])).status).toBe(201);
    expect((await make(['messages:write'])).body.code).toBe('forbidden');
    expect((await make(['balance:read', 'tenants:write'])).body).toMatchObject({
      code: 'invalid_request',
      errors: [{ field: 'scopes.1' }],
    });
  });
});

describe('a secret from elsewhere', () => {
  const secret = 'a-secret-from-elsewhere-0001';
  const fields = { secret };

  test('is an operator’s to bring, makes one key, and may be brought again', async () => {
    const first = await gateway.newKey(acme, ['balance:read'], fields);
    const again = await gateway.newKey(acme, ['balance:read', 'contacts:read'], fields);
    expect(again).toMatchObject({ id: first.id, secret, prefix: 'a-se…' });
    expect((await me(secret)).body).toMatchObject({
      tenantId: acme,
      permissions: ['balance:read', 'contacts:read', 'me:read'],
    });
    await expect(gateway.newKey(other, ['balance:read'], fields)).rejects.toThrow('secret_taken');
    await expect(
      gateway.newKey(acme, ['balance:read'], { secret: 'a secret with spaces in it' }),
    ).rejects.toThrow('invalid_request');
    const owner = await gateway.as(acme, 'owner');
    const body = { name: 'Own', scopes: ['balance:read'], secret: `${secret}-2` };
    expect((await gateway.call('POST', '/v1/api-keys', { as: owner, body })).body.code).toBe(
      'forbidden',
    );
  });
});

describe('a tenant', () => {
  test('is named by operators alone', async () => {
    const answer = async (as: string, tenantId: string) => {
      const { status, body } = await gateway.call('GET', '/v1/balance', {
        as,
        headers: { 'x-tenant-id': tenantId },
      });
      return [status, body.code];
    };
    expect(await answer(OPERATOR_KEY, acme)).toEqual([200, undefined]);
    expect(gateway.services.asked.at(-1)?.principal).toMatchObject({
      tenantId: acme,
      role: 'operator',
    });
    expect(await answer(OPERATOR_KEY, newId())).toEqual([404, 'not_found']);
    expect(await answer(OPERATOR_KEY, 'acme')).toEqual([404, 'not_found']);
    const owner = await gateway.as(acme, 'owner');
    expect(await answer(owner, acme)).toEqual([403, 'forbidden']);
    expect(await answer(owner, other)).toEqual([403, 'forbidden']);
    const unnamed = await gateway.call('GET', '/v1/balance', { as: OPERATOR_KEY });
    expect(unnamed.body.code).toBe('tenant_required');
  });

  test('is closed to the others', async () => {
    const owner = await gateway.as(acme, 'owner');
    const theirs = await gateway.newUser(other, 'agent');
    const key = await gateway.newKey(other, ['balance:read']);
    const asked = { as: owner, body: { status: 'deactivated' } };
    expect((await gateway.call('PATCH', `/v1/users/${theirs.id}`, asked)).status).toBe(404);
    expect((await gateway.call('DELETE', `/v1/api-keys/${key.id}`, { as: owner })).status).toBe(
      404,
    );
    expect((await gateway.call('GET', `/v1/tenants/${other}`, { as: owner })).status).toBe(404);
    expect((await gateway.call('GET', `/v1/tenants/${acme}`, { as: owner })).status).toBe(200);
    expect(await gateway.call('GET', '/v1/tenants', { as: owner })).toMatchObject({
      status: 403,
      body: { code: 'forbidden', permission: 'tenants:read', roles: ['operator'] },
    });
    const { body } = await gateway.call<Page<UserView>>('GET', '/v1/users?limit=200', {
      as: owner,
    });
    expect(new Set(body.items.map((user) => user.tenantId))).toEqual(new Set([acme]));
    expect((await me(key.secret)).body).toMatchObject({ tenantId: other });
  });

  test('has its people listed page by page', async () => {
    const { id } = await gateway.newTenant();
    for (let count = 0; count < 3; count += 1) await gateway.newUser(id, 'agent');
    const headers = { 'x-tenant-id': id };
    const page = (cursor = '') =>
      gateway.call<Page<UserView>>('GET', `/v1/users?limit=2${cursor}`, {
        as: OPERATOR_KEY,
        headers,
      });
    const first = (await page()).body;
    const second = (await page(`&cursor=${first.nextCursor}`)).body;
    expect(new Set([...first.items, ...second.items].map((user) => user.id)).size).toBe(3);
    expect(second.nextCursor).toBeNull();
  });
});

describe('a role', () => {
  test('that may not is refused', async () => {
    const readonly = await gateway.as(acme, 'readonly');
    expect((await gateway.call('GET', '/v1/balance', { as: readonly })).status).toBe(200);
    for (const [method, path] of [
      ['POST', '/v1/users'],
      ['POST', '/v1/tenants'],
      ['POST', '/v1/adjustments'],
      ['PUT', '/v1/contacts/C-1'],
    ] as const)
      expect((await gateway.call(method, path, { as: readonly, body: {} })).body.code).toBe(
        'forbidden',
      );
  });

  test('of an admin makes no owner, and nobody changes themselves', async () => {
    const { id, email } = await gateway.newUser(acme, 'admin');
    const admin = (await gateway.login(email)).body.accessToken;
    const body = { email: 'new@example.com', name: 'New', role: 'owner', password: PASSWORD };
    const create = (fields: object) =>
      gateway.call('POST', '/v1/users', { as: admin, body: { ...body, ...fields } });
    expect((await create({})).status).toBe(403);
    expect((await create({ role: 'operator' })).status).toBe(400);
    expect((await create({ role: 'agent', password: 'too short' })).status).toBe(400);
    const owner = await gateway.newUser(acme, 'owner');
    const change = (userId: string) =>
      gateway.call('PATCH', `/v1/users/${userId}`, { as: admin, body: { role: 'agent' } });
    expect((await change(owner.id)).status).toBe(403);
    expect((await change(id)).body.code).toBe('own_account');
  });

  test('is given to one account per e-mail address', async () => {
    const { email } = await gateway.newUser(acme, 'agent');
    const body = { email: email.toUpperCase(), name: 'Twin', role: 'agent', password: PASSWORD };
    const twin = await gateway.call('POST', '/v1/users', {
      as: OPERATOR_KEY,
      body,
      headers: { 'x-tenant-id': other },
    });
    expect(twin.body.code).toBe('email_taken');
  });
});

test('client programs below 102 are refused', async () => {
  const answer = async (version: string) =>
    (await me(OPERATOR_KEY, { 'x-client-version': version })).body.code;
  expect(await answer('101')).toBe('client_too_old');
  expect(await answer('102')).toBeUndefined();
  expect(await answer('new')).toBe('invalid_request');
});
