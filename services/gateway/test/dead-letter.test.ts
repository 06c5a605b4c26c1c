import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type DeadLetterPage, newId } from '@fieldline/contracts';
import { type Given, problem } from './fake-services.js';
import { OPERATOR_KEY, type Running, startGateway } from './running-gateway.js';

const SERVICES = ['billing', 'compliance', 'messaging', 'scheduler'];
const reason = 'mended in the last release';

let gateway: Running;
let owner: string;
let admin: string;
beforeAll(async () => {
  gateway = await startGateway();
  const acme = (await gateway.newActiveTenant()).id;
  owner = await gateway.as(acme, 'owner');
  admin = (await gateway.newKey(acme, ['messages:read'])).secret;
}, 60_000);
afterAll(() => gateway.stop());
beforeEach(() => gateway.services.forget());

const call = <T>(method: string, path: string, body?: unknown, as = OPERATOR_KEY) =>
  gateway.call<T>(method, path, { as, body });
const teach = (service: string, method: string, rest: string, given: Given): void =>
  gateway.services.on(method, new RegExp(`^/${service}/dead-letters${rest}$`), given);

/** Ids in the order of time. */
const ids = Array.from({ length: 8 }, newId).toSorted();
const letterOf = (service: string, id: string) => ({ id, service, error: 'TypeError' });
const pageOf = (service: string, nextCursor: string | null, ...found: string[]): Given => ({
  body: { items: found.map((id) => letterOf(service, id)), nextCursor },
});
const cursorOf = (id: string | undefined): string =>
  Buffer.from(JSON.stringify([id])).toString('base64url');

/** Behind the mark of its list. */
const boundTo = (cursor: string): unknown => expect.stringMatching(`^[\\w-]{11}\\.${cursor}$`);

describe('the list', () => {
  test('is that of every service, newest first, one page', async () => {
    for (const service of SERVICES) teach(service, 'GET', '', pageOf(service, null));
    teach('billing', 'GET', '', pageOf('billing', null, ids[7]!, ids[2]!));
    teach('messaging', 'GET', '', pageOf('messaging', 'more', ids[6]!, ids[5]!, ids[1]!));
    const query = 'limit=3&state=open&reason=failed&topic=a.b&type=c';
    const answer = await call<DeadLetterPage>('GET', `/v1/dead-letters?${query}`);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      items: [
        letterOf('billing', ids[7]!),
        letterOf('messaging', ids[6]!),
        letterOf('messaging', ids[5]!),
      ],
      nextCursor: boundTo(cursorOf(ids[5])),
      unavailable: [],
    });
    const asked = gateway.services.askedFor('GET', /dead-letters/);
    expect(asked).toHaveLength(4);
    for (const { query, principal } of asked) {
      expect(query).toEqual({
        limit: '3',
        state: 'open',
        reason: 'failed',
        topic: 'a.b',
        type: 'c',
      });
      expect(principal).toMatchObject({ role: 'operator', tenantId: null });
    }
  });

  test('goes on where one service alone had filled the page, and ends', async () => {
    for (const service of SERVICES) teach(service, 'GET', '', pageOf(service, null));
    const next = cursorOf(ids[6]);
    teach('billing', 'GET', '', pageOf('billing', next, ids[7]!, ids[6]!));
    const first = await call<DeadLetterPage>('GET', '/v1/dead-letters?limit=2');
    expect(first.body.nextCursor).toEqual(boundTo(next));
    teach('billing', 'GET', '', pageOf('billing', null, ids[5]!));
    const last = await call<DeadLetterPage>(
      'GET',
      `/v1/dead-letters?limit=2&cursor=${first.body.nextCursor}`,
    );
    expect(last.body).toMatchObject({ items: [{ id: ids[5] }], nextCursor: null });
    expect(gateway.services.asked.at(-1)?.query).toMatchObject({ cursor: next });
  });

  test('names a service that is away, and shows the others’ letters', async () => {
    for (const service of SERVICES) teach(service, 'GET', '', pageOf(service, null));
    teach('messaging', 'GET', '', pageOf('messaging', null, ids[3]!));
    teach('scheduler', 'GET', '', problem(503, 'service_unavailable'));
    const { status, body } = await call<DeadLetterPage>('GET', '/v1/dead-letters');
    expect([status, body]).toMatchObject([
      200,
      { items: [{ id: ids[3], service: 'messaging' }], unavailable: ['scheduler'] },
    ]);
  });

  test.each(['state=ill', 'reason=x', 'limit=0', 'limit=201', 'service=billing', 'cursor=x'])(
    'is not asked for with %s',
    async (query) => {
      const { status } = await call('GET', `/v1/dead-letters?${query}`);
      expect(status).toBe(400);
    },
  );
});

describe('a letter', () => {
  const id = ids[0]!;
  beforeEach(() => {
    for (const service of SERVICES) teach(service, 'GET', `/${id}`, problem(404, 'not_found'));
  });

  test('is found in whichever service it lies', async () => {
    const letter = { ...letterOf('compliance', id), payload: '{}', waiting: 0 };
    teach('compliance', 'GET', `/${id}`, { body: letter });
    const answer = await call('GET', `/v1/dead-letters/${id}`);
    expect([answer.status, answer.body]).toEqual([200, letter]);
  });

  test.each(['replay', 'drop'])('is resolved there, by %s', async (verb) => {
    teach('billing', 'GET', `/${id}`, { body: letterOf('billing', id) });
    const letter = { ...letterOf('billing', id), state: 'replayed' };
    const outcome = { outcome: 'handled', waiting: 0, letter };
    teach('billing', 'POST', `/${id}/${verb}`, { body: outcome });
    const answer = await call('POST', `/v1/dead-letters/${id}/${verb}`, { reason });
    expect([answer.status, answer.body]).toEqual([200, outcome]);
    const [asked, ...others] = gateway.services.askedFor('POST', /dead-letters/);
    expect(others).toEqual([]);
    expect(JSON.parse(asked?.body ?? '')).toEqual({ reason });
    expect(asked?.principal).toMatchObject({ kind: 'api_key', role: 'operator' });
    expect((await call('POST', `/v1/dead-letters/${id}/${verb}`, {})).status).toBe(400);
  });

  test('that can not be resolved says so in the service’s own words', async () => {
    teach('billing', 'GET', `/${id}`, { body: letterOf('billing', id) });
    const busy = problem(409, 'dead_letter_busy', { letterId: 'x' });
    teach('billing', 'POST', `/${id}/replay`, busy);
    const { status, body } = await call('POST', `/v1/dead-letters/${id}/replay`, { reason });
    expect([status, body]).toMatchObject([409, { code: 'dead_letter_busy', letterId: 'x' }]);
  });

  test('that nobody has is not there; while a service is away, nobody knows', async () => {
    for (const place of [id, 'x', '..%2Fledger'])
      expect((await call('GET', `/v1/dead-letters/${place}`)).body.code).toBe('not_found');
    teach('messaging', 'GET', `/${id}`, problem(503, 'service_unavailable'));
    const away = await call('POST', `/v1/dead-letters/${id}/drop`, { reason });
    expect([away.status, away.body.code]).toEqual([503, 'service_unavailable']);
  });

  test('of the gateway’s own is one of the list, too', async () => {
    const own = newId();
    await gateway.admin.query(
      `INSERT INTO dead_letter (id, topic, partition, "offset", key, subject, headers, payload, reason, error)
       VALUES ($1, 'a.b', 0, '1', 'k', 's', '{}', 'x', 'malformed', 'unknown event type')`,
      [own],
    );
    for (const service of SERVICES) teach(service, 'GET', '', pageOf(service, null));
    for (const service of SERVICES) teach(service, 'GET', `/${own}`, problem(404, 'not_found'));
    const list = await call<DeadLetterPage>('GET', '/v1/dead-letters');
    expect(list.body.items).toMatchObject([{ id: own, service: 'gateway' }]);
    const path = `/v1/dead-letters/${own}/drop`;
    const dropped = await call('POST', path, { reason });
    expect([dropped.status, dropped.body]).toMatchObject([200, { outcome: 'dropped' }]);
  });

  test('is for operators only', async () => {
    for (const as of [owner, admin])
      for (const [method, path] of [
        ['GET', '/v1/dead-letters'],
        ['GET', `/v1/dead-letters/${id}`],
        ['POST', `/v1/dead-letters/${id}/replay`],
        ['POST', `/v1/dead-letters/${id}/drop`],
      ] as const) {
        const body = method === 'POST' ? { reason } : undefined;
        expect((await call(method, path, body, as)).status).toBe(403);
      }
    expect((await gateway.call('GET', '/v1/dead-letters')).status).toBe(401);
    expect(gateway.services.asked).toEqual([]);
  });
});
