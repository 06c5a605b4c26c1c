import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PASSWORD, type Running, startGateway } from './running-gateway.js';

let gateway: Running;
let acme: string;
beforeAll(async () => {
  gateway = await startGateway();
  acme = (await gateway.newTenant()).id;
}, 60_000);
afterAll(() => gateway.stop());

describe('signing in', () => {
  test('gives a session of twelve hours', async () => {
    const { email } = await gateway.newUser(acme, 'owner');
    const { status, body } = await gateway.login(` ${email.toUpperCase()}`.trim());
    expect(status).toBe(200);
    expect(body).toMatchObject({
      user: { email, role: 'owner', tenantId: acme },
      registration: { required: false, state: 'not_started', path: null },
    });
    const hours = (Date.parse(String(Reflect.get(body, 'expiresAt'))) - Date.now()) / 3_600_000;
    expect(hours).toBeCloseTo(12, 1);
    expect(JSON.stringify(body)).not.toContain('argon2');
  });

  test('tells an unknown address from a wrong password by nothing', async () => {
    const { email } = await gateway.newUser(acme, 'owner');
    const wrong = await gateway.login(email, 'wrong');
    const unknown = await gateway.login('nobody@example.com', 'wrong');
    const { traceId: _, ...said } = wrong.body as Record<string, unknown>;
    expect([wrong.status, said.code]).toEqual([401, 'invalid_credentials']);
    expect(unknown.status).toBe(401);
    expect(unknown.body).toMatchObject(said);
  });

  test.each(['a known', 'an unknown'])(
    'is locked for %s address after ten failures',
    async (kind) => {
      const known = kind === 'a known';
      const email = known ? (await gateway.newUser(acme, 'owner')).email : 'stranger@example.com';
      for (let count = 0; count < 10; count += 1) {
        expect((await gateway.login(email, 'wrong')).status).toBe(401);
      }
      const locked = await gateway.login(email, PASSWORD);
      expect([locked.status, locked.body.code]).toEqual([429, 'account_locked']);
      expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(800);
      await gateway.admin.query(`UPDATE login_attempt SET since = since - interval '16 minutes'`);
      expect((await gateway.login(email, PASSWORD)).status).toBe(known ? 200 : 401);
    },
  );

  test('loses no failure among guesses made at once', async () => {
    const { email } = await gateway.newUser(acme, 'owner');
    const guesses = await Promise.all(
      Array.from({ length: 20 }, () => gateway.login(email, 'wrong')),
    );
    const failures = guesses.filter(({ status }) => status === 401).length;
    const { rows } = await gateway.admin.query(
      `SELECT failures FROM login_attempt WHERE email_hash = sha256($1::bytea)`,
      [Buffer.from(email)],
    );
    expect(rows).toEqual([{ failures }]);
    expect(failures).toBeGreaterThanOrEqual(10);
    expect((await gateway.login(email)).status).toBe(429);
  });

  test('by the right password at once from many places locks nobody out', async () => {
    const { email } = await gateway.newUser(acme, 'owner');
    const logins = await Promise.all(Array.from({ length: 15 }, () => gateway.login(email)));
    expect(new Set(logins.map(({ status }) => status))).toEqual(new Set([200]));
  });

  test('forgets its failures once it succeeds', async () => {
    const { email } = await gateway.newUser(acme, 'owner');
    for (let round = 0; round < 2; round += 1) {
      for (let count = 0; count < 9; count += 1) await gateway.login(email, 'wrong');
      expect((await gateway.login(email)).status).toBe(200);
    }
  });
});
