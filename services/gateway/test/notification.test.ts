import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  BalanceLow,
  ConversationChanged,
  ConversationNoted,
  MessageProgressed,
  newId,
  type NotificationPage,
  type NotificationView,
  RechargeFailed,
  type UserView,
} from '@fieldline/contracts';
import { problem } from './fake-services.js';
import { OPERATOR_KEY, type Running, startGateway } from './running-gateway.js';

interface Person extends UserView {
  readonly session: string;
}

let gateway: Running;
let tenantId: string;
let [ann, ben]: Person[] = [];
beforeAll(async () => {
  gateway = await startGateway();
}, 60_000);
afterAll(() => gateway.stop());
beforeEach(async () => {
  gateway.services.forget();
  gateway.upToDate();
  tenantId = (await gateway.newTenant()).id;
  [ann, ben] = [await person('agent'), await person('agent')];
});

async function person(role: string, of = tenantId): Promise<Person> {
  const user = await gateway.newUser(of, role);
  return { ...user, session: (await gateway.login(user.email)).body.accessToken };
}
const list = async ({ session }: Person, query = '') => {
  const { body } = await gateway.call<NotificationPage>('GET', `/v1/notifications${query}`, {
    as: session,
  });
  return body;
};
const tell = (from: Person, body: object, key?: string) =>
  gateway.call<NotificationView>('POST', '/v1/notifications', {
    as: from.session,
    body,
    headers: key ? { 'idempotency-key': key } : {},
  });
const read = ({ session }: Person, id: string) =>
  gateway.call<NotificationView>('POST', `/v1/notifications/${id}/read`, { as: session });
/** Rows of the business's stream, as consoles are told them. */
const streamed = async () =>
  (
    await gateway.admin.query<{ user_id: string; payload: { notificationId: string } }>(
      `SELECT user_id, payload FROM stream_event
        WHERE tenant_id = $1 AND type = 'notification.created' ORDER BY sequence`,
      [tenantId],
    )
  ).rows;

function noted(mentions: string[], change: Partial<ConversationNoted> = {}): ConversationNoted {
  const conversationId = newId();
  return {
    noteId: newId(),
    conversationId,
    by: `user:${ann!.id}`,
    authorId: ann!.id,
    mentions,
    ...change,
  };
}
const hear = async (...notes: ConversationNoted[]) => {
  const facts = notes.map((payload) => ({ tenantId, payload }));
  await gateway.handled(await gateway.say(ConversationNoted, facts));
};
function failed(sentBy: string): MessageProgressed {
  return {
    messageId: newId(),
    conversationId: newId(),
    recipientId: newId(),
    status: 'undelivered',
    providerSegments: 1,
    errorCode: 'carrier_error',
    providerCode: 30_003,
    keywordSequence: null,
    inFlight: null,
    sentBy,
    canceledBy: null,
    version: 4,
  };
}

describe('a user tells another', () => {
  test('who sees it, reads it, and alone', async () => {
    const { status, body } = await tell(ann!, { userId: ben!.id, body: 'Call Dana\nback' });
    expect([status, body]).toEqual([
      201,
      {
        id: expect.any(String),
        kind: 'message',
        text: 'Call Dana\nback',
        from: { id: ann!.id, name: ann!.name },
        conversationId: null,
        messageId: null,
        createdAt: expect.stringMatching(/Z$/),
        readAt: null,
      },
    ]);
    expect(await list(ben!)).toEqual({ items: [body], nextCursor: null, unread: 1 });
    expect(await list(ann!)).toEqual({ items: [], nextCursor: null, unread: 0 });
    expect((await read(ann!, body.id)).status).toBe(404);
    const first = await read(ben!, body.id);
    expect(first.body).toEqual({ ...body, readAt: expect.stringMatching(/Z$/) });
    expect((await read(ben!, body.id)).body).toEqual(first.body);
    expect(await list(ben!, '?unread=true')).toMatchObject({ items: [], unread: 0 });
    expect((await list(ben!, '?unread=false')).items).toHaveLength(1);
  });

  test('once by one key, and their open consoles, theirs alone, without the words', async () => {
    const key = newId();
    const first = await tell(ann!, { userId: ben!.id, body: 'Call Dana' }, key);
    const again = await tell(ann!, { userId: ben!.id, body: 'Call Dana' }, key);
    expect(again.body.id).toBe(first.body.id);
    // As after a crash of the gateway: nothing is remembered of the first.
    await gateway.admin.query('DELETE FROM idempotency_key WHERE key = $1', [key]);
    expect((await tell(ann!, { userId: ben!.id, body: 'Call Dana' }, key)).body.id).toBe(
      first.body.id,
    );
    await gateway.admin.query('DELETE FROM idempotency_key WHERE key = $1', [key]);
    const other = await tell(ann!, { userId: ben!.id, body: 'Call Ben' }, key);
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused']);
    expect((await list(ben!)).items).toHaveLength(1);
    expect(await streamed()).toEqual([
      { user_id: ben!.id, payload: { notificationId: first.body.id, kind: 'message' } },
    ]);
  });

  test('about a thread, which must be theirs', async () => {
    const conversationId = newId();
    const body = { userId: ben!.id, body: 'This one', conversationId };
    const path = new RegExp(`^/messaging/conversations/${conversationId}$`);
    gateway.services.on('GET', path, problem(404, 'not_found'));
    expect((await tell(ann!, body)).status).toBe(404);
    gateway.services.on('GET', path, { body: { id: conversationId } });
    expect((await tell(ann!, body)).body).toMatchObject({ conversationId });
  });

  test('unless they are nobody here, or have left', async () => {
    const stranger = await person('agent', (await gateway.newTenant()).id);
    for (const userId of [stranger.id, newId()]) {
      const { status, body } = await tell(ann!, { userId, body: 'Hi' });
      expect([status, body.code]).toEqual([404, 'not_found']);
    }
    const owner = await person('owner');
    await gateway.call('PATCH', `/v1/users/${ben!.id}`, {
      as: owner.session,
      body: { status: 'deactivated' },
    });
    const { status, body } = await tell(ann!, { userId: ben!.id, body: 'Hi' });
    expect([status, body.code]).toEqual([422, 'user_inactive']);
    expect((await list(stranger)).items).toEqual([]);
  });

  test.each([
    ['', 'body_empty'],
    ['x'.repeat(2_001), 'body_too_long'],
    ['a\ud83d', 'body_malformed'],
    ['a\u0007', 'body_malformed'],
  ])('nothing that can not be shown: %#', async (text, code) => {
    const { status, body } = await tell(ann!, { userId: ben!.id, body: text });
    expect([status, body.code]).toEqual([422, code]);
  });

  test.each([[{}], [{ userId: 'ben', body: 'x' }], [{ body: 'x' }], [{ userId: newId() }]])(
    'nothing that is none: %j',
    async (notification) => {
      expect((await tell(ann!, notification)).body.code).toBe('invalid_request');
    },
  );
});

describe('facts tell', () => {
  test('whom a note mentions, once however often it comes, and not who has left', async () => {
    const gone = await person('agent');
    await gateway.admin.query(`UPDATE account_user SET status = 'deactivated' WHERE id = $1`, [
      gone.id,
    ]);
    const note = noted([ben!.id, gone.id, newId()]);
    await hear(note);
    await hear(note, note);
    const { items, unread } = await list(ben!);
    expect(items).toMatchObject([
      {
        kind: 'mention',
        text: `${ann!.name} mentioned you in a note.`,
        from: { id: ann!.id },
        conversationId: note.conversationId,
      },
    ]);
    expect(unread).toBe(1);
    expect(await streamed()).toHaveLength(1);
    const { rows } = await gateway.admin.query(
      `SELECT text FROM user_notification WHERE text <> ''`,
    );
    expect(rows.map(({ text }: { text: string }) => text)).not.toContain(items[0]?.text);
  });

  test('of nobody of the business, that somebody did it', async () => {
    await hear(noted([ben!.id], { by: 'api_key:k', authorId: null }));
    const { items } = await list(ben!);
    expect(items).toMatchObject([{ from: null, text: 'Somebody mentioned you in a note.' }]);
  });

  test('who got a thread, and who had it', async () => {
    const boss = await person('owner');
    const payload: ConversationChanged = {
      conversationId: newId(),
      recipientId: newId(),
      state: 'open',
      assigneeId: ben!.id,
      attention: [],
      lastMessageAt: new Date().toISOString(),
      by: `user:${boss.id}`,
      change: 'transferred',
      changedFor: ben!.id,
      changedFrom: ann!.id,
      version: 4,
    };
    const again = { ...payload, by: null, change: null, changedFor: null, changedFrom: null };
    const back = { ...payload, changedFor: ann!.id, changedFrom: ben!.id, version: 5 };
    const said = [payload, again, back].map((fact) => ({ tenantId, payload: fact }));
    await gateway.handled(await gateway.say(ConversationChanged, said));
    const kinds = async (of: Person) =>
      (await list(of)).items.map(({ kind, from }) => `${kind} ${from?.id}`).toSorted();
    const both = [`transfer ${boss.id}`, `transfer_away ${boss.id}`];
    expect([await kinds(ann!), await kinds(ben!), await kinds(boss)]).toEqual([both, both, []]);
  });

  test('who had a thread that somebody else resolved', async () => {
    const payload: ConversationChanged = {
      conversationId: newId(),
      recipientId: newId(),
      state: 'resolved',
      assigneeId: null,
      attention: [],
      lastMessageAt: new Date().toISOString(),
      by: `user:${ben!.id}`,
      change: 'resolved',
      changedFor: null,
      changedFrom: ann!.id,
      version: 4,
    };
    await gateway.handled(await gateway.say(ConversationChanged, [{ tenantId, payload }]));
    expect((await list(ann!)).items).toMatchObject([
      {
        kind: 'resolved',
        text: `${ben!.name} resolved a conversation of yours.`,
        from: { id: ben!.id },
        conversationId: payload.conversationId,
      },
    ]);
    expect((await list(ben!)).items).toEqual([]);
  });

  test('the sender of a text that failed, and no program', async () => {
    const mine = failed(`user:${ann!.id}`);
    const facts = [mine, failed('api_key:k'), failed(`user:${newId()}`)];
    const said = facts.map((payload) => ({ tenantId, payload }));
    await gateway.handled(await gateway.say(MessageProgressed, said));
    expect((await list(ann!)).items).toMatchObject([
      {
        kind: 'failed_text',
        messageId: mine.messageId,
        text: expect.stringContaining('go through'),
      },
    ]);
    expect(await streamed()).toHaveLength(1);
  });

  describe('owners and admins', () => {
    let people: Person[];
    beforeEach(async () => {
      people = [await person('owner'), await person('admin')];
    });
    const low = (alertId: string): BalanceLow => ({
      accountId: tenantId,
      alertId,
      threshold: 250,
      available: 248,
      debt: 0,
      version: 812,
    });
    const kindsOf = async (one: Person) => (await list(one)).items.map(({ kind }) => kind);
    const toldOf = async (type: string) =>
      (
        await gateway.admin.query<{ user_id: string | null; payload: object }>(
          `SELECT user_id, payload FROM stream_event WHERE tenant_id = $1 AND type = $2`,
          [tenantId, type],
        )
      ).rows;

    test('of a balance that fell to a threshold, once for each time', async () => {
      const [first, second] = [low(newId()), low(newId())];
      await gateway.handled(await gateway.say(BalanceLow, [{ tenantId, payload: first }]));
      const again = [first, second].map((payload) => ({ tenantId, payload }));
      await gateway.handled(await gateway.say(BalanceLow, again));
      for (const one of people) expect(await kindsOf(one)).toEqual(['balance_low', 'balance_low']);
      const [shown] = (await list(people[0]!)).items;
      expect(shown).toMatchObject({ text: expect.stringContaining('segments'), from: null });
      expect(await list(ann!)).toMatchObject({ items: [], unread: 0 });
    });

    test('and so are open consoles, once by one event', async () => {
      const fact = { id: newId(), tenantId, payload: low(newId()) };
      await gateway.handled(await gateway.say(BalanceLow, [fact]));
      const last = { tenantId, payload: low(newId()) };
      await gateway.handled(await gateway.say(BalanceLow, [fact, last]));
      const { accountId: _, version: __, ...words } = fact.payload;
      const told = await toldOf('balance.low');
      expect(told).toHaveLength(2);
      expect(told[0]).toEqual({ user_id: null, payload: words });
    });

    test('of an automatic purchase that was not paid', async () => {
      const payload: RechargeFailed = {
        accountId: tenantId,
        purchaseId: newId(),
        reason: 'card_declined',
        bundle: 2_500,
        priceMicros: 37_500_000,
      };
      await gateway.handled(await gateway.say(RechargeFailed, [{ tenantId, payload }]));
      for (const one of people) expect(await kindsOf(one)).toEqual(['recharge_failed']);
      expect(await kindsOf(ann!)).toEqual([]);
      const { accountId: _, ...words } = payload;
      expect(await toldOf('recharge.failed')).toEqual([{ user_id: null, payload: words }]);
    });

    test('of their own business alone, and not once they have left', async () => {
      const other = (await gateway.newTenant()).id;
      const stranger = await person('owner', other);
      await gateway.admin.query(`UPDATE account_user SET status = 'deactivated' WHERE id = $1`, [
        people[1]!.id,
      ]);
      const payload = low(newId());
      await gateway.handled(await gateway.say(BalanceLow, [{ tenantId, payload }]));
      expect(await kindsOf(people[0]!)).toEqual(['balance_low']);
      expect(await kindsOf(stranger)).toEqual([]);
      const { rows } = await gateway.admin.query(
        `SELECT FROM user_notification WHERE user_id = $1`,
        [people[1]!.id],
      );
      expect(rows).toEqual([]);
    });
  });

  test('users of several businesses by one run', async () => {
    const other = (await gateway.newTenant()).id;
    const cam = await person('agent', other);
    const said = await gateway.say(ConversationNoted, [
      { tenantId, payload: noted([ben!.id, cam.id]) },
      { tenantId: other, payload: noted([cam.id, ben!.id]) },
    ]);
    await gateway.handled(said);
    expect((await list(ben!)).items).toHaveLength(1);
    expect((await list(cam)).items).toHaveLength(1);
  });
});

describe('notifications', () => {
  test('are a person’s: programs and operators have none', async () => {
    const key = await gateway.newKey(tenantId, ['conversations:read', 'conversations:write']);
    const headers = { 'x-tenant-id': tenantId };
    for (const as of [key.secret, OPERATOR_KEY])
      for (const [method, path] of [
        ['GET', ''],
        ['POST', '/read-all'],
        ['POST', `/${newId()}/read`],
      ] as const) {
        const call = { as, headers: as === OPERATOR_KEY ? headers : {} };
        const { status, body } = await gateway.call(method, `/v1/notifications${path}`, call);
        expect([status, body.code]).toEqual([403, 'forbidden']);
        expect(body.detail).toContain('people');
      }
    const body = { userId: ben!.id, body: 'Hi' };
    const sent = await gateway.call('POST', '/v1/notifications', { as: key.secret, body });
    expect([sent.status, sent.body.code]).toEqual([403, 'forbidden']);
  });

  test('are read by everybody who may sign in, sent by those who answer', async () => {
    for (const role of ['technician', 'readonly']) {
      const one = await person(role);
      expect((await tell(ann!, { userId: one.id, body: 'Hi' })).status).toBe(201);
      expect((await list(one)).unread).toBe(1);
      expect((await tell(one, { userId: ann!.id, body: 'Hi' })).status).toBe(403);
    }
  });

  test('are all read at once', async () => {
    await hear(noted([ben!.id]), noted([ben!.id]), noted([ben!.id]));
    const readAll = () => gateway.call('POST', '/v1/notifications/read-all', { as: ben!.session });
    expect((await readAll()).body).toEqual({ read: 3 });
    expect((await readAll()).body).toEqual({ read: 0 });
    expect(await list(ben!)).toMatchObject({ unread: 0, items: [{}, {}, {}] });
  });

  test('come newest first, page by page, and a cursor survives new ones', async () => {
    for (let n = 1; n <= 5; n += 1) await tell(ann!, { userId: ben!.id, body: `${n}` });
    const first = await list(ben!, '?limit=2');
    await tell(ann!, { userId: ben!.id, body: 'new' });
    const second = await list(ben!, `?limit=2&cursor=${first.nextCursor}`);
    const third = await list(ben!, `?limit=2&cursor=${second.nextCursor}`);
    const texts = [first, second, third].map(({ items }) => items.map(({ text }) => text));
    expect(texts).toEqual([['5', '4'], ['3', '2'], ['1']]);
    expect(third.nextCursor).toBeNull();
    const foreign = await list(ann!, `?cursor=${first.nextCursor}`);
    expect(foreign.items).toEqual([]);
    const bad = await gateway.call('GET', '/v1/notifications?cursor=x', { as: ben!.session });
    expect(bad.body.code).toBe('invalid_request');
  });

  test('are kept up to a thousand of a user, the newest', async () => {
    await gateway.admin.query(
      `INSERT INTO user_notification (tenant_id, id, user_id, kind, text, created_at)
       SELECT $1, gen_random_uuid(), u, 'message', n::text, now() - n * interval '1 minute'
         FROM generate_series(1, 1000) n, unnest($2::uuid[]) u`,
      [tenantId, [ann!.id, ben!.id]],
    );
    await hear(noted([ben!.id]), noted([ben!.id]));
    const { rows } = await gateway.admin.query(
      `SELECT user_id, count(*)::integer, max(text::integer) FILTER (WHERE text <> '') AS oldest
         FROM user_notification WHERE tenant_id = $1 GROUP BY 1`,
      [tenantId],
    );
    const of = (id: string) => rows.find(({ user_id }: { user_id: string }) => user_id === id);
    expect(of(ben!.id)).toMatchObject({ count: 1_000, oldest: 998 });
    expect(of(ann!.id)).toMatchObject({ count: 1_000, oldest: 1_000 });
  });
});
