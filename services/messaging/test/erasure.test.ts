/** What is taken away of a person, what stays, and what can't bring it back. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  type ContactChanged,
  type ContactView,
  eventMeta,
  type ErasureChanged,
  type ErasureView,
  type ImportLine,
  type MessageView,
  newId,
  TenantChanged,
  TextArrived,
} from '@fieldline/contracts';
import type { Received } from '@fieldline/events';
import { eventually } from '@fieldline/testing';
import { type Business, RunningMessaging } from './running-messaging.js';

const CANARY = 'quetzalcoatl';

let messaging: RunningMessaging;
let heard: Received[];
let acme: Business;
let number: string;
let contact: ContactView;
let lastPhone = 100;
const phone = (): string => `+1312555${String(++lastPhone + 1000).slice(-4)}`;

beforeAll(async () => {
  messaging = await RunningMessaging.start();
  messaging.hearCallbacks();
  heard = await messaging.service.listen('messaging.erasure');
  acme = await messaging.business();
});
afterAll(() => messaging.stop());
beforeEach(async () => {
  number = phone();
  contact = await messaging.customer(acme, number, newId());
  await messaging.putContact(acme.tenantId, contact.externalId, {
    name: `Ms ${CANARY}`,
    customerType: CANARY,
  });
});

const sql = async <T>(text: string, ...parameters: unknown[]): Promise<T[]> =>
  (await messaging.service.admin.query(text, parameters)).rows as T[];
const erase = (body: object, id = newId(), tenantId = acme.tenantId) =>
  messaging.service.call<ErasureView>(tenantId, ['POST', '/erasures'], {
    body: { id, reason: 'request 2026-11', ...body },
    role: 'owner',
  });
const erasureOf = async (id: string): Promise<ErasureView> =>
  (await messaging.service.call<ErasureView>(acme.tenantId, ['GET', `/erasures/${id}`])).body;

async function done(id: string): Promise<ErasureView> {
  return eventually(
    async () => {
      const erasure = await erasureOf(id);
      expect(erasure.state).toBe('done');
      return erasure;
    },
    { timeoutMs: 15_000 },
  );
}

async function delivered(body: string, to: object = { to: number }): Promise<MessageView> {
  const { body: sent } = await messaging.send(acme.tenantId, { ...to, body });
  await messaging.grant(acme.tenantId, sent.id);
  return eventually(async () => {
    const message = await messaging.message(acme.tenantId, sent.id);
    expect(message.status).toBe('delivered');
    return message;
  });
}

const note = (conversationId: string, body: string) =>
  messaging.service.call(
    acme.tenantId,
    ['PUT', `/conversations/${conversationId}/notes/${newId()}`],
    { body: { body } },
  );

/** Rows of messaging's tables that hold the word, as text or as bytes. */
async function found(word: string): Promise<string[]> {
  const tables = await sql<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'messaging'`,
  );
  const hits: string[] = [];
  for (const { name } of tables) {
    const rows = await sql(
      `SELECT FROM messaging."${name}" t WHERE t::text ILIKE $1 OR t::text LIKE $2 LIMIT 1`,
      `%${word}%`,
      `%${Buffer.from(word).toString('hex')}%`,
    );
    if (rows.length > 0) hits.push(name);
  }
  return hits;
}

describe('an erasure', () => {
  test('takes away name, words and notes, and leaves thread, charges and statuses', async () => {
    const out = await delivered(`See you, ${CANARY}`);
    await messaging.arrive(acme, number, `Thanks from ${CANARY}`);
    await note(out.conversationId, `${CANARY} has a dog`);
    const before = await sql<object>(
      'SELECT id, status, quoted_segments, encoding, version FROM message WHERE conversation_id = $1 ORDER BY id',
      out.conversationId,
    );
    expect(await found(CANARY)).toEqual(
      expect.arrayContaining(['contact', 'message', 'message_words', 'note']),
    );

    const begun = await erase({ contactId: contact.id });
    expect([begun.status, begun.body.contactIds]).toEqual([202, [contact.id]]);
    const erasure = await done(begun.body.id);
    expect(erasure.progress).toEqual({ messages: 2, notes: 1, waiting: 0 });
    expect(await found(CANARY)).toEqual([]);

    const after = await messaging.message(acme.tenantId, out.id);
    expect(after).toMatchObject({
      status: 'delivered',
      body: '',
      redacted: { why: 'erasure', at: expect.any(String) },
    });
    expect(
      await sql(
        'SELECT id, status, quoted_segments, encoding, version FROM message WHERE conversation_id = $1 ORDER BY id',
        out.conversationId,
      ),
    ).toEqual(before);
    const told = heard.filter(({ subject }) => subject === begun.body.id);
    await eventually(() =>
      expect(told.map(({ payload }) => (payload as ErasureChanged).state)).toEqual([
        'running',
        'done',
      ]),
    );
    expect(JSON.stringify(told)).not.toContain('request 2026-11');
  });

  test('reaches what the crew was texted about them, sent or waiting', async () => {
    const { body: put } = await messaging.service.call<{ record: { id: string } }>(
      acme.tenantId,
      ['PUT', `/employees/ext:${newId()}`],
      { body: { name: 'Sam', smsNumber: phone() }, role: 'owner' },
    );
    const about = { employeeId: put.record.id, aboutContactId: contact.id };
    const sent = await delivered(`Go to ${CANARY}, 99 Elm St`, about);
    const sendAt = new Date(Date.now() + 3_600_000).toISOString();
    const body = `Later to ${CANARY}`;
    const waiting = await messaging.send(acme.tenantId, { ...about, body, sendAt });
    const other = await delivered('Lunch at noon', { employeeId: put.record.id });
    const { body: begun } = await erase({ contactId: contact.id });
    await done(begun.id);
    expect(await found(CANARY)).toEqual([]);
    const left = async (id: string) => messaging.message(acme.tenantId, id);
    expect(await left(sent.id)).toMatchObject({ status: 'delivered', body: '' });
    expect(await left(waiting.body.id)).toMatchObject({ status: 'canceled', body: '' });
    expect(await left(other.id)).toMatchObject({ body: 'Lunch at noon' });
  });

  test('tells what is left of the contact', async () => {
    await erase({ contactId: `ext:${contact.externalId}` });
    const fact = await eventually(() => {
      const facts = messaging.heard.filter(({ subject }) => subject === contact.id);
      const last = facts.at(-1)?.payload as ContactChanged;
      expect(last.erasedAt).not.toBeNull();
      return last;
    });
    expect(fact).toMatchObject({
      name: 'Erased contact',
      externalId: contact.externalId,
      recipientId: null,
      customerType: null,
      postalCode: null,
    });
  });

  test('is not undone by the next import', async () => {
    await erase({ contactId: contact.id });
    const { externalId } = contact;
    const put = await messaging.putContact(acme.tenantId, externalId, { name: CANARY });
    expect([put.status, put.body.code]).toEqual([409, 'contact_erased']);
    const line = JSON.stringify({ externalId, kind: 'customer', name: CANARY, smsNumber: number });
    const { body } = await messaging.service.call<{ items: ImportLine[] }>(
      acme.tenantId,
      ['POST', '/contacts/import'],
      { body: line },
    );
    expect(body.items).toMatchObject([{ outcome: 'error', error: { code: 'contact_erased' } }]);
    expect(await found(CANARY)).toEqual([]);
  });

  test('of a number reaches each of its contacts, and leaves its STOP', async () => {
    const second = await messaging.customer(acme, number, newId());
    await messaging.arrive(acme, number, 'STOP');
    const { body } = await erase({ smsNumber: `(${number.slice(2, 5)}) ${number.slice(5)}` });
    expect(body.contactIds.toSorted()).toEqual([contact.id, second.id].toSorted());
    await done(body.id);
    const refused = await messaging.send(acme.tenantId, { to: number, body: 'Hello again' });
    expect([refused.status, refused.body.code]).toEqual([422, 'recipient_opted_out']);
  });

  test('calls off what is still to be sent, and flags nothing', async () => {
    const sendAt = new Date(Date.now() + 86_400_000).toISOString();
    const { body: later } = await messaging.send(acme.tenantId, {
      to: number,
      body: `Tomorrow, ${CANARY}`,
      sendAt,
    });
    await messaging.grant(acme.tenantId, later.id);
    const { body } = await erase({ contactId: contact.id });
    await done(body.id);
    expect(await messaging.message(acme.tenantId, later.id)).toMatchObject({
      status: 'canceled',
      body: '',
      error: { code: 'recipient_erased', fix: 'none' },
    });
    const [thread] = await sql<{ attention: string[] }>(
      'SELECT attention FROM conversation WHERE id = $1',
      later.conversationId,
    );
    expect(thread?.attention).toEqual([]);
  });

  test('calls off what comes back to be sent, and nothing that its number was sent since', async () => {
    const texts: MessageView[] = [];
    for (const body of ['Before', 'Since', 'By name'])
      texts.push((await messaging.send(acme.tenantId, { to: number, body })).body);
    const [before, since, byName] = texts.map(({ id }) => id);
    const { body } = await erase({ contactId: contact.id });
    await done(body.id);
    const again = (id: unknown, seconds: number, contactId: string | null) =>
      sql(
        `UPDATE message SET status = 'reserved', error_code = NULL, contact_id = $3,
                created_at = created_at + $2 * interval '1 second', next_attempt_at = now() + interval '1 hour'
          WHERE id = $1`,
        id,
        seconds,
        contactId,
      );
    await again(before, 0, null);
    await again(since, 3_600, null);
    await again(byName, 3_600, contact.id);
    await sql(
      `UPDATE erasure SET state = 'running', done_at = NULL, due_at = now() WHERE id = $1`,
      body.id,
    );
    await done(body.id);
    const statuses = texts.map(
      async ({ id }) => (await messaging.message(acme.tenantId, id)).status,
    );
    expect(await Promise.all(statuses)).toEqual(['canceled', 'reserved', 'canceled']);
  });

  test('waits for a text of which nobody knows whether it went: its words find it', async () => {
    messaging.proxy.trouble(number, { kind: 'error after', status: 500 });
    messaging.callbacks.onCallback = () => Promise.resolve();
    const { body: sent } = await messaging.send(acme.tenantId, { to: number, body: CANARY });
    await messaging.grant(acme.tenantId, sent.id);
    await eventually(async () =>
      expect((await messaging.message(acme.tenantId, sent.id)).status).toBe('unknown'),
    );
    const { body } = await erase({ contactId: contact.id });
    await eventually(async () => expect((await erasureOf(body.id)).progress.waiting).toBe(1));
    expect((await messaging.message(acme.tenantId, sent.id)).body).toBe(CANARY);
    await sql(`UPDATE message SET status = 'unknown_final' WHERE id = $1`, sent.id);
    await sql(`UPDATE erasure SET due_at = now() WHERE id = $1`, body.id);
    expect((await done(body.id)).progress).toEqual({ messages: 1, notes: 0, waiting: 0 });
    expect(await found(CANARY)).toEqual([]);
    messaging.hearCallbacks();
  });

  test('also counts for what they wrote before and what comes late, not for what they write after', async () => {
    const arrivedAt = new Date(Date.now() - 1_000).toISOString();
    const { body } = await erase({ contactId: contact.id });
    await done(body.id);
    await messaging.arrive(acme, number, `Late: ${CANARY}`, { arrivedAt });
    expect(await found(CANARY)).toEqual([]);
    await messaging.arrive(acme, number, 'It is me again', {
      arrivedAt: new Date(Date.now() + 1_000).toISOString(),
    });
    const rows = await sql<{ body: string }>(
      `SELECT m.body FROM message m JOIN recipient r ON r.id = m.recipient_id
        WHERE r.phone_number = $1 ORDER BY m.created_at`,
      number,
    );
    expect(rows.map((row) => row.body)).toEqual(['', 'It is me again']);
  });

  test('takes their words out of dead letters, and leaves those fit to be replayed', async () => {
    const { topic, type } = eventMeta(TextArrived);
    const bury = async (payload: string): Promise<string> => {
      const id = newId();
      const headers = { ce_type: type, ce_tenantid: acme.tenantId, ce_id: id };
      await sql(
        `INSERT INTO dead_letter (id, topic, partition, "offset", key, subject, type, event_id, headers, payload, reason, error)
         VALUES ($1, $2, 0, $3, 'k', $3, $4, $3, $5, $6, 'failed', 'x')`,
        id,
        topic,
        id,
        type,
        headers,
        Buffer.from(payload),
      );
      return id;
    };
    const theirs = await bury(JSON.stringify({ from: number, body: CANARY, segments: 2 }));
    const broken = await bury(`{"from":"${number}","body":"${CANARY}`);
    const another = await bury(JSON.stringify({ from: phone(), body: 'Hi' }));
    const { body } = await erase({ contactId: contact.id });
    await done(body.id);
    const letters = await sql<{ id: string; payload: Buffer | null }>(
      'SELECT id, payload FROM dead_letter',
    );
    const saidBy = new Map(letters.map(({ id, payload }) => [id, payload?.toString() ?? null]));
    expect(saidBy.get(theirs)).toBe(JSON.stringify({ from: number, body: '', segments: 2 }));
    expect(saidBy.get(broken)).toBeNull();
    expect(saidBy.get(another)).toContain('Hi');
    await sql('DELETE FROM dead_letter');
  });

  test('is begun once, and is its own business’s', async () => {
    const id = newId();
    const first = await erase({ contactId: contact.id }, id);
    const again = await erase({ contactId: contact.id }, id);
    expect(again.body.requestedAt).toBe(first.body.requestedAt);
    const other = await messaging.business('Other Heating');
    const theirs = await messaging.customer(other, number, contact.externalId);
    const refused = await erase({ contactId: contact.id }, newId(), other.tenantId);
    expect(refused.status).toBe(404);
    const unseen = await messaging.service.call(other.tenantId, ['GET', `/erasures/${id}`]);
    expect(unseen.status).toBe(404);
    await done(id);
    const kept = await sql<{ name: string }>('SELECT name FROM contact WHERE id = $1', theirs.id);
    expect(kept).toEqual([{ name: 'Dana' }]);
  });

  test.each([
    ['nobody', {}, 400],
    ['both', { contactId: 'ext:x', smsNumber: '+13125550000' }, 400],
    ['an unknown contact', { contactId: 'ext:nobody' }, 404],
    ['an unknown number', { smsNumber: '+13125559999' }, 404],
    ['no number', { smsNumber: 'twelve' }, 422],
  ])('of %s is refused', async (_, body, status) => {
    expect((await erase(body)).status).toBe(status);
  });
});

describe('what is too old to be kept', () => {
  let version = 1;
  const keepFor = async (messageDays: number | null): Promise<void> => {
    const payload: TenantChanged = {
      ...(eventMeta(TenantChanged).example as TenantChanged),
      businessId: acme.tenantId,
      messageDays,
      introduceFirstText: false,
      version: ++version,
    };
    const facts = [{ tenantId: acme.tenantId, payload }];
    await messaging.service.handled(await messaging.service.say(TenantChanged, facts));
  };
  const age = (id: string, days: number) =>
    sql(`UPDATE message SET created_at = now() - $2 * interval '1 day' WHERE id = $1`, id, days);
  const bodyOf = async (id: string): Promise<string> =>
    (await messaging.message(acme.tenantId, id)).body;
  const again = () =>
    sql('UPDATE retention SET due_at = now() WHERE tenant_id = $1', acme.tenantId);

  beforeEach(async () => {
    acme = await messaging.business();
    version = 1;
    number = phone();
    await messaging.customer(acme, number, newId());
  });

  test('loses its words, and nothing else does', async () => {
    const [old, young] = [await delivered('Old words'), await delivered('Young words')];
    await note(old.conversationId, 'An old note');
    await age(old.id, 91);
    await sql(
      `UPDATE note SET created_at = now() - interval '91 days' WHERE conversation_id = $1`,
      old.conversationId,
    );
    await keepFor(90);
    await eventually(async () => expect(await bodyOf(old.id)).toBe(''), { timeoutMs: 15_000 });
    expect(await messaging.message(acme.tenantId, old.id)).toMatchObject({
      status: 'delivered',
      redacted: { why: 'retention' },
    });
    expect(await bodyOf(young.id)).toBe('Young words');
    const notes = await sql<{ body: string }>(
      'SELECT body FROM note WHERE conversation_id = $1',
      old.conversationId,
    );
    expect(notes).toEqual([{ body: '' }]);
  });

  test('keeps them while it is on its way, and loses them then', async () => {
    const { body: waiting } = await messaging.send(acme.tenantId, { to: number, body: 'Wait' });
    const old = await delivered('Old words');
    await age(waiting.id, 100);
    await age(old.id, 91);
    await keepFor(90);
    await eventually(async () => expect(await bodyOf(old.id)).toBe(''), { timeoutMs: 15_000 });
    expect(await bodyOf(waiting.id)).toBe('Wait');
    await messaging.service.call(acme.tenantId, ['DELETE', `/messages/${waiting.id}`]);
    await again();
    await eventually(async () => expect(await bodyOf(waiting.id)).toBe(''), { timeoutMs: 15_000 });
    expect(await sql('SELECT FROM retention_late')).toEqual([]);
  });

  test('keeps them where nobody said how long', async () => {
    const old = await delivered('Old words');
    await age(old.id, 4_000);
    await keepFor(null);
    await again();
    const other = await delivered('Other words');
    expect(await bodyOf(old.id)).toBe('Old words');
    expect(await bodyOf(other.id)).toBe('Other words');
  });

  test('goes by the page: no word of many is forgotten', async () => {
    const first = await delivered('One of many');
    await sql(
      `INSERT INTO message (tenant_id, id, conversation_id, number_id, recipient_id, direction, status, body, encoding,
              quoted_segments, timeline, created_at)
       SELECT tenant_id, gen_random_uuid(), conversation_id, number_id, recipient_id, direction, 'delivered', 'Words',
              encoding, 1, '[]', now() - interval '100 days' FROM message, generate_series(1, 1201) WHERE id = $1`,
      first.id,
    );
    await keepFor(90);
    await eventually(
      async () =>
        expect(
          await sql(`SELECT FROM message WHERE tenant_id = $1 AND body = 'Words'`, acme.tenantId),
        ).toEqual([]),
      { timeoutMs: 20_000 },
    );
    expect(await bodyOf(first.id)).toBe('One of many');
  });
});
