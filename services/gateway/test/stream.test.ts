import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  BalanceChanged,
  ContactChanged,
  eventMeta,
  type EventClass,
  MessageProgressed,
  MessageReceived,
  newId,
} from '@fieldline/contracts';
import type { Database } from '@fieldline/database';
import { type EventStream, eventually, whileLocked } from '@fieldline/testing';
import { importJWK, SignJWT } from 'jose';
import { forgetOldEvents } from '../src/stream/stream.queries.js';
import { appendStreamEvents, type NewStreamEvent } from '../src/stream/stream.writer.js';
import { OPERATOR_KEY, type Running, startGateway } from './running-gateway.js';
import { listen, openDatabase, startReplica, viewersChanged } from './streaming.js';

let gateway: Running;
let database: Database;
let acme: string;
let globex: string;
let agent: string;
beforeAll(async () => {
  gateway = await startGateway({ streamHeartbeatSeconds: 1, streamCheckSeconds: 1 });
  database = await openDatabase(gateway);
  acme = (await gateway.newTenant()).id;
  globex = (await gateway.newTenant()).id;
  agent = await gateway.as(acme, 'agent');
}, 60_000);
afterAll(async () => {
  await database.close();
  await gateway.stop();
});

const example = <T extends object>(Class: EventClass<T>): T => eventMeta(Class).example as T;
const append = (...events: NewStreamEvent[]) =>
  database.asWorker((tx) => appendStreamEvents(tx, events));
const say = <T extends object>(Class: EventClass<T>, tenantId: string, words: Partial<T>) =>
  gateway.say(Class, [{ tenantId, payload: { ...example(Class), ...words } }]);
const typesOf = ({ events }: EventStream) => events.map(({ type }) => type);

describe('a stream', () => {
  test('begins with where it is, and tells facts by ids and words alone', async () => {
    const stream = await listen(gateway, agent);
    const hello = await stream.next('hello');
    expect(hello.data).toEqual({ sequence: hello.id });
    const text = example(MessageProgressed);
    await gateway.say(MessageProgressed, [{ tenantId: acme, payload: text }]);
    const told = await stream.next('message.changed');
    expect(told.id).toBe(hello.id + 1);
    const { conversationId, messageId, status } = text;
    expect(told.data).toEqual({ conversationId, messageId, status });
    await gateway.say(MessageReceived, [{ tenantId: acme, payload: example(MessageReceived) }]);
    await gateway.say(ContactChanged, [{ tenantId: acme, payload: example(ContactChanged) }]);
    const contact = await stream.next('contact.changed');
    expect(contact.data).toEqual({ contactId: example(ContactChanged).contactId });
    const { rows } = await gateway.admin.query(`SELECT payload::text AS words FROM stream_event`);
    expect(JSON.stringify(rows)).not.toMatch(/Dana|\+1312|Whitfield/);
    stream.close();
  });

  test('tells a fact once, however often it is delivered', async () => {
    const stream = await listen(gateway, agent);
    const payload = example(MessageReceived);
    const fact = { tenantId: acme, payload, id: newId() };
    await gateway.say(MessageReceived, [fact, fact]);
    await gateway.handled(await gateway.say(MessageReceived, [fact]));
    await append(viewersChanged(acme));
    await stream.next('viewers.changed');
    expect(typesOf(stream)).toEqual(['hello', 'message.changed', 'viewers.changed']);
    stream.close();
  });

  test('tells a batch of several businesses and types in its order, each its own', async () => {
    const [ours, theirs] = await Promise.all([
      listen(gateway, agent),
      listen(gateway, await gateway.as(globex, 'agent')),
    ]);
    await append(viewersChanged(acme));
    const messageIds: string[] = [];
    // While the first waits, those behind it gather: they are one batch.
    await whileLocked(
      gateway.admin,
      [`SELECT FROM stream_head WHERE tenant_id = $1 FOR UPDATE`, acme],
      async (inLine) => {
        for (let place = 0; place < 20; place += 1) {
          const tenantId = place % 3 === 1 ? globex : acme;
          const messageId = newId();
          messageIds.push(messageId);
          if (place % 2 === 0) await say(MessageReceived, tenantId, { messageId });
          else await say(MessageProgressed, tenantId, { messageId });
          if (place === 0) await inLine(1);
        }
      },
    );
    for (const [stream, isTheirs] of [
      [ours, false],
      [theirs, true],
    ] as const) {
      const expected = messageIds.filter((_, place) => (place % 3 === 1) === isTheirs);
      const told = await eventually(async () => {
        const found = stream.events.filter(({ type }) => type === 'message.changed');
        expect(found.map(({ data }) => data.messageId)).toEqual(expected);
        return found;
      });
      expect(told.map(({ id }) => id - told[0]!.id)).toEqual(expected.map((_, place) => place));
      stream.close();
    }
  });

  test('tells nobody what they may not ask for, nor what is meant for somebody else', async () => {
    const user = await gateway.newUser(acme, 'readonly');
    const reader = (await gateway.login(user.email)).body.accessToken;
    const { secret } = await gateway.newKey(acme, ['conversations:read']);
    const [mine, others, program] = await Promise.all(
      [reader, agent, secret].map((credential) => listen(gateway, credential)),
    );
    await gateway.say(BalanceChanged, [{ tenantId: acme, payload: example(BalanceChanged) }]);
    await mine!.next('balance.changed');
    await append(
      { tenantId: acme, userId: user.id, type: 'notification.created', payload: { id: newId() } },
      viewersChanged(acme),
    );
    for (const stream of [mine!, others!, program!]) await stream.next('viewers.changed');
    expect(typesOf(mine!).slice(1)).toEqual([
      'balance.changed',
      'notification.created',
      'viewers.changed',
    ]);
    expect(typesOf(others!).slice(1)).toEqual(['balance.changed', 'viewers.changed']);
    expect(typesOf(program!).slice(1)).toEqual(['viewers.changed']);
    for (const stream of [mine!, others!, program!]) stream.close();
  });

  test('is for who may read threads', async () => {
    const as = await gateway.as(acme, 'technician');
    expect((await gateway.call('GET', '/v1/stream', { as })).status).toBe(403);
    expect((await gateway.call('GET', '/v1/stream')).status).toBe(401);
    const operator = await gateway.call('GET', '/v1/stream', { as: OPERATOR_KEY });
    expect(operator.body.code).toBe('tenant_required');
    const head = await gateway.call('HEAD', '/v1/stream', { as: agent });
    expect(head.status).toBeLessThan(500);
  });
});

describe('a stream that is opened again', () => {
  test.each(['header', 'query'])('goes on where it was, by %s', async (by) => {
    const first = await listen(gateway, agent);
    const { id } = await first.next('hello');
    first.close();
    await append(...Array.from({ length: 450 }, (_, place) => viewersChanged(acme, { place })));
    const again = await listen(
      gateway,
      agent,
      by === 'header' ? { after: id + 3 } : { path: `/v1/stream?lastEventId=${id + 3}` },
    );
    await eventually(async () => expect(again.events).toHaveLength(448));
    const [hello, ...told] = again.events;
    expect(hello).toMatchObject({ type: 'hello', id: id + 3 });
    expect(told.map(({ data }) => data.place)).toEqual(
      Array.from({ length: 447 }, (_, place) => place + 3),
    );
    again.close();
  });

  test('begins anew when its place is forgotten, or was never one', async () => {
    const tenantId = (await gateway.newTenant()).id;
    const as = await gateway.as(tenantId, 'agent');
    await append(...Array.from({ length: 10 }, () => viewersChanged(tenantId)));
    await gateway.admin.query(
      `UPDATE stream_event SET created_at = now() - interval '25 hours'
        WHERE tenant_id = $1 AND sequence <= 6`,
      [tenantId],
    );
    while ((await forgetOldEvents(database)) > 0);
    for (const after of [0, 3, 5, 11, 999_999]) {
      const stream = await listen(gateway, as, { after });
      const reset = await stream.next('reset');
      expect([reset.id, reset.data, stream.events.length]).toEqual([10, { sequence: 10 }, 1]);
      stream.close();
    }
    const kept = await listen(gateway, as, { after: 6 });
    await eventually(async () => expect(kept.events.map(({ id }) => id)).toEqual([6, 7, 8, 9, 10]));
    await append(viewersChanged(tenantId));
    await eventually(async () => expect(kept.lastId).toBe(11));
    kept.close();
    await gateway.admin.query(`DELETE FROM stream_event WHERE tenant_id = $1`, [tenantId]);
    const emptied = await listen(gateway, as, { after: 10 });
    await emptied.next('reset');
    const current = await listen(gateway, as, { after: 11 });
    await current.next('hello');
    for (const stream of [emptied, current]) stream.close();
  });

  test.each(['abc', '-1', '1.5', '%20', '', '9'.repeat(16), '1&lastEventId=2'])(
    'refuses %j as a place',
    async (id) => {
      const answer = await gateway.call('GET', `/v1/stream?lastEventId=${id}`, { as: agent });
      expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
    },
  );

  test('keeps 100,000 events of a business at most', async () => {
    const tenantId = (await gateway.newTenant()).id;
    await gateway.admin.query(`INSERT INTO stream_head VALUES ($1, 101500)`, [tenantId]);
    await gateway.admin.query(
      `INSERT INTO stream_event (tenant_id, sequence, type, payload)
       SELECT $1, n, 'viewers.changed', '{}' FROM generate_series(1, 101500) AS n`,
      [tenantId],
    );
    while ((await forgetOldEvents(database)) > 0);
    const { rows } = await gateway.admin.query(
      `SELECT min(sequence)::int AS first, count(*)::int AS kept FROM stream_event WHERE tenant_id = $1`,
      [tenantId],
    );
    expect(rows).toEqual([{ first: 1_501, kept: 100_000 }]);
  });
});

describe('an open stream', () => {
  test('shows that it lives, and moves on past what it isn’t told', async () => {
    const stream = await listen(gateway, agent);
    const { id } = await stream.next('hello');
    const other = { tenantId: acme, userId: newId(), type: 'notification.created' } as const;
    await append({ ...other, payload: {} });
    await eventually(async () => expect(stream.heartbeats).toBeGreaterThanOrEqual(3));
    expect(typesOf(stream)).toEqual(['hello']);
    expect(stream.lastId).toBe(id + 1);
    stream.close();
  });

  test('ends for who may not listen any more', async () => {
    const deactivated = await gateway.newUser(acme, 'agent');
    const demoted = await gateway.newUser(acme, 'agent');
    const key = await gateway.newKey(acme, ['conversations:read']);
    const tokens = await Promise.all(
      [deactivated, demoted].map(
        async ({ email }) => (await gateway.login(email)).body.accessToken,
      ),
    );
    const expiring = await sessionOf((await gateway.newUser(acme, 'agent')).id, 3);
    const streams = await Promise.all(
      [...tokens, key.secret, expiring, agent].map((token) => listen(gateway, token)),
    );
    const staying = streams.pop()!;
    const change = (id: string, body: object) =>
      gateway.call('PATCH', `/v1/users/${id}`, {
        as: OPERATOR_KEY,
        body,
        headers: { 'x-tenant-id': acme },
      });
    expect((await change(deactivated.id, { status: 'deactivated' })).status).toBe(200);
    expect((await change(demoted.id, { role: 'technician' })).status).toBe(200);
    await gateway.call('DELETE', `/v1/api-keys/${key.id}`, {
      as: OPERATOR_KEY,
      headers: { 'x-tenant-id': acme },
    });
    for (const stream of streams) expect(await stream.end).toBe(true);
    expect(staying.isOver).toBe(false);
    staying.close();
  }, 30_000);

  test('stops hearing what its owner may not read any more', async () => {
    const user = await gateway.newUser(acme, 'agent');
    const { secret, id } = await gateway.newKey(acme, ['conversations:read', 'balance:read']);
    const stream = await listen(gateway, secret);
    await gateway.admin.query(`UPDATE api_key SET scopes = '{conversations:read}' WHERE id = $1`, [
      id,
    ]);
    await eventually(
      async () => {
        const before = stream.events.length;
        await append(
          { tenantId: acme, userId: user.id, type: 'notification.created', payload: {} },
          { tenantId: acme, type: 'balance.changed', payload: {} },
          viewersChanged(acme),
        );
        await eventually(async () => expect(stream.events.length).toBeGreaterThan(before));
        expect(typesOf(stream).slice(before)).toEqual(['viewers.changed']);
      },
      { timeoutMs: 20_000, intervalMs: 500 },
    );
    stream.close();
  }, 30_000);

  test('is one of twenty of its user, and of so many of the process', async () => {
    const as = await gateway.as(acme, 'agent');
    const streams = await Promise.all(Array.from({ length: 20 }, () => listen(gateway, as)));
    const refused = await gateway.call('GET', '/v1/stream', { as });
    expect([refused.status, refused.body.code]).toEqual([429, 'too_many_streams']);
    expect(refused.headers.get('retry-after')).toBe('30');
    (await listen(gateway, agent)).close();
    streams.pop()!.close();
    streams.push(await eventually(() => listen(gateway, as)));
    for (const stream of streams) stream.close();
    const small = await startReplica(gateway, { streamLimit: 2 });
    const two = [await listen(small, as), await listen(small, agent)];
    await expect(listen(small, await gateway.as(acme, 'owner'))).rejects.toThrow('429');
    for (const stream of two) stream.close();
    await small.stop();
  });

  test('ends at once when the process does, and asks to come back', async () => {
    const leaving = await startReplica(gateway);
    const streams = await Promise.all(Array.from({ length: 10 }, () => listen(leaving, agent)));
    const startedAt = performance.now();
    await leaving.stop();
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    for (const stream of streams) {
      expect(await stream.end).toBe(true);
      expect(stream.retryMs).toBeGreaterThanOrEqual(1_000);
    }
  });
});

/** A session that ends after so many seconds. */
async function sessionOf(userId: string, seconds: number): Promise<string> {
  const now = Math.floor(Date.now() / 1_000);
  return new SignJWT({ tenantId: acme })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'fieldline-session+jwt' })
    .setSubject(userId)
    .setIssuer('fieldline-gateway')
    .setAudience('fieldline-api')
    .setIssuedAt(now)
    .setExpirationTime(now + seconds)
    .sign(await importJWK(gateway.session.privateKeyJwk, 'EdDSA'));
}
