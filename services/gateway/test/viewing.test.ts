import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { newId, type ViewersView } from '@fieldline/contracts';
import { eventually } from '@fieldline/testing';
import { problem } from './fake-services.js';
import { OPERATOR_KEY, type Running, startGateway } from './running-gateway.js';
import { listen } from './streaming.js';

const THREADS = /^\/messaging\/conversations\//;

let gateway: Running;
let acme: string;
let dana: { id: string; token: string };
let robin: { id: string; token: string };
let thread: string;
beforeAll(async () => {
  gateway = await startGateway();
  acme = (await gateway.newTenant()).id;
  [dana, robin] = await Promise.all([newPerson('agent'), newPerson('readonly')]);
}, 60_000);
afterAll(() => gateway.stop());
beforeEach(() => {
  thread = newId();
  gateway.services.forget();
  gateway.services.on('GET', THREADS, ({ path, principal }) =>
    principal.tenantId === acme && !path.endsWith(stranger)
      ? { body: { id: path.split('/').at(-1) } }
      : problem(404, 'not_found'),
  );
});

const stranger = newId();

async function newPerson(role: string) {
  const { id, email } = await gateway.newUser(acme, role);
  return { id, token: (await gateway.login(email)).body.accessToken };
}

const view = (as: string, id = thread) =>
  gateway.call<ViewersView>('PUT', `/v1/conversations/${id}/viewing`, { as });
const leave = (as: string) =>
  gateway.call<ViewersView>('DELETE', `/v1/conversations/${thread}/viewing`, { as });
const told = async (): Promise<{ viewers: string[] }[]> =>
  (
    await gateway.admin.query<{ payload: { viewers: string[] } }>(
      `SELECT payload FROM stream_event
        WHERE type = 'viewers.changed' AND payload->>'conversationId' = $1 ORDER BY sequence`,
      [thread],
    )
  ).rows.map(({ payload }) => payload);

describe('who looks at a thread', () => {
  test('is shown to the others, and told when it changes', async () => {
    const stream = await listen(gateway, dana.token);
    const alone = await view(dana.token);
    expect([alone.status, alone.body]).toEqual([200, { viewers: [{ id: dana.id, name: 'Dana' }] }]);
    const both = await view(robin.token);
    expect(both.body.viewers.map(({ id }) => id).toSorted()).toEqual(
      [dana.id, robin.id].toSorted(),
    );
    for (let beat = 0; beat < 3; beat += 1) await view(dana.token);
    const left = await leave(robin.token);
    expect(left.body).toEqual(alone.body);
    expect((await leave(robin.token)).body).toEqual(alone.body);
    await eventually(async () => expect(stream.events).toHaveLength(4));
    const words = stream.events.slice(1).map(({ type, data }) => [type, data.conversationId]);
    expect(words).toEqual(Array.from({ length: 3 }, () => ['viewers.changed', thread]));
    expect((await told()).map(({ viewers }) => viewers.length)).toEqual([1, 2, 1]);
    expect(JSON.stringify(await told())).not.toContain('Dana');
    stream.close();
  });

  test('is what was told last, however many come and go at once', async () => {
    const people = await Promise.all(Array.from({ length: 8 }, () => newPerson('agent')));
    await Promise.all(people.map(({ token }) => view(token)));
    const [first, second, ...staying] = people;
    await Promise.all([leave(first!.token), leave(second!.token), view(dana.token)]);
    const last = (await told()).at(-1)!;
    expect(last.viewers.toSorted()).toEqual([...staying.map(({ id }) => id), dana.id].toSorted());
  });

  test('ends by itself for who says no more', async () => {
    await view(dana.token);
    await view(robin.token);
    await gateway.admin.query(
      `UPDATE viewing SET until = now() - interval '1 second' WHERE user_id = $1`,
      [dana.id],
    );
    expect((await view(robin.token)).body.viewers.map(({ id }) => id)).toEqual([robin.id]);
    await eventually(
      async () => expect((await told()).at(-1)).toMatchObject({ viewers: [robin.id] }),
      { timeoutMs: 20_000 },
    );
    const { rowCount } = await gateway.admin.query(`SELECT FROM viewing WHERE user_id = $1`, [
      dana.id,
    ]);
    expect(rowCount).toBe(0);
  }, 30_000);

  test('is for people who may read it, of a thread that is there', async () => {
    const key = await gateway.newKey(acme, ['conversations:read', 'conversations:write']);
    expect((await view(key.secret)).status).toBe(403);
    expect((await view((await newPerson('technician')).token)).status).toBe(403);
    const operator = await gateway.call('PUT', `/v1/conversations/${thread}/viewing`, {
      as: OPERATOR_KEY,
      headers: { 'x-tenant-id': acme },
    });
    expect(operator.status).toBe(403);
    expect((await view(dana.token, stranger)).body.code).toBe('not_found');
    expect((await view(dana.token, 'no-id')).body.code).toBe('not_found');
    const globex = (await gateway.newTenant()).id;
    const outsider = await gateway.as(globex, 'agent');
    await view(dana.token);
    expect((await view(outsider)).body.code).toBe('not_found');
    expect(await told()).toHaveLength(1);
  });

  test('asks messaging about a thread once in a while', async () => {
    for (let beat = 0; beat < 3; beat += 1) await view(dana.token);
    expect(gateway.services.askedFor('GET', THREADS)).toHaveLength(1);
  });
});
