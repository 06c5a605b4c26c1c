import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { newId, writeIdOf } from '@fieldline/contracts';
import { eventually } from '@fieldline/testing';
import { problem } from './fake-services.js';
import { OPERATOR_KEY, PASSWORD, type Running, startGateway } from './running-gateway.js';

let gateway: Running;
let acme: string;
let agent: string;
beforeAll(async () => {
  gateway = await startGateway();
  acme = (await gateway.newActiveTenant()).id;
  agent = await gateway.as(acme, 'agent');
}, 60_000);
afterAll(() => gateway.stop());

const MESSAGE = /^\/messaging\/messages\//;
const text = { to: '+13125550188', body: 'On our way' };
let key: string;
beforeEach(() => {
  key = newId();
  gateway.services.forget();
  gateway.services.on('PUT', MESSAGE, async ({ path }) => {
    await new Promise((resolve) => setTimeout(resolve, 50));
    return { body: { id: path.split('/').at(-1), status: 'accepted' } };
  });
});

const send = (
  body: object = text,
  headers: Record<string, string> = { 'idempotency-key': key },
  as = agent,
) => gateway.call<{ id: string }>('POST', '/v1/messages', { as, body, headers });
const sent = () => gateway.services.askedFor('PUT', MESSAGE);

describe('a write with a key', () => {
  test('is executed once, and its answer given again', async () => {
    const first = await send();
    expect([first.status, first.headers.get('idempotency-replayed')]).toEqual([202, null]);
    expect(first.body).toMatchObject({ id: writeIdOf(acme, 'message', key) });
    const again = await send({ body: text.body, to: text.to });
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([202, 'true']);
    expect(again.body).toEqual(first.body);
    expect(sent()).toHaveLength(1);
  });

  test('is executed once by twenty at once', async () => {
    const slow = Promise.withResolvers<void>();
    gateway.services.on('PUT', MESSAGE, async ({ path }) => {
      await slow.promise;
      return { body: { id: path.split('/').at(-1), status: 'accepted' } };
    });
    const refused: unknown[] = [];
    const all = Array.from({ length: 20 }, async () => {
      const { status, body } = await send();
      if (status === 409) refused.push(body);
      return status;
    });
    await eventually(() => expect(refused).toHaveLength(19), { timeoutMs: 30_000 });
    slow.resolve();
    expect((await Promise.all(all)).toSorted()).toEqual([202, ...refused.map(() => 409)]);
    expect(sent()).toHaveLength(1);
    // Soon: it is likely being answered.
    const inFlight = { code: 'idempotency_in_flight', retryAfterSeconds: 1 };
    expect(refused[0]).toMatchObject(inFlight);
    expect((await send()).headers.get('idempotency-replayed')).toBe('true');
    expect(sent()).toHaveLength(1);
  });

  test('refuses another body or another path', async () => {
    await send();
    const other = await send({ ...text, body: 'Something else' });
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused']);
    const elsewhere = await gateway.call('POST', '/v1/estimates', {
      as: agent,
      body: text,
      headers: { 'idempotency-key': key },
    });
    expect(elsewhere.body.code).toBe('idempotency_key_reused');
    expect(sent()).toHaveLength(1);
  });

  test('is each business’s own', async () => {
    const other = (await gateway.newActiveTenant()).id;
    gateway.services.on('PUT', MESSAGE, { body: { id: newId(), status: 'accepted' } });
    await send();
    const theirs = await send(
      { ...text, body: 'Theirs' },
      { 'idempotency-key': key },
      await gateway.as(other, 'agent'),
    );
    expect(theirs.status).toBe(202);
    expect(theirs.headers.get('idempotency-replayed')).toBeNull();
  });

  test.each([
    [422, 'quiet_hours_confirm'],
    [422, 'recipient_opted_out'],
    [409, 'registration_not_approved'],
    [429, 'rate_limited'],
    [500, 'trouble'],
    [503, 'service_unavailable'],
  ])('tries again what was refused with %s %s: nothing of it was done', async (status, code) => {
    gateway.services.on('PUT', MESSAGE, problem(status, code));
    const first = await send();
    expect([first.status, first.body.code]).toEqual([status, code]);
    gateway.services.on('PUT', MESSAGE, ({ path }) => ({ body: { id: path.split('/').at(-1) } }));
    const again = await send();
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([202, null]);
    expect(again.body.id).toBe(writeIdOf(acme, 'message', key));
    expect((await send()).headers.get('idempotency-replayed')).toBe('true');
  });

  test('doesn’t keep that a service knew it for another request', async () => {
    gateway.services.on('PUT', MESSAGE, problem(422, 'idempotency_key_reused'));
    const other = await send({ ...text, body: 'Something else' });
    expect(other.body.code).toBe('idempotency_key_reused');
    gateway.services.on('PUT', MESSAGE, { body: { id: newId() } });
    expect((await send()).status).toBe(202);
  });

  test('is taken up again, under the same id, when whoever had it died', async () => {
    await send();
    await gateway.admin.query(
      `UPDATE idempotency_key SET status = NULL, answer = NULL, in_flight_until = now() + interval '25 s' WHERE key = $1`,
      [key],
    );
    const { body, headers } = await send();
    const { code, retryAfterSeconds } = body as { code?: string; retryAfterSeconds?: number };
    expect(code).toBe('idempotency_in_flight');
    // When the key is free again.
    expect(retryAfterSeconds).toBeGreaterThan(1);
    expect(retryAfterSeconds).toBeLessThanOrEqual(25);
    expect(headers.get('retry-after')).toBe(String(retryAfterSeconds));
    await gateway.admin.query(`UPDATE idempotency_key SET in_flight_until = now() WHERE key = $1`, [
      key,
    ]);
    const again = await send();
    expect(again.status).toBe(202);
    expect(new Set(sent().map(({ path }) => path)).size).toBe(1);
    expect(sent()).toHaveLength(2);
  });

  test('has its answer from who took it up, not from who was taken for dead', async () => {
    const slow = Promise.withResolvers<void>();
    gateway.services.on('PUT', MESSAGE, async () => {
      await slow.promise;
      return { body: { id: 'slow' } };
    });
    const first = send();
    await eventually(() => expect(sent()).toHaveLength(1));
    await gateway.admin.query(`UPDATE idempotency_key SET in_flight_until = now() WHERE key = $1`, [
      key,
    ]);
    gateway.services.on('PUT', MESSAGE, { body: { id: 'successor' } });
    expect((await send()).body.id).toBe('successor');
    slow.resolve();
    expect((await first).body.id).toBe('slow');
    expect((await send()).body.id).toBe('successor');
  });

  test('is a new one when its time is over', async () => {
    await send();
    await gateway.admin.query(`UPDATE idempotency_key SET expires_at = now() WHERE key = $1`, [
      key,
    ]);
    const other = await send({ ...text, body: 'Next year' });
    expect([other.status, other.headers.get('idempotency-replayed')]).toEqual([202, null]);
  });

  test('leaves nothing readable in the table', async () => {
    const headers = { 'idempotency-key': key, 'x-tenant-id': acme };
    const body = { name: 'Sync', scopes: ['contacts:write'] };
    const make = () => gateway.call('POST', '/v1/api-keys', { as: OPERATOR_KEY, body, headers });
    const { secret } = (await make()).body as { secret: string };
    expect((await make()).body).toMatchObject({ secret });
    const { rows } = await gateway.admin.query<{ answer: Buffer }>(
      'SELECT answer FROM idempotency_key WHERE key = $1',
      [key],
    );
    expect(rows[0]?.answer.toString('latin1')).not.toContain(secret.slice(0, 8));
  });

  test('makes one user, although the first answer was lost', async () => {
    const headers = { 'idempotency-key': key, 'x-tenant-id': acme };
    const body = { email: `${key}@example.com`, name: 'Dana', role: 'agent', password: PASSWORD };
    const make = () => gateway.call('POST', '/v1/users', { as: OPERATOR_KEY, body, headers });
    const first = await make();
    await gateway.admin.query('DELETE FROM idempotency_key WHERE key = $1', [key]);
    const second = await make();
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body).toEqual(first.body);
  });
});

test('an unfit key is refused', async () => {
  for (const unfit of ['', 'x'.repeat(201), 'clé']) {
    const answer = await send(text, { 'idempotency-key': unfit });
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_idempotency_key']);
  }
  expect(sent()).toHaveLength(0);
});

test('writes without a key are each their own', async () => {
  await send(text, {});
  await send(text, {});
  expect(new Set(sent().map(({ path }) => path)).size).toBe(2);
});
