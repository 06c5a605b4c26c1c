import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { CHARGE_TABLE, newId, recipientIdOf } from '@fieldline/contracts';
import { problem } from './fake-services.js';
import { OPERATOR_KEY, type Running, startGateway } from './running-gateway.js';

let gateway: Running;
let acme: string;
let owner: string;
beforeAll(async () => {
  gateway = await startGateway();
  acme = (await gateway.newActiveTenant()).id;
  owner = await gateway.as(acme, 'owner');
}, 60_000);
afterAll(() => gateway.stop());
beforeEach(() => gateway.services.forget());

const call = (method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
  gateway.call(method, path, { as: owner, body, headers });
const contact = { id: newId(), externalId: 'C-1', name: 'Dana' };

describe('a contact', () => {
  const upserted = (outcome: string, version = 3) => ({
    body: { outcome, record: contact, version },
  });

  test.each([
    ['created', 201],
    ['updated', 200],
    ['unchanged', 200],
  ])('that is %s is answered once jobs may name it', async (outcome, status) => {
    gateway.services.on('PUT', /^\/messaging\/contacts\/ext%3AC-1$/, upserted(outcome));
    let version = 0;
    gateway.services.on('GET', /^\/scheduler\/projections\/contact\//, () => ({
      body: { version: version++ },
    }));
    const answer = await call('PUT', '/v1/contacts/ext:C-1', { name: 'Dana', smsNumber: null });
    expect([answer.status, answer.body]).toEqual([status, { ...contact, outcome }]);
    expect(JSON.parse(gateway.services.asked[0]?.body ?? '')).toEqual({
      name: 'Dana',
      smsNumber: null,
    });
    expect(version).toBe(4);
  });

  test('is pending when the scheduler doesn’t hear of it in time, or is away', async () => {
    gateway.services.on('PUT', /^\/messaging\/contacts\//, upserted('created'));
    gateway.services.on('GET', /projections/, problem(503, 'service_unavailable'));
    const answer = await call('PUT', '/v1/contacts/C-1', { name: 'Dana' });
    expect([answer.status, answer.body]).toMatchObject([
      202,
      { pending: true, outcome: 'created' },
    ]);
  });

  test('is named by our id or theirs; anything else isn’t there', async () => {
    gateway.services.on('GET', /^\/messaging\/contacts\/[^/]+$/, { body: contact });
    expect((await call('GET', '/v1/contacts/ext:C%2F1')).status).toBe(200);
    expect(gateway.services.asked[0]?.path).toBe('/messaging/contacts/ext%3AC%2F1');
    expect((await call('GET', `/v1/contacts/${newId()}`)).status).toBe(200);
    for (const path of [
      '/v1/contacts/C-1',
      '/v1/contacts/ext:',
      '/v1/contacts/..%2Fnumbers',
      '/v1/messages/ext:M-1',
    ])
      expect((await call('GET', path)).body.code).toBe('not_found');
    expect(gateway.services.asked).toHaveLength(2);
  });

  test('comes in by the thousand as lines', async () => {
    gateway.services.on('POST', /^\/messaging\/contacts\/import$/, {
      body: { items: [{ line: 1, outcome: 'created' }] },
    });
    const lines = `${JSON.stringify({ externalId: 'C-1', note: 'x'.repeat(400_000) })}\n`;
    for (const type of ['application/x-ndjson', 'application/jsonl; charset=utf-8']) {
      const answer = await call('POST', '/v1/contacts/import', lines, { 'content-type': type });
      expect([answer.status, answer.body]).toEqual([
        200,
        { items: [{ line: 1, outcome: 'created' }] },
      ]);
    }
    expect(gateway.services.asked[0]).toMatchObject({
      body: lines,
      headers: { 'content-type': 'application/x-ndjson' },
    });
    expect((await call('POST', '/v1/contacts/import', { externalId: 'C-1' })).status).toBe(415);
    const elsewhere = await call('POST', '/v1/messages', lines, {
      'content-type': 'application/x-ndjson',
    });
    expect(elsewhere.status).toBe(415);
    const nobody = await gateway.call('POST', '/v1/contacts/import', {
      body: lines,
      headers: { 'content-type': 'application/jsonl' },
    });
    expect(nobody.status).toBe(415);
  });
});

describe('consent', () => {
  const recorded = (subjectId: string) => ({
    body: { subjectId, version: 2, consent: { subject: {}, state: 'opted_in', history: [] } },
  });
  const change = { action: 'opt_in', basis: 'express', source: 'verbal', proof: 'call 7' };
  const recipientId = newId();

  test('of a contact is bound to its number, and answered once messages may rely on it', async () => {
    gateway.services.on('GET', /^\/messaging\/contacts\/ext%3AC-1\/identity$/, {
      body: { contactId: contact.id, recipientId },
    });
    gateway.services.on('POST', /^\/compliance\/consents$/, recorded(contact.id));
    let version = 0;
    gateway.services.on(
      'GET',
      new RegExp(`^/messaging/projections/consent/${contact.id}$`),
      () => ({
        body: { version: version++ },
      }),
    );
    const answer = await call('POST', '/v1/consents', { contactId: 'ext:C-1', ...change });
    expect([answer.status, answer.body]).toMatchObject([201, { state: 'opted_in' }]);
    const [asked] = gateway.services.askedFor('POST', /consents/);
    expect(JSON.parse(asked?.body ?? '')).toEqual({
      contactId: contact.id,
      recipientId,
      ...change,
    });
    expect(asked?.headers['idempotency-id']).toMatch(/^[\da-f-]{36}$/);
    expect(version).toBe(3);
  });

  test('of a number never shows the number', async () => {
    const id = recipientIdOf(acme, '+13125550188');
    gateway.services.on('POST', /^\/compliance\/consents$/, recorded(id));
    gateway.services.on('GET', /projections\/consent/, { body: { version: 1 } });
    const answer = await call('POST', '/v1/consents', { smsNumber: '(312) 555-0188', ...change });
    expect([answer.status, answer.body]).toMatchObject([202, { pending: true }]);
    gateway.services.on('GET', new RegExp(`^/compliance/consents/recipients/${id}$`), {
      body: { state: 'none' },
    });
    const found = await call('POST', '/v1/consents/search', { smsNumber: '+1 312 555 0188' });
    expect([found.status, found.body]).toEqual([200, { state: 'none' }]);
    expect(
      JSON.stringify(gateway.services.asked.map(({ path, body }) => path + body)),
    ).not.toContain('5550188');
  });

  test('is of one subject', async () => {
    for (const subject of [{}, { contactId: 'ext:C-1', smsNumber: '+13125550188' }])
      expect((await call('POST', '/v1/consents', { ...subject, ...change })).body.code).toBe(
        'invalid_request',
      );
    expect((await call('POST', '/v1/consents', { smsNumber: '123', ...change })).body.code).toBe(
      'invalid_number',
    );
    expect((await call('POST', '/v1/consents', { contactId: 'C-1', ...change })).status).toBe(404);
    expect(gateway.services.asked).toHaveLength(0);
  });

  test('of a contact is looked up with its number', async () => {
    gateway.services.on('GET', /identity$/, { body: { contactId: contact.id, recipientId } });
    gateway.services.on('GET', /^\/compliance\/consents\/contacts\//, {
      body: { state: 'opted_in' },
    });
    expect((await call('GET', '/v1/contacts/ext:C-1/consent')).body).toEqual({ state: 'opted_in' });
    expect(gateway.services.asked.at(-1)?.query).toEqual({ recipientId });
  });
});

test('an estimate is what the tenant’s price says', async () => {
  gateway.services.on('GET', /^\/billing\/balance$/, { body: { unitPriceMicros: 12_000 } });
  const { status, body } = await call('POST', '/v1/estimates', { body: 'It’s us' });
  expect([status, body]).toMatchObject([
    200,
    { encoding: 'UCS-2', segments: 1, costMicros: 12_000, gsmRewrite: { body: "It's us" } },
  ]);
});

test('an estimate says that what reads like advertising needs its class', async () => {
  gateway.services.on('GET', /^\/billing\/balance$/, { body: { unitPriceMicros: 12_000 } });
  const text = { body: '20% off all drain cleanings this week!' };
  const refusalOf = async (more: object) =>
    ((await call('POST', '/v1/estimates', { ...text, ...more })).body as { refusal?: object })
      .refusal;
  expect(await refusalOf({})).toMatchObject({ code: 'text_class_required' });
  expect(await refusalOf({ class: 'promotional' })).toBeUndefined();
  expect(await refusalOf({ body: 'On our way' })).toBeUndefined();
});

test('the charge table is the one that messages are settled by', async () => {
  const { status, body } = await call('GET', '/v1/charge-table');
  expect([status, body]).toEqual([200, { items: CHARGE_TABLE }]);
});

test('an adjustment is an operator’s, and carries the id of what it books', async () => {
  gateway.services.on('POST', /^\/billing\/adjustments$/, { body: { available: 2_500 } });
  const body = { segments: 2_500, reason: 'first bundle' };
  const headers = { 'x-tenant-id': acme, 'idempotency-key': newId() };
  expect((await call('POST', '/v1/adjustments', body)).status).toBe(403);
  const answer = await gateway.call('POST', '/v1/adjustments', { as: OPERATOR_KEY, body, headers });
  expect([answer.status, answer.body]).toEqual([201, { available: 2_500 }]);
  expect(gateway.services.asked[0]?.headers['idempotency-id']).toBeDefined();
  const { rows } = await gateway.admin.query<{ days: number }>(
    `SELECT round(extract(epoch FROM expires_at - now()) / 86400)::int AS days FROM idempotency_key WHERE key = $1`,
    [headers['idempotency-key']],
  );
  expect(rows).toEqual([{ days: 30 }]);
});

describe('a service', () => {
  test('speaks through the gateway unchanged', async () => {
    const extras = { errors: [{ field: 'to', message: 'is not a number' }], since: '2026-01-01' };
    gateway.services.on('PUT', /^\/messaging\/messages\//, problem(422, 'invalid_number', extras));
    const { status, body } = await call('POST', '/v1/messages', { to: 'x', body: 'Hi' });
    expect([status, body]).toMatchObject([
      422,
      { code: 'invalid_number', detail: 'Because of invalid_number.', ...extras },
    ]);
  });

  test('that is away is a 503, and nothing of it shows', async () => {
    const { status, body } = await call('GET', '/v1/conversations');
    expect([status, body.code]).toEqual([503, 'service_unavailable']);
    expect(JSON.stringify(body)).not.toContain('127.0.0.1');
  });

  test('is asked in the name of the caller', async () => {
    gateway.services.on('GET', /^\/scheduler\/jobs$/, { body: { items: [], nextCursor: null } });
    await call('GET', '/v1/jobs?limit=5&from=2026-12-01T00:00:00Z');
    expect(gateway.services.asked[0]).toMatchObject({
      query: { limit: '5', from: '2026-12-01T00:00:00Z' },
      principal: { kind: 'user', tenantId: acme, role: 'owner' },
    });
  });
});

test('bodies have a limit, and fields names', async () => {
  const large = await call('POST', '/v1/messages', { to: '1', body: 'x'.repeat(300_000) });
  expect([large.status, large.body.code]).toEqual([413, 'payload_too_large']);
  const unknown = await call('POST', '/v1/messages', { to: '1', body: 'Hi', cc: 'x' });
  expect(unknown.body).toMatchObject({ code: 'invalid_request', errors: [{ field: 'cc' }] });
  const form = await call('POST', '/v1/messages', 'to=1&body=Hi', {
    'content-type': 'application/x-www-form-urlencoded',
  });
  expect(form.status).toBe(415);
  expect((await call('GET', '/v1/contacts?limit=201')).body.code).toBe('invalid_request');
});

test('the front page needs nobody', async () => {
  const { status, headers, body } = await gateway.call<{ text: string }>('GET', '/');
  expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  expect(body.text).toContain('Fieldline');
});
