import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId, type NoteView, type Page, type Role, UserChanged } from '@fieldline/contracts';
import type { Received } from '@fieldline/events';
import { eventually } from '@fieldline/testing';
import { type Business, RunningMessaging } from './running-messaging.js';

let messaging: RunningMessaging;
let acme: Business;
let bolt: Business;
let thread: string;
let facts: Received[];
const ann = newId();
const phone = '+13125550142';

beforeAll(async () => {
  messaging = await RunningMessaging.start();
  [acme, bolt] = [await messaging.business(), await messaging.business('Bolt')];
  facts = await messaging.service.listen('messaging.conversation');
  await messaging.arrive(acme, phone, 'Hello');
  const list = await messaging.service.call<Page<{ id: string }>>(acme.tenantId, [
    'GET',
    '/conversations',
  ]);
  thread = list.body.items[0]!.id;
  const payload = {
    userId: ann,
    name: 'Ann',
    role: 'agent' as const,
    status: 'active' as const,
    createdAt: new Date().toISOString(),
    version: 1,
  };
  const said = await messaging.service.say(UserChanged, [{ tenantId: acme.tenantId, payload }]);
  await messaging.service.handled(said);
});
afterAll(() => messaging.stop());

const write = (note: object, { id = newId(), to = thread, business = acme } = {}) =>
  messaging.service.call<NoteView>(business.tenantId, ['PUT', `/conversations/${to}/notes/${id}`], {
    body: note,
    userId: ann,
  });
const factsOf = (noteId: string) => facts.filter(({ subject }) => subject === noteId);
const entries = async () =>
  (
    await messaging.service.call<Page<{ type: string; note?: NoteView }>>(acme.tenantId, [
      'GET',
      `/conversations/${thread}/entries`,
    ])
  ).body.items;

describe('a note', () => {
  test('stands in its thread, and is told of without its words', async () => {
    const mentions = [newId(), newId()];
    const { status, body } = await write({ body: 'Gate code 1234\n\tcall first', mentions });
    expect([status, body]).toEqual([
      201,
      {
        id: expect.any(String),
        conversationId: thread,
        body: 'Gate code 1234\n\tcall first',
        author: `user:${ann}`,
        authorName: 'Ann',
        mentions,
        createdAt: expect.stringMatching(/Z$/),
      },
    ]);
    expect((await entries())[0]).toMatchObject({ type: 'note', note: body });
    const [fact] = await eventually(() => {
      expect(factsOf(body.id)).toHaveLength(1);
      return factsOf(body.id);
    });
    const told = { noteId: body.id, conversationId: thread, by: `user:${ann}`, authorId: ann };
    expect(fact).toMatchObject({
      tenantId: acme.tenantId,
      type: 'messaging.conversation.noted.v1',
      payload: { ...told, mentions },
    });
    expect(JSON.stringify(facts)).not.toContain('Gate code');
  });

  test('asked for again by the same id is one note, said once', async () => {
    const id = newId();
    const first = await write({ body: 'Once' }, { id });
    const again = await write({ body: 'Once', mentions: [newId()] }, { id });
    expect([again.status, again.body]).toEqual([201, first.body]);
    const other = await write({ body: 'Twice' }, { id });
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused']);
    await eventually(() => expect(factsOf(id)).toHaveLength(1));
    expect((await entries()).filter(({ note }) => note?.id === id)).toHaveLength(1);
  });

  test('written ten times at once is one', async () => {
    const id = newId();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => write({ body: 'All at once' }, { id })),
    );
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(answers[0]?.status).toBe(201);
    await write({ body: 'Later' });
    await eventually(() => expect(facts.at(-1)?.payload).toMatchObject({ conversationId: thread }));
    expect(factsOf(id)).toHaveLength(1);
  });

  test('of somebody mentioned twice mentions them once', async () => {
    const ben = newId();
    const { body } = await write({ body: 'x', mentions: [ben, ben.toUpperCase()] });
    expect(body.mentions).toEqual([ben]);
  });

  test.each([
    ['nothing', '', 'body_empty'],
    ['nothing to see', '\u200b\u202e \n', 'body_empty'],
    ['10,001 units', 'x'.repeat(10_001), 'body_too_long'],
    ['100 KB', 'x'.repeat(100_000), 'body_too_long'],
    ['half a character', 'a\ud83d', 'body_malformed'],
    ['NUL', 'a\0', 'body_malformed'],
    ['a control character', 'a\u001b[2J', 'body_malformed'],
  ])('of %s is refused', async (_, text, code) => {
    const { status, body } = await write({ body: text });
    expect([status, body.code]).toEqual([422, code]);
  });

  test('of 10,000 units is taken', async () => {
    expect((await write({ body: 'x'.repeat(10_000) })).status).toBe(201);
  });

  test.each([
    [{}],
    [{ body: 7 }],
    [{ body: 'x', mentions: ['nobody'] }],
    [{ body: 'x', mentions: null }],
    [{ body: 'x', mentions: Array.from({ length: 21 }, newId) }],
    [{ body: 'x', author: 'user:me' }],
  ])('that is none, %j, is refused', async (note) => {
    const { status, body } = await write(note);
    expect([status, body.code]).toEqual([400, 'invalid_request']);
  });

  test('in a thread of another business, or none, finds no thread', async () => {
    for (const place of [{ business: bolt }, { to: newId() }, { to: 'nonsense' }]) {
      const { status, body } = await write({ body: 'x' }, place);
      expect([status, body.code]).toEqual([404, 'not_found']);
    }
  });
});

describe('a mention', () => {
  const seenBy = async (role: Role, userId: string, path = '', as = acme) => {
    const place: [string, string] = ['GET', `/conversations/${thread}${path}`];
    const { status, body } = await messaging.service.call(as.tenantId, place, { role, userId });
    return status === 200 ? 200 : body.code;
  };

  test.each(['', '/entries'])(
    'shows its thread to a technician, and to no other: GET %j',
    async (path) => {
      const [sam, luis] = [newId(), newId()];
      expect(await seenBy('technician', sam, path)).toBe('forbidden');
      await write({ body: 'Ask Sam', mentions: [sam] });
      expect(await seenBy('technician', sam, path)).toBe(200);
      expect(await seenBy('technician', luis, path)).toBe('forbidden');
      expect(await seenBy('technician', sam, path, bolt)).toBe('forbidden');
      await messaging.arrive(acme, '+13125550199', 'Another thread');
      const list = await messaging.service.call<Page<{ id: string }>>(acme.tenantId, [
        'GET',
        '/conversations',
      ]);
      const others = list.body.items.filter(({ id }) => id !== thread).map(({ id }) => id);
      for (const id of [...others, newId()]) {
        const place: [string, string] = ['GET', `/conversations/${id}${path}`];
        const asked = { role: 'technician' as const, userId: sam };
        const { body } = await messaging.service.call(acme.tenantId, place, asked);
        expect(body.code).toBe('forbidden');
      }
      expect(others).not.toEqual([]);
    },
  );

  test.each<Role>(['operator', 'owner', 'admin', 'agent', 'readonly'])(
    'is nothing that the role %s waits for',
    async (role) => {
      for (const path of ['', '/entries']) expect(await seenBy(role, newId(), path)).toBe(200);
    },
  );
});

describe('notes', () => {
  test('can not be changed or taken away by any request', async () => {
    const { rows } = await messaging.service.admin.query<{ may: boolean }>(
      `SELECT has_table_privilege('messaging_tenant', 'messaging.note', right_) AS may
         FROM unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE']) AS right_`,
    );
    expect(rows.map(({ may }) => may)).toEqual([false, false, false]);
  });

  test('reach no phone, and don’t put their thread on top', async () => {
    await messaging.arrive(acme, '+13125550143', 'A later thread');
    await write({ body: 'Canary in a note' });
    const list = await messaging.service.call<Page<{ number: string }>>(acme.tenantId, [
      'GET',
      '/conversations',
    ]);
    expect(list.body.items[0]?.number).toBe('+13125550143');
    expect(await messaging.textsAt(phone)).toEqual([]);
    const { rows } = await messaging.service.admin.query(
      `SELECT 1 FROM message WHERE body LIKE '%Canary in a note%'`,
    );
    expect(rows).toEqual([]);
    expect(JSON.stringify(messaging.heard)).not.toContain('Canary');
  });
});
