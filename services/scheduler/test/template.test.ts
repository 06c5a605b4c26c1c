import {
  newId,
  type Page,
  type TemplateCopyView,
  type TemplateView,
  type Upserted,
} from '@fieldline/contracts';
import { type ServiceUnderTest, startServiceUnderTest } from '@fieldline/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { scheduler } from '../src/index.js';

let service: ServiceUnderTest;
let tenantId: string;
const BODY = 'Hi {{customerFirstName}}, we come {{date}} at {{time}}. Reply C to confirm.';

beforeAll(async () => {
  service = await startServiceUnderTest(scheduler);
});
afterAll(() => service.stop());
beforeEach(async () => {
  tenantId = newId();
  for (const name of ['drain', 'heater', 'tune-up'])
    await service.call(tenantId, ['PUT', `/job-types/${name}`], { body: {} });
});

const put = (body: string, jobType = 'drain', tenant = tenantId) =>
  service.call<Upserted<TemplateView> & { code?: string }>(
    tenant,
    ['PUT', `/job-types/${jobType}/template`],
    { body: { body } },
  );
const get = (jobType = 'drain', tenant = tenantId) =>
  service.call<TemplateView & { code?: string }>(tenant, ['GET', `/job-types/${jobType}/template`]);
const copy = (to: unknown, from = 'drain') =>
  service.call<{ items: TemplateCopyView[]; code?: string; jobTypes?: string[] }>(
    tenantId,
    ['POST', `/job-types/${from}/template/copy`],
    { body: { to } },
  );
const remove = (jobType = 'drain') =>
  service.call<{ code?: string }>(tenantId, ['DELETE', `/job-types/${jobType}/template`]);
const list = async (query = '', tenant = tenantId): Promise<Page<TemplateView>> =>
  (await service.call<Page<TemplateView>>(tenant, ['GET', `/templates${query}`])).body;

describe('a template', () => {
  test('is created, read, changed, and the same again changes nothing', async () => {
    expect((await put(BODY)).body).toMatchObject({
      outcome: 'created',
      version: 1,
      record: { jobType: 'drain', body: BODY },
    });
    const { body: first } = await get();
    expect((await put(BODY)).body).toEqual({ outcome: 'unchanged', version: 1, record: first });
    expect((await put('See you {{date}}.')).body).toMatchObject({ outcome: 'updated', version: 2 });
    const { body: second } = await get();
    expect(second).toMatchObject({ body: 'See you {{date}}.', createdAt: first.createdAt });
    expect(second.updatedAt > first.updatedAt).toBe(true);
  });

  test('of a type whose name is written in capitals elsewhere is that of its own type only', async () => {
    await put(BODY);
    expect((await get('Drain')).status).toBe(404);
    expect((await get('%20drain%20')).status).toBe(200);
  });

  test('that ten write at once is one of theirs, once for each that changed it', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => put(`Text ${index}, {{date}}`)),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
    expect(answers.map(({ body }) => body.version).toSorted((a, b) => a - b)).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
    ]);
    expect((await get()).body.body).toMatch(/^Text \d, \{\{date\}\}$/);
  });

  test('that is taken away is there no more, and can be written again', async () => {
    await put(BODY);
    expect(await remove()).toMatchObject({ status: 200, body: { jobType: 'drain' } });
    expect(await get()).toMatchObject({ status: 404, body: { code: 'no_template' } });
    expect(await remove()).toMatchObject({ status: 404, body: { code: 'no_template' } });
    expect((await put(BODY)).body).toMatchObject({ outcome: 'created', version: 1 });
  });

  test('is nobody else’s', async () => {
    await put(BODY);
    const other = newId();
    expect((await get('drain', other)).body.code).toBe('not_found');
    expect(await list('', other)).toEqual({ items: [], nextCursor: null });
    expect((await put(BODY, 'drain', other)).body.code).toBe('not_found');
  });
});

test.each([
  ['', 'body_empty'],
  ['\u200b \n', 'body_empty'],
  ['x'.repeat(1_601), 'body_too_long'],
  ['NUL \0', 'body_malformed'],
  ['Hi {{constructor}}', 'unknown_field_code'],
  ['Hi {{__proto__}}', 'unknown_field_code'],
  ['Hi {{ {{date}} }}', 'unknown_field_code'],
  ['Hi {{date', 'unknown_field_code'],
  ['Reply CANCEL to cancel {{date}}', 'keyword_in_template'],
  ['Hi {{employeeName}}', 'field_code_of_crew'],
])('%j is refused as %s, and what was kept stays', async (body, code) => {
  await put(BODY);
  expect(await put(body)).toMatchObject({ status: 422, body: { code } });
  expect((await get()).body.body).toBe(BODY);
});

test('codes of other languages are text', async () => {
  const body = '${date} <%= date %> {% date %}';
  expect((await put(body)).body.record.body).toBe(body);
});

test.each(['nothing', '%00', 'a%E2%80%8Bb', '%20'])(
  'of %j, which is no job type, there is none',
  async (name) => {
    expect((await put(BODY, name)).body.code).toBe('not_found');
    expect((await get(name)).body.code).toBe('not_found');
    expect((await remove(name)).body.code).toBe('not_found');
  },
);

describe('a copy', () => {
  test('goes to every type that is named, each answered', async () => {
    await put(BODY);
    await put(BODY, 'heater');
    expect((await copy(['tune-up', 'heater', 'drain', 'tune-up'])).body.items).toEqual([
      { jobType: 'tune-up', outcome: 'created' },
      { jobType: 'heater', outcome: 'unchanged' },
      { jobType: 'drain', outcome: 'unchanged' },
    ]);
    await put('Other words', 'heater');
    expect((await copy([' heater '])).body.items).toEqual([
      { jobType: 'heater', outcome: 'updated' },
    ]);
    expect((await list()).items.map(({ body }) => body)).toEqual([BODY, BODY, BODY]);
  });

  test('to a type that isn’t goes to none', async () => {
    await put(BODY);
    expect((await copy(['heater', 'nope'])).body).toMatchObject({
      code: 'unknown_job_type',
      jobTypes: ['nope'],
    });
    expect((await list()).items).toHaveLength(1);
  });

  test('of no template names the type', async () => {
    expect((await copy(['heater'])).body).toMatchObject({
      code: 'no_template',
      jobTypes: ['drain'],
    });
  });

  test.each([[[]], ['heater'], [[1]], [['']], [Array(201).fill('heater')]])(
    'to %j is refused',
    async (to) => {
      await put(BODY);
      expect((await copy(to)).status).toBe(400);
    },
  );
});

test('they are listed by type, page by page', async () => {
  for (const name of ['tune-up', 'drain', 'heater']) await put(BODY, name);
  const first = await list('?limit=2');
  expect(first.items.map(({ jobType }) => jobType)).toEqual(['drain', 'heater']);
  const next = await list(`?limit=2&cursor=${first.nextCursor}`);
  expect([next.items.map(({ jobType }) => jobType), next.nextCursor]).toEqual([['tune-up'], null]);
});
