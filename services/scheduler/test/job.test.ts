import {
  ContactChanged,
  eventMeta,
  externalIdOf,
  type ImportLine,
  type JobChanged,
  type JobTypeView,
  type JobView,
  newId,
  type Page,
  type ProjectionView,
  type Upserted,
} from '@fieldline/contracts';
import type { Received } from '@fieldline/events';
import { eventually, type ServiceUnderTest, startServiceUnderTest } from '@fieldline/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { scheduler } from '../src/index.js';

let service: ServiceUnderTest;
let heard: Received[];
let tenantId: string;
let contactId: string;

const contact = eventMeta(ContactChanged).example as ContactChanged;
const versionOf = async (id: string): Promise<number> =>
  (await service.call<ProjectionView>(tenantId, ['GET', `/projections/contact/${id}`])).body
    .version;
const heardOf = (id: string, version: number): Promise<void> =>
  eventually(async () => {
    if ((await versionOf(id)) !== version) throw new Error('the copy is behind');
  });
const tell = async (change: Partial<ContactChanged>): Promise<void> => {
  const payload = { ...contact, contactId, externalId: 'C-1', version: 1, ...change };
  await service.say(ContactChanged, [{ tenantId, payload }]);
};

beforeAll(async () => {
  service = await startServiceUnderTest(scheduler);
  heard = await service.listen('scheduler.job');
});
afterAll(() => service.stop());
beforeEach(async () => {
  tenantId = newId();
  contactId = newId();
  await tell({});
  await heardOf(contactId, 1);
});

const complete = {
  contactId: 'ext:C-1',
  jobType: 'drain-cleaning',
  startsAt: '2026-12-01T09:00:00-06:00',
  timeZone: 'America/Chicago',
};
const put = (ref: string, body: object = complete) =>
  service.call<Upserted<JobView>>(tenantId, ['PUT', `/jobs/${ref}`], { body });
const get = (ref: string, tenant = tenantId) =>
  service.call<JobView>(tenant, ['GET', `/jobs/${ref}`]);
const list = async (query = ''): Promise<Page<JobView>> =>
  (await service.call<Page<JobView>>(tenantId, ['GET', `/jobs${query}`])).body;
const facts = (): JobChanged[] =>
  heard.filter((fact) => fact.tenantId === tenantId).map(({ payload }) => payload as JobChanged);

describe('a job', () => {
  test('is created, read by any of its names, changed, and told', async () => {
    const created = await put('J-1');
    expect(created.status).toBe(200);
    const id = externalIdOf('job', tenantId, 'J-1');
    expect(created.body).toEqual({
      outcome: 'created',
      version: 1,
      record: {
        id,
        externalId: 'J-1',
        contactId,
        jobType: 'drain-cleaning',
        startsAt: '2026-12-01T15:00:00.000Z',
        timeZone: 'America/Chicago',
        status: 'scheduled',
        endsAt: null,
        technicianId: null,
        class: null,
        address: null,
        series: null,
        sourceVersion: null,
        version: 1,
        createdAt: expect.any(String),
        updatedAt: expect.any(String),
      },
    });
    for (const ref of ['J-1', 'ext:J-1', id])
      expect((await get(ref)).body).toEqual(created.body.record);
    expect((await put(id, { address: '1 Main St' })).body).toMatchObject({
      outcome: 'updated',
      version: 2,
      record: { address: '1 Main St', jobType: 'drain-cleaning' },
    });
    expect((await put('ext:J-1', { address: null })).body.record.address).toBeNull();
    await eventually(() => expect(facts().map(({ version }) => version)).toEqual([1, 2, 3]));
  });

  test('that is unchanged emits nothing', async () => {
    await put('J-1');
    expect((await put('J-1')).body).toMatchObject({ outcome: 'unchanged', version: 1 });
    await put('J-2');
    await eventually(() => expect(facts()).toHaveLength(2));
  });

  test('keeps the newer of two source versions', async () => {
    await put('J-1', { ...complete, sourceVersion: 5 });
    const { status, body } = await put('J-1', { status: 'canceled', sourceVersion: 4 });
    expect(status).toBe(409);
    expect(body).toMatchObject({ code: 'stale_version', storedVersion: 5 });
    expect((await put('J-1', { status: 'canceled', sourceVersion: 5 })).status).toBe(200);
  });

  test('needs what it needs', async () => {
    const { status, body } = await put('J-1', { jobType: 'x' });
    expect(status).toBe(400);
    expect(body.errors?.map(({ field }) => field)).toEqual(['contactId', 'startsAt', 'timeZone']);
    expect((await put('J-1', { ...complete, contactId: 'ext:C-2' })).body.code).toBe(
      'unknown_contact',
    );
    expect((await put('J-1', { ...complete, contactId: newId() })).status).toBe(422);
    expect((await get('J-1')).status).toBe(404);
    expect((await list()).items).toEqual([]);
  });

  test('made by many at once is one', async () => {
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, i) => put('J-1', { ...complete, technicianId: `T-${i}` })),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(12).fill(200));
    const versions = answers.map(({ body }) => body.version).toSorted((a, b) => a - b);
    expect(versions).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect((await list()).items).toHaveLength(1);
  });

  test('of another business is not found, and its contacts are unknown', async () => {
    const { body } = await put('J-1');
    const other = newId();
    expect((await get(body.record.id, other)).status).toBe(404);
    const answer = await service.call(other, ['PUT', `/jobs/${body.record.id}`], { body: {} });
    expect(answer.status).toBe(404);
    const mine = await service.call(other, ['PUT', '/jobs/J-1'], {
      body: { ...complete, contactId },
    });
    expect(mine.body.code).toBe('unknown_contact');
  });
});

test('a list goes by start, in pages, within limits', async () => {
  for (const [ref, startsAt, jobType] of [
    ['c', '2026-12-03T10:00:00Z', 'x'],
    ['a', '2026-12-01T10:00:00Z', 'x'],
    ['b2', '2026-12-02T10:00:00Z', 'y'],
    ['b1', '2026-12-02T10:00:00Z', 'x'],
  ] as const)
    await put(ref, { ...complete, startsAt, jobType });
  const seen: string[] = [];
  for (let cursor = ''; ;) {
    const page = await list(`?limit=1${cursor}`);
    seen.push(...page.items.map(({ externalId }) => externalId));
    if (page.nextCursor === null) break;
    cursor = `&cursor=${page.nextCursor}`;
  }
  expect(seen.map((name) => name[0])).toEqual(['a', 'b', 'b', 'c']);
  expect(new Set(seen).size).toBe(4);
  const names = async (query: string) => (await list(query)).items.map((job) => job.externalId);
  expect(await names('?from=2026-12-02&to=2026-12-03T10:00:00Z&jobType=x')).toEqual(['b1']);
  for (const query of [
    '?cursor=x',
    '?from=2026-12-02T10:00:00',
    '?limit=0',
    '?cursor=WyJ4IiwieSJd',
  ])
    expect((await service.call(tenantId, ['GET', `/jobs${query}`])).status).toBe(400);
});

describe('an import', () => {
  const importJobs = (text: string, type = 'application/x-ndjson') =>
    service.call<{ items: ImportLine[] }>(tenantId, ['POST', '/jobs/import'], {
      body: text,
      headers: { 'content-type': type },
    });
  const lines = (count: number, change: object = {}): string =>
    Array.from({ length: count }, (_, i) =>
      JSON.stringify({ externalId: `J-${i}`, ...complete, jobType: `type-${i % 7}`, ...change }),
    ).join('\n');

  test('answers each line; a bad one does not stop the others', async () => {
    await put('old', { ...complete, sourceVersion: 9 });
    const job = (externalId: string, change: object = {}) =>
      JSON.stringify({ externalId, ...complete, ...change });
    const { status, body } = await importJobs(
      [
        job('J-1'),
        '{"externalId":',
        job('J-2', { startsAt: 'noon' }),
        '',
        job('J-3', { contactId: 'ext:C-9' }),
        job('J-1', { jobType: 'other' }),
        job('old', { sourceVersion: 8 }),
        '{"externalId":"J-4"}',
        job('J-5'),
      ].join('\n'),
    );
    expect(status).toBe(200);
    expect(body.items.map(({ line, outcome, error }) => [line, error?.code ?? outcome])).toEqual([
      [1, 'created'],
      [2, 'malformed_json'],
      [3, 'invalid_request'],
      [5, 'unknown_contact'],
      [6, 'duplicate_external_id'],
      [7, 'stale_version'],
      [8, 'invalid_request'],
      [9, 'created'],
    ]);
    const fields = body.items.map(({ error }) => error?.errors?.map(({ field }) => field));
    expect(fields.map((each) => each?.join())).toEqual([
      undefined,
      undefined,
      'startsAt',
      'contactId',
      'externalId',
      'sourceVersion',
      'contactId,jobType,startsAt,timeZone',
      undefined,
    ]);
    expect(body.items[0]).toMatchObject({
      externalId: 'J-1',
      id: externalIdOf('job', tenantId, 'J-1'),
    });
    const types = await service.call<Page<JobTypeView>>(tenantId, ['GET', '/job-types']);
    expect(types.body.items.map(({ name }) => name)).toEqual(['drain-cleaning']);
  });

  test('a line hears of all that is wrong with it at once', async () => {
    await put('old', complete);
    const noJob = { contactId: 'ext:C-9', startsAt: 'noon', address: 'a\u202eb' };
    const { body } = await importJobs(
      [
        { externalId: 'J-1', ...noJob },
        { externalId: 'J-2', ...complete, contactId: 'C-9', startsAt: '1999-01-01T00:00:00Z' },
        { externalId: 'old', contactId: 'ext:C-9', startsAt: null, class: 'a\nb' },
        { externalId: 'old-2', contactId: 'ext:C-9', startsAt: '2026-12-01T15:00:00' },
      ]
        .map((line) => JSON.stringify(line))
        .join('\n'),
    );
    const faults = body.items.map(({ error }) =>
      error?.errors?.map(({ field, code }) => (code === undefined ? field : `${field}: ${code}`)),
    );
    const rest = ['jobType', 'timeZone'];
    expect(faults).toEqual([
      ['startsAt', 'address: hidden_characters', 'contactId: unknown_contact', ...rest],
      ['contactId', 'startsAt'],
      ['class: hidden_characters', 'startsAt', 'contactId: unknown_contact'],
      ['startsAt', 'contactId: unknown_contact', ...rest],
    ]);
    expect(body.items.map(({ outcome }) => outcome)).toEqual(faults.map(() => 'error'));
  });

  test('of 5,000 jobs is whole, and its repeat changes nothing', async () => {
    const outcomes = async (text: string): Promise<Record<string, number>> => {
      const { body } = await importJobs(text, 'application/jsonl');
      const groups = Object.groupBy(body.items, ({ outcome }) => outcome);
      return Object.fromEntries(
        Object.entries(groups).map(([outcome, items]) => [outcome, items.length]),
      );
    };
    expect(await outcomes(lines(5_000))).toEqual({ created: 5_000 });
    expect(await outcomes(lines(5_000))).toEqual({ unchanged: 5_000 });
    expect(await outcomes(lines(5_000, { status: 'completed' }))).toEqual({ updated: 5_000 });
    await eventually(() => expect(facts()).toHaveLength(10_000), { timeoutMs: 30_000 });
  }, 60_000);

  test('may overlap with others', async () => {
    const forwards = lines(600);
    const backwards = forwards.split('\n').toReversed().join('\n');
    const answers = await Promise.all(
      [forwards, backwards, forwards].map((text) => importJobs(text)),
    );
    for (const { status, body } of answers) {
      expect(status).toBe(200);
      expect(body.items.filter(({ outcome }) => outcome === 'error')).toEqual([]);
    }
    await eventually(() => expect(facts()).toHaveLength(600));
  }, 30_000);

  test('has limits', async () => {
    expect((await importJobs('{}\n'.repeat(10_001))).body.code).toBe('too_many_lines');
    expect((await importJobs(' '.repeat(10_300_000))).body.code).toBe('payload_too_large');
    expect((await importJobs('{}', 'application/json')).body.code).toBe('unsupported_media_type');
  });
});

test('a copy of a contact keeps the newest version', async () => {
  const fact = (version: number) => ({
    tenantId,
    payload: { ...contact, contactId, externalId: `C-${version}`, version },
  });
  const first = await service.say(ContactChanged, [fact(2), fact(4), fact(3)]);
  await heardOf(contactId, 4);
  const late = await service.say(ContactChanged, [fact(3)]);
  await service.handled([...first, ...late]);
  expect(await versionOf(contactId)).toBe(4);
  expect(await versionOf(newId())).toBe(0);
  expect((await put('J-1', { ...complete, contactId: 'ext:C-4' })).status).toBe(200);
  expect((await put('J-2', { ...complete, contactId: 'ext:C-3' })).status).toBe(422);
  const { rows } = await service.admin.query('SELECT error FROM scheduler.dead_letter');
  expect(rows).toEqual([]);
});

test('a job type is made, titled, and kept', async () => {
  const upsert = (name: string, body: object) =>
    service.call<Upserted<JobTypeView>>(tenantId, ['PUT', `/job-types/${name}`], { body });
  await put('J-1');
  expect((await upsert('drain-cleaning', { title: 'Drains' })).body).toEqual({
    outcome: 'updated',
    version: 2,
    record: { name: 'drain-cleaning', title: 'Drains', active: true },
    changed: ['title'],
  });
  expect((await upsert('drain-cleaning', {})).body.outcome).toBe('unchanged');
  expect((await upsert('on%2Foff', { active: false })).body).toEqual({
    outcome: 'created',
    version: 1,
    record: { name: 'on/off', title: 'on/off', active: false },
  });
  expect((await upsert('x', { title: null })).status).toBe(400);
  expect((await upsert('x'.repeat(101), {})).status).toBe(400);
  for (const [name, body] of [
    ['a%00b', {}],
    ['a%E2%80%AEb', {}],
    ['a', { title: 'a\u202eb' }],
  ] as const)
    expect((await upsert(name, body)).body).toMatchObject({
      code: 'invalid_request',
      errors: [{ code: 'hidden_characters' }],
    });
  expect((await upsert('%20drain-cleaning%20', {})).body.outcome).toBe('unchanged');
  const one = await service.call<JobTypeView>(tenantId, ['GET', '/job-types/drain-cleaning']);
  expect(one.body.title).toBe('Drains');
  expect((await service.call(tenantId, ['GET', '/job-types/x'])).status).toBe(404);
  const { body } = await service.call<Page<JobTypeView>>(tenantId, ['GET', '/job-types?limit=1']);
  expect(body.items).toHaveLength(1);
  expect(body.nextCursor).not.toBeNull();
});
