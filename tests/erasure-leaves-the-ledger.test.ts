import { beforeAll, expect, test } from '@jest/globals';
import { eventually } from '@fieldline/testing';
import { ask, Business, type Json, newPhone } from './support/business.js';
import { connectAs } from './support/database.js';
import { onEveryTransport } from './support/on-every-transport.js';
import { Person } from './support/people.js';
import type { ServiceName } from './support/processes.js';
import { accepted, becomes, refusedSoon, settled, threadWith } from './support/sending.js';

/** A word that nobody else says. It is looked for in every row of every service. */
const CANARY = `quetzal${Math.random().toString(36).slice(2, 10)}`;
const SERVICES: readonly ServiceName[] = [
  'gateway',
  'messaging',
  'billing',
  'compliance',
  'scheduler',
];

/** Waits until only so much is set aside. */
const held = (business: Business, segments: number): Promise<void> =>
  eventually(async () => expect(await business.balance()).toMatchObject({ held: segments }));

onEveryTransport('a person is erased, and the ledger stays', (place) => {
  const phone = newPhone();
  let business: Business;
  let neighbour: Business;
  let owner: Person;
  let agent: Person;
  let customer: string;
  let thread: Json;
  let ledger: Json[];

  beforeAll(async () => {
    business = await Business.open(place, 100, 'Erasing Plumbing');
    neighbour = await Business.open(place, 100, 'Keeping Heating');
    owner = await Person.signedIn(business, 'Olga', 'owner');
    agent = await Person.signedIn(business, 'Ari');
    customer = await business.customer(phone, 'C-1', `Ms ${CANARY}`);
    await business.put('/v1/jobs/ext:J-1', visit({ address: `1 ${CANARY} Street` }));
    const sent = await accepted(business, { contactId: customer, body: `Dear ${CANARY}` });
    await becomes(business, sent.id, { status: 'delivered' });
    await business.textedFrom(phone, `It is ${CANARY}`);
    thread = await threadWith(business, phone, { lastMessage: { direction: 'inbound' } });
    await agent.post(`/v1/conversations/${thread.id}/notes`, { body: `${CANARY} has a dog` });
    const told = { userId: owner.id, body: `${CANARY} called`, conversationId: thread.id };
    await agent.post('/v1/notifications', told);
    const sendAt = new Date(Date.now() + 86_400_000).toISOString();
    await accepted(business, { contactId: customer, body: `Tomorrow, ${CANARY}`, sendAt });
    await neighbour.customer(phone, 'C-9', 'Somebody');
    await accepted(neighbour, { to: phone, body: 'From next door' });
    await business.textedFrom(phone, 'STOP');
    await refusedSoon(business, { to: phone, body: 'Still there?' }, 'recipient_opted_out');
    await held(business, 1);
    ledger = await business.ledger();
  }, 120_000);

  const visit = (more: object = {}): object => ({
    contactId: 'ext:C-1',
    jobType: 'drain',
    startsAt: '2026-12-01T15:00:00.000Z',
    timeZone: 'America/Chicago',
    ...more,
  });

  /** Where a service's tables hold the word, as text or as bytes. Tables that its worker can't read are named, too. */
  async function rowsWithCanary(service: ServiceName): Promise<string[]> {
    const client = await connectAs(place.dataDir, service, 'worker');
    const hex = Buffer.from(CANARY).toString('hex');
    try {
      const { rows: tables } = await client.query<{ name: string; readable: boolean }>(
        `SELECT tablename AS name, has_table_privilege(format('%I.%I', schemaname, tablename), 'SELECT') AS readable
           FROM pg_tables WHERE schemaname = $1 AND tablename <> 'migration'`,
        [service],
      );
      const found: string[] = [];
      for (const { name, readable } of tables) {
        if (!readable) found.push(`${service}.${name}: not readable`);
        if (!readable) continue;
        const { rowCount } = await client.query(
          `SELECT FROM ${service}."${name}" t WHERE t::text ILIKE $1 OR t::text LIKE $2 LIMIT 1`,
          [`%${CANARY}%`, `%${hex}%`],
        );
        if (rowCount) found.push(`${service}.${name}`);
      }
      return found;
    } finally {
      await client.end();
    }
  }

  const everywhere = async (): Promise<string[]> =>
    (await Promise.all(SERVICES.map(rowsWithCanary))).flat();

  test('before it the word is in many places', async () => {
    expect(await everywhere()).toEqual(
      expect.arrayContaining([
        'gateway.user_notification',
        'messaging.contact',
        'messaging.message',
        'messaging.note',
        'scheduler.contact_copy',
        'scheduler.job',
      ]),
    );
  });

  test('an agent may not ask for it, an owner may, and hears how far it is', async () => {
    const request = { contactId: customer, reason: 'Request 2026-11-23' };
    expect((await agent.post('/v1/erasures', request)).status).toBe(403);
    const begun = await owner.post('/v1/erasures', request, 'erase-1');
    expect([begun.status, begun.body.state]).toEqual([202, 'running']);
    expect((await owner.post('/v1/erasures', request, 'erase-1')).body).toEqual(begun.body);
    await eventually(
      async () => {
        const { body } = await owner.get(`/v1/erasures/${begun.body.id}`);
        expect(body).toMatchObject({ state: 'done', progress: { waiting: 0, notes: 1 } });
        expect(body.progress.messages).toBeGreaterThanOrEqual(4);
      },
      { timeoutMs: 20_000 },
    );
    const stranger = await Person.signedIn(neighbour, 'Nils', 'owner');
    expect((await stranger.get(`/v1/erasures/${begun.body.id}`)).status).toBe(404);
  });

  test('after it no row of any service has the word', async () => {
    await eventually(async () => expect(await everywhere()).toEqual([]), { timeoutMs: 15_000 });
  });

  test('the thread, its charges and the STOP stay', async () => {
    const { body } = await business.get(`/v1/conversations/${thread.id}/entries?limit=50`);
    const texts = body.items.filter(({ type }: Json) => type === 'message');
    expect(texts.length).toBeGreaterThanOrEqual(4);
    for (const { message } of texts)
      expect(message).toMatchObject({ body: '', redacted: { why: 'erasure' } });
    await settled(business);
    const ids = (await business.ledger()).map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(ledger.map(({ id }) => id)));
    const refused = await business.post('/v1/messages', { to: phone, body: 'Hello again' });
    expect(refused.body.code).toBe('recipient_opted_out');
    const found = await owner.get(`/v1/conversations?q=${CANARY}`);
    expect(found.body.items).toEqual([]);
  });

  test('nothing brings it back', async () => {
    const again = { kind: 'customer', name: CANARY, smsNumber: phone };
    const put = await business.put('/v1/contacts/ext:C-1', again);
    expect([put.status, put.body.code]).toEqual([409, 'contact_erased']);
    const line = JSON.stringify({ externalId: 'C-1', ...again });
    const imported = await ask(place, business.apiKey, 'POST', '/v1/contacts/import', {
      body: line,
      headers: { 'content-type': 'application/x-ndjson' },
    });
    expect(imported.body.items).toMatchObject([{ error: { code: 'contact_erased' } }]);
    const job = await business.put('/v1/jobs/ext:J-1', { address: `1 ${CANARY} Street` });
    expect([job.status, job.body.code]).toEqual([409, 'contact_erased']);
    expect((await business.get('/v1/contacts/ext:C-1')).body).toMatchObject({
      name: 'Erased contact',
      smsNumber: null,
    });
    expect(await everywhere()).toEqual([]);
  });

  test('the neighbour with the same number keeps everything', async () => {
    const { body } = await neighbour.get('/v1/messages?limit=10');
    expect(body.items.map((message: Json) => message.body)).toEqual(['From next door']);
  });

  test('the audit says who asked', async () => {
    const { items } = (await owner.get('/v1/audit?action=erasure')).body;
    expect(items.map(({ action, actorName }: Json) => [action, actorName])).toEqual([
      ['erasure.done', null],
      ['erasure.requested', 'Olga'],
    ]);
    const all = (await owner.get('/v1/audit?limit=200')).body;
    expect(JSON.stringify(all)).not.toContain(CANARY);
  });
});
