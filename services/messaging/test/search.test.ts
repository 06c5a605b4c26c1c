import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ContactView, newId, type Page } from '@fieldline/contracts';
import type { Transaction } from '@fieldline/database';
import { Client } from 'pg';
import { searchContacts } from '../src/contact/contact.search.js';
import { countConversations } from '../src/conversation/conversation.counts.js';
import type { ConversationFilter } from '../src/conversation/conversation.filter.js';
import { findConversations } from '../src/conversation/conversation.rows.js';
import { findEntryKeys } from '../src/conversation/entry.queries.js';
import { searchConversations } from '../src/conversation/search.queries.js';
import { readSearch } from '../src/conversation/search.words.js';
import { Inbox, type Person } from './inbox-people.js';
import { RunningMessaging } from './running-messaging.js';

let messaging: RunningMessaging;
let inbox: Inbox;
let maria: Person;

beforeAll(async () => {
  messaging = await RunningMessaging.start();
  inbox = await Inbox.open(messaging);
  maria = await inbox.person('Maria Lopez');
});
afterAll(() => messaging.stop());

async function customerTexts(name: string, body: string): Promise<{ id: string; from: string }> {
  const from = Inbox.phone();
  const { tenantId } = inbox.business;
  await messaging.putContact(tenantId, newId(), { kind: 'customer', name, smsNumber: from });
  return inbox.texted(body, from);
}

describe('a thread is found', () => {
  test('by its number, however it is written, and by its last digits', async () => {
    const { id, from } = await inbox.texted('Hello', '+14165550177');
    for (const q of [from, '14165550177', '(416) 555-0177', '416.555.0177', '0177', '550177'])
      expect(await inbox.found(maria, q)).toEqual([id]);
    expect(await inbox.found(maria, '(416) 555-0178')).toEqual([]);
    expect(await inbox.found(maria, '416555017')).toEqual([]);
  });

  test('by the names of its contacts, case, accents and order aside', async () => {
    const { id } = await customerTexts('Éloïse Tremblay-Ruiz', 'Bonjour');
    const names = ['éloïse', 'ELOISE', 'elo', 'oise', 'ruiz tremblay', 'Tremblay-Ruiz', 'el tr'];
    for (const q of names) expect(await inbox.found(maria, q)).toEqual([id]);
    for (const q of ['eloise smith', 'oi', 'tremblax'])
      expect(await inbox.found(maria, q)).toEqual([]);
  });

  test('by words of its messages, the last of them as it begins', async () => {
    const { id } = await inbox.texted('The boiler’s “flame” went out again (Mon/Tue), façade side');
    for (const q of [
      'boiler',
      'flame',
      'BOILER flam',
      'out went',
      'tue',
      'facade',
      'boil',
      'façade',
    ])
      expect(await inbox.found(maria, q)).toEqual([id]);
    for (const q of ['boil went', 'oiler', 'flame kettle'])
      expect(await inbox.found(maria, q)).toEqual([]);
  });

  test('as what it looks like, whatever stands unseen in what was typed or written', async () => {
    const { id } = await customerTexts('Zoe Quartz', 'The thermo\u00adstat\u200d is off');
    for (const q of [
      'zoe quartz',
      'Z\u200boe',
      '\u202eQuartz\u202c',
      'thermostat',
      'thermo\u2060stat',
    ])
      expect(await inbox.found(maria, q)).toEqual([id]);
  });

  test('newest first, page by page, each once, within its view', async () => {
    const threads: string[] = [];
    for (let index = 0; index < 5; index += 1)
      threads.unshift((await customerTexts(`Pager ${index}`, 'pager pager 7777')).id);
    expect(await inbox.found(maria, 'pager')).toEqual(threads);
    const seen: string[] = [];
    let cursor = '';
    do {
      const path = `/conversations?q=pager&limit=2${cursor}`;
      const { body } = await inbox.ask<{ items: { id: string }[]; nextCursor: string | null }>(
        maria,
        'GET',
        path,
      );
      seen.push(...body.items.map(({ id }) => id));
      cursor = body.nextCursor === null ? '' : `&cursor=${body.nextCursor}`;
    } while (cursor !== '');
    expect(seen).toEqual(threads);
    const [first = ''] = threads;
    await inbox.take(maria, first, 'claim');
    expect(await inbox.listed(maria, 'q=pager&view=mine')).toEqual([first]);
    expect(await inbox.listed(maria, 'q=pager&view=all')).toEqual(threads.slice(1));
    await inbox.take(maria, first, 'read');
    expect(await inbox.listed(maria, 'q=pager&unread=true')).toEqual(threads.slice(1));
  });

  test('by its own business alone', async () => {
    const others = await Inbox.open(messaging, 'Other Heating');
    const other = await others.person('Otto');
    const from = Inbox.phone();
    await inbox.texted('Unmistakable wording', from);
    for (const q of ['unmistakable', from, from.slice(-4)])
      expect(await others.found(other, q)).toEqual([]);
  });

  test('no more by what has been redacted', async () => {
    const { id } = await inbox.texted('My canary is yellow');
    expect(await inbox.found(maria, 'canary')).toEqual([id]);
    const redact = `UPDATE message SET body = '' WHERE conversation_id = $1`;
    await messaging.service.admin.query(redact, [id]);
    expect(await inbox.found(maria, 'canary')).toEqual([]);
    const { rows } = await messaging.service.admin.query(
      `SELECT FROM message_words WHERE words::text LIKE '%canary%'`,
    );
    expect(rows).toEqual([]);
  });
});

describe('a contact is found', () => {
  const put = async (name: string, fields: object = {}, { business } = inbox) => {
    const externalId = newId();
    const contact = { kind: 'customer', name, ...fields };
    const { body } = await messaging.putContact(business.tenantId, externalId, contact);
    return { id: body.record.id, externalId };
  };
  const list = async (query: string, by = inbox) => {
    const { status, body } = await by.ask<Page<ContactView>>(maria, 'GET', `/contacts?${query}`);
    if (status !== 200) throw new Error(JSON.stringify(body));
    return body;
  };
  const found = async (q: string, by = inbox) =>
    (await list(`q=${encodeURIComponent(q)}`, by)).items.map(({ id }) => id);

  test('by parts of its name, case, accents and order aside', async () => {
    const { id } = await put('Zürich Widgets & Söhne, Inc.');
    for (const q of ['zurich', 'WIDG', 'sohne widgets', 'zu in'])
      expect(await found(q)).toEqual([id]);
    for (const q of ['widgets gmbh', 'urx', '%', '_']) expect(await found(q)).toEqual([]);
  });

  test('by its number, with or without a thread, and by its external id', async () => {
    const { id, externalId } = await put('Numbered', { smsNumber: '+16475550199' });
    for (const q of ['+16475550199', '(647) 555-0199', '5550199', externalId])
      expect(await found(q)).toEqual([id]);
    for (const q of ['647555', externalId.slice(0, 8)]) expect(await found(q)).toEqual([]);
  });

  test('by no name or number that it had before', async () => {
    const { id, externalId } = await put('Formerly', { smsNumber: '+16475550198' });
    const change = { name: 'Renamed', smsNumber: null };
    await messaging.putContact(inbox.business.tenantId, externalId, change);
    expect([await found('formerly'), await found('6475550198')]).toEqual([[], []]);
    expect(await found('renamed')).toEqual([id]);
  });

  test('newest first, page by page, each once', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 5; n += 1)
      ids.push((await put('Paged Smith', { smsNumber: `+164755501${n}0` })).id);
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: Page<ContactView> = await list(`q=paged&limit=2${cursor && `&cursor=${cursor}`}`);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(ids.toSorted().toReversed());
  });

  test('by its own business alone', async () => {
    const others = await Inbox.open(messaging, 'Other Heating');
    const { id, externalId } = await put('Unmistakable', { smsNumber: '+16475550177' });
    for (const q of ['unmistakable', '6475550177', externalId]) {
      expect(await found(q, others)).toEqual([]);
      expect(await found(q)).toEqual([id]);
    }
  });

  test.each(['q=', 'q=a&q=b', `q=${'x'.repeat(201)}`, 'name=dana'])(
    'but not with %s',
    async (query) => {
      expect((await inbox.ask(maria, 'GET', `/contacts?${query}`)).status).toBe(400);
    },
  );
});

describe('what can’t be looked for', () => {
  test.each([
    ['a megabyte', `q=${'x'.repeat(1_000_000)}`],
    ['two hundred letters and one', `q=${'x'.repeat(201)}`],
    ['nothing', 'q='],
    ['two things', 'q=a&q=b'],
    ['a view that isn’t there', 'view=everything'],
    ['a state that isn’t there', 'unread=maybe'],
    ['somebody who has no id', 'assignee=maria'],
  ])('is refused: %s', async (_, query) => {
    const { status } = await inbox.ask(maria, 'GET', `/conversations?${query}`);
    expect([400, 414, 431]).toContain(status);
  });

  test.each([
    '%ED%A0%80',
    '%00',
    '👍',
    '\u200b',
    `'; DROP TABLE message; --`,
    '%25_%25',
    '&|!():*',
    '\\',
  ])('finds nothing, and breaks nothing: %s', async (typed) => {
    const q = typed.startsWith('%') ? typed : encodeURIComponent(typed);
    const { status, body } = await inbox.ask<{ items?: unknown[] }>(
      maria,
      'GET',
      `/conversations?q=${q}`,
    );
    expect(status === 200 ? body.items : status).toEqual(status === 200 ? [] : 400);
  });
});

/** A table that grows with the business is read from end to end. */
const WHOLE_TABLE = /Seq Scan on (contact|conversation|message|message_words|recipient)\b/;

describe('with many threads, by an index', () => {
  let tenant: Client;
  let worker: Client;

  beforeAll(async () => {
    await seed(5_000, 20_000);
    [tenant, worker] = (await Promise.all(
      (['tenant', 'worker'] as const).map(async (role) => {
        const client = new Client({ connectionString: messaging.service.urlOf(role) });
        await client.connect();
        return client;
      }),
    )) as [Client, Client];
    await tenant.query(`SELECT set_config('app.tenant_id', $1, false)`, [inbox.business.tenantId]);
  });
  afterAll(() => Promise.all([tenant.end(), worker.end()]));

  /** Threads and messages of the business by a handful of statements, with statistics of them. */
  async function seed(threads: number, messages: number): Promise<void> {
    const { admin } = messaging.service;
    const { tenantId } = inbox.business;
    await admin.query(
      `INSERT INTO recipient (tenant_id, id, phone_number)
       SELECT $1, gen_random_uuid(), '+1646' || lpad(n::text, 7, '0') FROM generate_series(1, $2::int) n`,
      [tenantId, threads],
    );
    await admin.query(
      `INSERT INTO contact (tenant_id, id, external_id, kind, name, sms_number, recipient_id)
       SELECT $1, gen_random_uuid(), 'seeded-' || r.id, 'customer', 'Customer ' || md5(r.id::text), r.phone_number, r.id
         FROM recipient r WHERE r.tenant_id = $1 AND r.phone_number LIKE '+1646%'`,
      [tenantId],
    );
    await admin.query(
      `INSERT INTO conversation (tenant_id, id, number_id, recipient_id, state, last_message_at, last_inbound_at)
       SELECT $1, gen_random_uuid(), (SELECT id FROM number WHERE tenant_id = $1), r.id,
              CASE WHEN random() < 0.9 THEN 'resolved' ELSE 'open' END, at, at
         FROM (SELECT *, now() - random() * interval '90 days' AS at FROM recipient) r
        WHERE r.tenant_id = $1 AND r.phone_number LIKE '+1646%'`,
      [tenantId],
    );
    await admin.query(
      `INSERT INTO message (tenant_id, id, conversation_id, number_id, recipient_id, direction, status, body,
              encoding, timeline, created_at)
       SELECT $1, gen_random_uuid(), v.id, v.number_id, v.recipient_id, 'inbound', 'received',
              'common word and ' || md5(v.id::text || n), 'GSM-7', '[]', v.last_message_at - n * interval '1 hour'
         FROM (SELECT v.* FROM conversation v JOIN contact c USING (tenant_id, recipient_id)
                WHERE v.tenant_id = $1 AND c.external_id LIKE 'seeded-%') v, generate_series(1, $2::int) n`,
      [tenantId, messages / threads],
    );
    await admin.query('VACUUM (ANALYZE)');
  }

  /** The plans of what is asked through a transaction, as Postgres makes them for the role. */
  async function plansOf(
    client: Client,
    work: (tx: Transaction) => Promise<unknown>,
  ): Promise<string> {
    const plans: string[] = [];
    const tx = {
      query: async (sql: string, parameters?: unknown[]) => {
        if (sql.trimStart().startsWith('SELECT') || sql.trimStart().startsWith('(')) {
          const { rows } = await client.query(`EXPLAIN ${sql}`, parameters);
          plans.push(...rows.map((row: { 'QUERY PLAN': string }) => row['QUERY PLAN']));
        }
        return (await client.query(sql, parameters)).rows as unknown;
      },
    };
    await work(tx as unknown as Transaction);
    return plans.join('\n');
  }

  const filterOf = (more: Partial<ConversationFilter> = {}): ConversationFilter => ({
    viewer: maria.id,
    limit: 51,
    ...more,
  });

  test.each([
    ['recipient_ends', '6460004242'],
    ['contact_called', someWord()],
    ['message_words_found', `rareword ${someWord()}`],
  ])('%s', async (index, q) => {
    const { tenantId } = inbox.business;
    const plan = await plansOf(worker, (tx) =>
      searchConversations(tx, tenantId, filterOf(), readSearch(q)),
    );
    expect(plan).toContain(index);
    expect(plan).not.toMatch(WHOLE_TABLE);
  });

  test.each([
    ['recipient_ends', '6460004242'],
    ['contact_called', someWord()],
    ['contact_tenant_id_external_id_key', 'seeded-1'],
  ])('%s, for contacts', async (index, q) => {
    const { tenantId } = inbox.business;
    const plan = await plansOf(worker, (tx) =>
      searchContacts(tx, tenantId, { q, before: undefined, limit: 51 }),
    );
    expect(plan).toContain(index);
    expect(plan).not.toMatch(WHOLE_TABLE);
  });

  test.each([
    ['conversation_all', { view: 'all' }],
    ['conversation_of_user', { view: 'mine' }],
    ['conversation_team', { view: 'team' }],
    ['conversation_attention', { view: 'attention' }],
    ['conversation_resolved', { view: 'resolved' }],
    ['conversation_latest', {}],
    ['conversation_resolved', { view: 'resolved', unread: true }],
  ] as const)('%s', async (index, filter) => {
    const { tenantId } = inbox.business;
    const plan = await plansOf(tenant, (tx) => findConversations(tx, tenantId, filterOf(filter)));
    expect(plan).toContain(index);
    expect(plan).not.toMatch(WHOLE_TABLE);
  });

  test('counts and entries', async () => {
    const { tenantId } = inbox.business;
    const [id = ''] = await inbox.listed(maria, 'view=resolved');
    const plan = await plansOf(tenant, async (tx) => {
      await countConversations(tx, tenantId, maria.id);
      await findEntryKeys(tx, tenantId, { conversationId: id, limit: 51 });
    });
    for (const index of ['conversation_all', 'conversation_resolved', 'message_thread'])
      expect(plan).toContain(index);
    expect(plan).not.toMatch(WHOLE_TABLE);
    const { body } = await inbox.ask(maria, 'GET', '/conversations/counts');
    const atLeast = { count: 1_000, unread: 1_000, atLeast: true };
    expect(body).toMatchObject({ resolved: atLeast, mine: { atLeast: false } });
  });

  function someWord(): string {
    return newId().replaceAll('-', '').slice(0, 12);
  }
});
