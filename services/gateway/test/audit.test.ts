/** Who did what: written once, by nobody changed, and read by those who answer for the business. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  type AuditEntryView,
  ConsentChanged,
  ContactChanged,
  ErasureChanged,
  eventMeta,
  MessageAccepted,
  newId,
  type Page,
  type RetentionView,
  type TenantView,
} from '@fieldline/contracts';
import { eventually } from '@fieldline/testing';
import { problem } from './fake-services.js';
import { OPERATOR_KEY, type Running, startGateway } from './running-gateway.js';

let gateway: Running;
let tenant: TenantView;
let owner: string;
beforeAll(async () => {
  gateway = await startGateway();
}, 60_000);
afterAll(() => gateway.stop());
beforeEach(async () => {
  gateway.services.forget();
  tenant = await gateway.newTenant();
  owner = await gateway.as(tenant.id, 'owner');
});

const audit = (query = '', as = owner) =>
  gateway.call<Page<AuditEntryView>>('GET', `/v1/audit${query}`, { as });
const entries = async (query = ''): Promise<AuditEntryView[]> => (await audit(query)).body.items;
const accepted = (change: Partial<MessageAccepted> = {}): MessageAccepted => ({
  ...(eventMeta(MessageAccepted).example as MessageAccepted),
  messageId: newId(),
  ...change,
});
async function sent(...payloads: MessageAccepted[]): Promise<void> {
  const facts = payloads.map((payload) => ({ tenantId: tenant.id, payload }));
  await gateway.handled(await gateway.say(MessageAccepted, facts));
}

describe('the audit', () => {
  test('has what the gateway itself did, from the transaction in which it did it', async () => {
    const headers = { 'x-tenant-id': tenant.id };
    const { body: user } = await gateway.call<{ id: string }>('POST', '/v1/users', {
      as: owner,
      body: {
        email: `${newId()}@example.com`,
        name: 'Lee',
        role: 'agent',
        password: 'long enough!',
      },
    });
    const change = { as: owner, body: { role: 'admin' } };
    await gateway.call('PATCH', `/v1/users/${user.id}`, change);
    await gateway.call('PATCH', `/v1/users/${user.id}`, change);
    const key = await gateway.newKey(tenant.id, ['messages:read']);
    await gateway.call('DELETE', `/v1/api-keys/${key.id}`, { as: OPERATOR_KEY, headers });
    const did = (await entries()).map(({ action, subject }) => [action, subject.id]);
    expect(did).toEqual([
      ['api_key.deleted', key.id],
      ['api_key.created', key.id],
      ['user.changed', user.id],
      ['user.created', user.id],
      ['user.created', expect.any(String)],
      ['tenant.created', tenant.id],
    ]);
    const [ofOperator] = await entries('?action=tenant.created');
    expect(ofOperator).toMatchObject({ byOperator: true, actorName: null });
    const [ofOwner] = await entries('?action=user.changed');
    expect(ofOwner).toMatchObject({ byOperator: false, actorName: 'Dana' });
    expect(ofOwner?.detail).toMatchObject({ before: { role: 'agent' }, role: 'admin' });
  });

  test('has settings that a service keeps, once they are changed', async () => {
    const put = (outcome: string) => {
      gateway.services.on('PUT', /^\/scheduler\/job-types\//, {
        body: { outcome, record: { name: 'drain' }, version: 1 },
      });
      return gateway.call('PUT', '/v1/job-types/drain', { as: owner, body: { title: 'Drain' } });
    };
    await put('created');
    await put('unchanged');
    const kept = { host: 'mail.example.com', changed: ['host', 'password'] };
    gateway.services.on('PUT', /^\/messaging\/smtp$/, { body: kept });
    const smtp = { host: 'mail.example.com', port: 465, secure: true, from: 'a@example.com' };
    const { status, body } = await gateway.call('PUT', '/v1/smtp', { as: owner, body: smtp });
    expect([status, body]).toEqual([200, { host: 'mail.example.com' }]);
    const did = [...(await entries('?action=job_type')), ...(await entries('?action=smtp'))];
    expect(did.map(({ action, subject }) => [action, subject.id])).toEqual([
      ['job_type.set', 'drain'],
      ['smtp.set', 'smtp'],
    ]);
    expect(did.at(-1)?.detail).toEqual({ changed: ['host', 'password'] });
  });

  test.each([
    ['contact', 'contacts/ext:C-1', { name: 'Dana Whitfield' }],
    ['employee', 'employees/ext:E-1', { name: 'Dana Whitfield' }],
    ['shortcut', 'shortcuts/ETA', { body: 'Soon, Dana' }],
  ])('has who set a %s, each version once, and nothing of what it says', async (kind, at, body) => {
    const id = newId();
    gateway.services.on('GET', /projections/, { body: { version: 9 } });
    const put = async (outcome: string, version: number, createdAt = '2026-11-01T00:00:00Z') => {
      const record = {
        ...body,
        id,
        externalId: 'X-1',
        createdAt,
        ...(kind === 'shortcut' && { name: id }),
      };
      gateway.services.on('PUT', new RegExp(`^/messaging/${kind}s/`), {
        body: { outcome, record, version, ...(outcome === 'updated' && { changed: ['name'] }) },
      });
      expect((await gateway.call('PUT', `/v1/${at}`, { as: owner, body })).status).toBeLessThan(
        300,
      );
    };
    await put('created', 1);
    await put('unchanged', 1);
    await put('updated', 2);
    await put('created', 1, '2026-11-02T00:00:00Z');
    const did = await entries(`?action=${kind}`);
    expect(did).toMatchObject(
      ['created', 'updated', 'created'].map((outcome) => ({
        action: `${kind}.set`,
        actor: expect.stringMatching(/^user:/),
        subject: { kind, id },
        detail: { outcome },
      })),
    );
    expect(did.map(({ detail }) => detail['changed'])).toEqual([undefined, ['name'], undefined]);
    expect(JSON.stringify(did)).not.toMatch(/Whitfield|Soon/);
  });

  test('has who took a shortcut away, once it is gone', async () => {
    const take = () => gateway.call('DELETE', '/v1/shortcuts/ETA', { as: owner });
    const SHORTCUT = /^\/messaging\/shortcuts\/ETA$/;
    gateway.services.on('DELETE', SHORTCUT, problem(404, 'not_found'));
    expect((await take()).status).toBe(404);
    gateway.services.on('DELETE', SHORTCUT, { body: { name: 'eta' } });
    expect((await take()).status).toBe(204);
    const did = await entries('?action=shortcut');
    expect(did).toMatchObject([{ action: 'shortcut.removed', subject: { id: 'eta' } }]);
  });

  test.each([
    ['contact', 'messaging'],
    ['employee', 'messaging'],
    ['job', 'scheduler'],
    ['consent', 'compliance'],
  ])('has each import of %ss as one entry, with its counts', async (kind, service) => {
    const outcomes = ['created', 'error', 'created', 'updated', 'unchanged'];
    const items = outcomes.map((outcome, at) => ({ line: at + 1, externalId: 'Q-77', outcome }));
    gateway.services.on('POST', new RegExp(`^/${service}/${kind}s/import$`), { body: { items } });
    const consent = { smsNumber: '+13125550188', action: 'opt_out', proof: 'call 7' };
    const lines = outcomes.map((_, at) => JSON.stringify({ externalId: `${at}`, ...consent }));
    const send = () =>
      gateway.call('POST', `/v1/${kind}s/import`, {
        as: owner,
        body: lines.join('\n'),
        headers: { 'content-type': 'application/x-ndjson' },
      });
    expect([(await send()).status, (await send()).status]).toEqual([200, 200]);
    const did = await entries(`?action=${kind}.imported`);
    const detail = { lines: 5, created: 2, updated: 1, unchanged: 1, error: 1 };
    expect(did.map((entry) => [entry.subject.kind, entry.detail])).toEqual([
      ['import', detail],
      ['import', detail],
    ]);
    expect(JSON.stringify(did)).not.toMatch(/Q-77|5550188|call 7/);
  });

  test.each([
    ['replay', 'failed', 'open', [2, 2, 3], 'dead_letter.replayed', 2],
    ['replay', 'handled', 'replayed', [1, 1], 'dead_letter.replayed', 1],
    ['drop', 'dropped', 'dropped', [0, 0], 'dead_letter.dropped', 1],
  ])(
    'has each %s of a dead letter that ended as %s, with why',
    async (verb, outcome, state, attempts, action, count) => {
      const id = newId();
      for (const service of ['compliance', 'messaging', 'scheduler'])
        gateway.services.on(
          'GET',
          new RegExp(`^/${service}/dead-letters/`),
          problem(404, 'not_found'),
        );
      const resolution = {
        outcome,
        by: 'user:lee',
        at: '2026-11-01T00:00:00.000Z',
        reason: 'first',
      };
      for (const tried of attempts) {
        const letter = {
          id,
          service: 'billing',
          type: 'messaging.message.accepted.v1',
          state,
          tenantId: tenant.id,
          attempts: tried,
          resolution: state === 'open' ? null : resolution,
        };
        gateway.services.on('GET', /^\/billing\/dead-letters\//, { body: letter });
        gateway.services.on('POST', /^\/billing\/dead-letters\//, { body: { outcome, letter } });
        const path = `/v1/dead-letters/${id}/${verb}`;
        const body = { reason: 'mended in 1.4' };
        expect((await gateway.call('POST', path, { as: OPERATOR_KEY, body })).status).toBe(200);
      }
      const did = await entries('?action=dead_letter');
      expect(did).toHaveLength(count);
      for (const entry of did)
        expect(entry).toMatchObject({
          action,
          subject: { kind: 'dead_letter', id },
          // Who had decided it is who did it.
          actor: state === 'open' ? expect.stringMatching(/^api_key:/) : 'user:lee',
          detail: {
            service: 'billing',
            type: 'messaging.message.accepted.v1',
            outcome,
            reason: state === 'open' ? 'mended in 1.4' : 'first',
          },
        });
    },
  );

  test('has a republication of the business, with why, and none of others', async () => {
    const facts = ['scheduler.job.changed.v1'];
    const republish = (tenantId?: string) =>
      gateway.call<{ id: string }>('POST', '/v1/republications', {
        as: OPERATOR_KEY,
        body: { facts, reason: 'copies are damaged', ...(tenantId && { tenantId }) },
      });
    gateway.services.on('POST', /^\/scheduler\/republications$/, ({ body }) => ({
      status: 202,
      body: { id: (JSON.parse(body) as { id: string }).id, runs: [] },
    }));
    const { status, body } = await republish(tenant.id);
    expect(status).toBe(202);
    await republish();
    await republish((await gateway.newTenant()).id);
    const did = await entries('?action=republication');
    expect(did.map(({ subject, action, detail }) => ({ subject, action, detail }))).toEqual([
      {
        action: 'republication.requested',
        subject: { kind: 'republication', id: body.id },
        detail: { facts, reason: 'copies are damaged' },
      },
    ]);
  });

  test('has each fact once, whenever and however often it comes, at its own time', async () => {
    const text = accepted({ sentBy: `user:${newId()}` });
    await sent(text);
    await sent(text, accepted(), text);
    const found = await entries('?action=message');
    expect(
      found.map(({ subject }) => subject.id).filter((id) => id === text.messageId),
    ).toHaveLength(1);
    expect(found).toHaveLength(2);
  });

  test('has nothing of a state that is said again', async () => {
    const consent = eventMeta(ConsentChanged).example as ConsentChanged;
    const facts = [
      { ...consent, version: 2 },
      { ...consent, version: 2, by: null },
      { ...consent, version: 3, by: null },
    ].map((payload) => ({ tenantId: tenant.id, payload }));
    await gateway.handled(await gateway.say(ConsentChanged, facts));
    expect(await entries('?action=consent')).toMatchObject([{ action: 'consent.opted_out' }]);
  });

  test('is asked by actor, action, subject and time, and goes by the page', async () => {
    const [dana, lee] = [newId(), newId()];
    const ofDana = Array.from({ length: 5 }, () => accepted({ sentBy: `user:${dana}` }));
    const ofLee = accepted({ sentBy: `api_key:${lee}` });
    await sent(...ofDana, ofLee);
    expect(await entries(`?actor=${dana}`)).toHaveLength(5);
    expect(await entries(`?actor=user:${dana}&action=message.sent`)).toHaveLength(5);
    expect(await entries(`?actor=${lee}`)).toMatchObject([{ subject: { id: ofLee.messageId } }]);
    expect(await entries(`?subject=${ofLee.messageId}`)).toHaveLength(1);
    expect(await entries('?action=mess')).toEqual([]);
    expect(await entries('?action=message&to=2020-01-01')).toEqual([]);
    expect(await entries('?action=message&from=2020-01-01')).toHaveLength(6);
    const ids: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body }: { body: Page<AuditEntryView> } = await audit(
        `?actor=${dana}&limit=2${cursor && `&cursor=${cursor}`}`,
      );
      ids.push(...body.items.map(({ subject }) => subject.id));
      cursor = body.nextCursor;
    }
    expect(ids.toSorted()).toEqual(ofDana.map(({ messageId }) => messageId).toSorted());
  });

  test.each(['?from=yesterday', '?cursor=abc', '?limit=0', `?cursor=${bad(['x', newId()])}`])(
    'refuses %s',
    async (query) => {
      expect((await audit(query)).status).toBe(400);
    },
  );

  test('is for those who answer for the business, and for no other business', async () => {
    for (const role of ['agent', 'readonly', 'technician'])
      expect((await audit('', await gateway.as(tenant.id, role))).status).toBe(403);
    expect((await audit('', await gateway.as(tenant.id, 'admin'))).status).toBe(200);
    await sent(accepted());
    const other = await gateway.newTenant();
    const { body } = await audit('', await gateway.as(other.id, 'owner'));
    expect(body.items.map(({ action }) => action)).not.toContain('message.sent');
  });

  test.each(['tenant', 'worker'])('can be changed by no role: %s', async (role) => {
    const { rows } = await gateway.admin.query<{ may: string }>(
      `SELECT privilege_type AS may FROM information_schema.role_table_grants
        WHERE table_schema = 'gateway' AND table_name = 'audit' AND grantee = $1 ORDER BY 1`,
      [`gateway_${role}`],
    );
    expect(rows.map(({ may }) => may)).toEqual(['INSERT', 'SELECT']);
  });

  test.each([
    ['newest', 'true'],
    ['of_actor', `actor = ANY ('{user:x}')`],
    ['of_action', `action >= 'message.' AND action < 'message/'`],
    ['of_subject', `subject_id = 'x'`],
  ])('is read by the index %s', async (index, where) => {
    await gateway.admin.query('BEGIN');
    try {
      await gateway.admin.query(
        `INSERT INTO gateway.audit (tenant_id, id, at, actor, action, subject_kind, subject_id, detail)
         SELECT $1, gen_random_uuid(), now(), 'user:' || n % 500, 'a' || n % 500 || '.b', 'k', 's' || n, '{}'
           FROM generate_series(1, 20000) AS n`,
        [tenant.id],
      );
      await gateway.admin.query('ANALYZE gateway.audit');
      await gateway.admin.query(`SET LOCAL ROLE gateway_tenant`);
      await gateway.admin.query(`SELECT set_config('app.tenant_id', $1, true)`, [tenant.id]);
      const { rows } = await gateway.admin.query<{ 'QUERY PLAN': string }>(
        `EXPLAIN SELECT * FROM gateway.audit WHERE tenant_id = '${tenant.id}' AND ${where}
          ORDER BY at DESC, id DESC LIMIT 51`,
      );
      expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain(`audit_${index}`);
    } finally {
      await gateway.admin.query('ROLLBACK');
    }
  });
});

function bad(values: string[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

describe('retention', () => {
  const put = (body: object, as = owner) =>
    gateway.call<RetentionView>('PUT', '/v1/retention', { as, body });

  test('is set and read back, told to the others and kept in the audit', async () => {
    const heard = await gateway.listen('gateway.tenant');
    const before = await gateway.call('GET', '/v1/retention', { as: owner });
    expect(before.body).toEqual({ messageDays: null });
    for (const _ of [1, 2])
      expect((await put({ messageDays: 90 })).body).toEqual({ messageDays: 90 });
    expect((await gateway.call('GET', '/v1/retention', { as: owner })).body).toEqual({
      messageDays: 90,
    });
    await eventually(() => {
      const facts = heard.filter(({ tenantId }) => tenantId === tenant.id);
      expect(facts.map(({ payload }) => payload)).toMatchObject([
        { messageDays: null, version: 1 },
        { messageDays: 90, version: 2 },
      ]);
    });
    expect((await put({ messageDays: null })).body).toEqual({ messageDays: null });
    expect((await entries('?action=retention.set')).map(({ detail }) => detail)).toEqual([
      { messageDays: null, before: 90 },
      { messageDays: 90, before: null },
    ]);
  });

  test.each([
    {},
    { messageDays: 89 },
    { messageDays: 3_651 },
    { messageDays: 90.5 },
    { messageDays: '90' },
  ])('refuses %p', async (body) => {
    expect((await put(body)).status).toBe(400);
  });

  test('is not for agents', async () => {
    expect((await put({ messageDays: 90 }, await gateway.as(tenant.id, 'agent'))).status).toBe(403);
  });
});

describe('an erasure', () => {
  const erasure = { id: newId(), state: 'running' };

  test('is handed to messaging under an id that the key leads to', async () => {
    gateway.services.on('POST', /^\/messaging\/erasures$/, { status: 202, body: erasure });
    const ask = () =>
      gateway.call('POST', '/v1/erasures', {
        as: owner,
        body: { contactId: 'ext:C-1', reason: 'request 7' },
        headers: { 'idempotency-key': `erase-${tenant.id}` },
      });
    expect((await ask()).status).toBe(202);
    expect((await ask()).headers.get('idempotency-replayed')).toBe('true');
    const asked = gateway.services.askedFor('POST', /erasures/);
    expect(asked).toHaveLength(1);
    expect(JSON.parse(asked[0]!.body)).toEqual({
      id: expect.any(String),
      contactId: 'ext:C-1',
      reason: 'request 7',
    });
  });

  test.each([
    { reason: 'why' },
    { contactId: 'ext:a', smsNumber: '1', reason: 'why' },
    { contactId: 'ext:a' },
  ])('refuses %p', async (body) => {
    expect((await gateway.call('POST', '/v1/erasures', { as: owner, body })).status).toBe(400);
  });

  test('takes away what users wrote to each other about the thread, and what dead letters say', async () => {
    const [conversationId, contactId] = [newId(), newId()];
    const user = await gateway.newUser(tenant.id, 'agent');
    const add = (kind: string, thread: string | null) =>
      gateway.admin.query(
        `INSERT INTO user_notification (tenant_id, id, user_id, kind, text, conversation_id)
         VALUES ($1, $2, $3, $4, 'Call Dana', $5)`,
        [tenant.id, newId(), user.id, kind, thread],
      );
    await add('message', conversationId);
    await add('message', null);
    const contact = eventMeta(ContactChanged).example as ContactChanged;
    const letter = newId();
    await gateway.admin.query(
      `INSERT INTO dead_letter (id, topic, partition, "offset", key, subject, headers, payload, reason, error)
       VALUES ($1, 'messaging.contact', 0, '1', 'k', $2, $3, $4, 'malformed', 'x')`,
      [
        letter,
        newId(),
        { ce_tenantid: tenant.id },
        Buffer.from(JSON.stringify({ ...contact, contactId })),
      ],
    );
    const said = [
      ...(await gateway.say(ErasureChanged, [
        {
          tenantId: tenant.id,
          payload: {
            ...(eventMeta(ErasureChanged).example as ErasureChanged),
            conversationIds: [conversationId],
          },
        },
      ])),
      ...(await gateway.say(ContactChanged, [
        {
          tenantId: tenant.id,
          payload: { ...contact, contactId, erasedAt: new Date().toISOString(), version: 9 },
        },
      ])),
    ];
    await gateway.handled(said);
    const { rows } = await gateway.admin.query<{ text: string }>(
      'SELECT text FROM user_notification WHERE tenant_id = $1 ORDER BY text',
      [tenant.id],
    );
    expect(rows.map(({ text }) => text)).toEqual(['', 'Call Dana']);
    const letters = await gateway.admin.query<{ payload: Buffer }>(
      'SELECT payload FROM dead_letter WHERE id = $1',
      [letter],
    );
    const payload = JSON.parse(letters.rows[0]!.payload.toString()) as object;
    expect(payload).toMatchObject({ name: 'Erased contact', externalId: contact.externalId });
  });
});

test('the delivery codes are published', async () => {
  const { status, body } = await gateway.call<{ items: object[]; otherwise: object }>(
    'GET',
    '/v1/delivery-codes',
    { as: await gatewayAgent() },
  );
  expect(status).toBe(200);
  expect(body.items.length).toBeGreaterThan(50);
  expect(body.otherwise).toMatchObject({ fix: 'call_instead', retry: 'no' });
});

const gatewayAgent = (): Promise<string> => gateway.as(tenant.id, 'agent');
