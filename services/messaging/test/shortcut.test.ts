import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { newId, type Page, type ShortcutView, type Upserted } from '@fieldline/contracts';
import { type ServiceUnderTest, startServiceUnderTest } from '@fieldline/testing';
import { messaging } from '../src/index.js';

let service: ServiceUnderTest;
let tenantId: string;
beforeAll(async () => {
  service = await startServiceUnderTest(messaging, {
    twilioAccountSid: `AC${'0'.repeat(32)}`,
    twilioAuthToken: 'test-token-of-the-parent',
    publicBaseUrl: 'http://127.0.0.1',
    callbackSecret: 'a-secret-of-twenty-four-characters',
    smtpSecretKeys: 'k1:a-secret-of-twenty-four-characters',
  });
});
afterAll(() => service.stop());
beforeEach(() => void (tenantId = newId()));

const put = (name: string, body: unknown, of = tenantId) =>
  service.call<Upserted<ShortcutView>>(of, ['PUT', `/shortcuts/${encodeURIComponent(name)}`], {
    body: { body },
  });
const get = (name: string, of = tenantId) =>
  service.call<ShortcutView>(of, ['GET', `/shortcuts/${encodeURIComponent(name)}`]);
const remove = (name: string, of = tenantId) =>
  service.call(of, ['DELETE', `/shortcuts/${encodeURIComponent(name)}`]);
const list = async (query = '', of = tenantId) =>
  (await service.call<Page<ShortcutView>>(of, ['GET', `/shortcuts${query}`])).body;

describe('a shortcut', () => {
  test('is created, changed, left alone and taken away', async () => {
    const body = 'Hi {{customerFirstName}}, we are on our way';
    expect((await put('ETA', body)).body).toMatchObject({
      outcome: 'created',
      record: { name: 'eta', body },
    });
    expect((await put('eta', body)).body).toMatchObject({ outcome: 'unchanged', version: 1 });
    expect((await put('Eta', 'Soon')).body).toMatchObject({
      outcome: 'updated',
      record: { name: 'eta', body: 'Soon' },
      version: 2,
    });
    expect((await get('ETA')).body).toMatchObject({ name: 'eta', body: 'Soon' });
    expect((await remove('eta')).status).toBe(200);
    expect((await get('eta')).status).toBe(404);
    expect((await remove('eta')).status).toBe(404);
  });

  test('written by ten at once is one', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => put('eta', 'Soon')));
    const outcomes = answers.map(({ body }) => body.outcome).toSorted();
    expect(outcomes).toEqual(['created', ...Array.from({ length: 9 }, () => 'unchanged')]);
    expect((await list()).items).toHaveLength(1);
  });

  test('is its business’s alone', async () => {
    await put('eta', 'Soon');
    const other = newId();
    expect((await get('eta', other)).status).toBe(404);
    expect((await remove('eta', other)).status).toBe(404);
    expect((await put('eta', 'Theirs', other)).body.outcome).toBe('created');
    expect((await list('', other)).items).toMatchObject([{ body: 'Theirs' }]);
    expect((await get('eta')).body.body).toBe('Soon');
  });

  test.each([
    ['', 'body_empty'],
    ['\u200b', 'body_empty'],
    ['x'.repeat(1_601), 'body_too_long'],
    ['a\ud83d', 'body_malformed'],
    ['a\0', 'body_malformed'],
    ['Hi {{customerName}}, reply CANCEL to cancel your visit', 'keyword_in_template'],
  ])('can not say what can not be texted', async (text, code) => {
    const { status, body } = await put('eta', text);
    expect([status, body.code]).toEqual([422, code]);
  });

  test('with codes that are not known names them, and what may be meant', async () => {
    const { status, body } = await put('eta', 'Hi {{customer}} {{zzz}} {{time');
    expect([status, body]).toMatchObject([
      422,
      {
        code: 'unknown_field_code',
        codes: [
          { kind: 'unknown', index: 3, written: 'customer', nearest: 'customerName' },
          { kind: 'unknown', index: 16, written: 'zzz' },
          { kind: 'unclosed', index: 24 },
        ],
      },
    ]);
    expect((await list()).items).toEqual([]);
  });

  test.each(['two words', 'a/b', 'a.b', 'x'.repeat(51), '{{date}}'])(
    'has a name of letters and digits, not %j',
    async (name) => {
      for (const answer of [await put(name, 'x'), await get(name), await remove(name)])
        expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
    },
  );
});

test('shortcuts are listed by name, page by page', async () => {
  for (const name of ['eta', 'bye', 'call', 'à-bientôt']) await put(name, name);
  const first = await list('?limit=3');
  const rest = await list(`?limit=3&cursor=${first.nextCursor}`);
  const names = [...first.items, ...rest.items].map(({ name }) => name);
  expect(names.toSorted()).toEqual(['bye', 'call', 'eta', 'à-bientôt']);
  expect([first.items.length, rest.nextCursor]).toEqual([3, null]);
});

test('a business keeps 500; the next is refused, one of them may still be changed', async () => {
  await service.admin.query(
    `INSERT INTO shortcut (tenant_id, name, body) SELECT $1, 'n' || n, 'x' FROM generate_series(1, 499) n`,
    [tenantId],
  );
  expect((await put('last', 'x')).body.outcome).toBe('created');
  const refused = await put('more', 'x');
  expect([refused.status, refused.body.code]).toEqual([422, 'too_many_shortcuts']);
  expect((await get('more')).status).toBe(404);
  expect((await put('last', 'y')).body.outcome).toBe('updated');
  expect((await put('eta', 'x', newId())).body.outcome).toBe('created');
});
