import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { newId } from '@fieldline/contracts';
import { problem } from './fake-services.js';
import { type Running, startGateway } from './running-gateway.js';

let gateway: Running;
let owner: string;
let tenantId: string;
const [danaId, waltId] = [newId(), newId()];
const job = {
  id: newId(),
  externalId: 'J-1',
  contactId: danaId,
  jobType: 'drain',
  startsAt: '2026-12-01T15:00:00.000Z',
  endsAt: '2026-12-01T17:00:00.000Z',
  timeZone: 'America/Chicago',
  technicianId: 'T-1',
  address: '1200 W Fulton St',
  version: 3,
};
const contacts = {
  [danaId]: { id: danaId, name: 'Dana Whitfield', smsNumber: '+13125550188' },
  [waltId]: { id: waltId, name: 'Walt {{businessName}}', smsNumber: null },
};

beforeAll(async () => {
  gateway = await startGateway();
  tenantId = (await gateway.newActiveTenant()).id;
  owner = await gateway.as(tenantId, 'owner');
}, 60_000);
afterAll(() => gateway.stop());
beforeEach(() => {
  const { services } = gateway;
  services.forget();
  services.on('GET', /./, problem(404, 'not_found'));
  services.on('GET', /^\/billing\/balance$/, { body: { unitPriceMicros: 15_000 } });
  services.on('PUT', /^\/messaging\/messages\//, ({ body }) => ({
    status: 202,
    body: { id: newId(), ...(JSON.parse(body) as object) },
  }));
  services.on('GET', /^\/scheduler\/jobs\/ext%3AJ-1$/, { body: job });
  services.on('GET', /^\/scheduler\/job-types\/drain$/, { body: { title: 'Drain cleaning' } });
  services.on('GET', /^\/messaging\/employees\/ext%3AT-1$/, { body: { name: 'Luis Ortega' } });
  services.on('POST', /^\/messaging\/messages\/preview$/, ({ body }) => ({
    body: { body: `Acme: ${(JSON.parse(body) as { body: string }).body}`, refusals: [] },
  }));
  for (const [id, body] of Object.entries(contacts))
    services.on('GET', new RegExp(`^/messaging/contacts/${id}$`), { body });
});

interface Refusal {
  readonly codes?: unknown;
}
const send = (body: string, more: object = {}, key = newId()) =>
  gateway.call<{ body: string } & Refusal>('POST', '/v1/messages', {
    as: owner,
    body: { contactId: danaId, body, ...more },
    headers: { 'idempotency-key': key },
  });
const about = (jobId = 'ext:J-1') => ({ context: { jobId } });
const handedOn = () =>
  gateway.services
    .askedFor('PUT', /messages/)
    .map(({ body }) => JSON.parse(body) as { body: string; asked?: string });

describe('a text with a context', () => {
  test('says what its records say', async () => {
    const { status } = await send(
      'Hi {{customerFirstName}}: {{jobType}} {{jobNumber}} {{date}}, {{window}}, {{address}}, by ' +
        '{{technicianName}}. {{businessName}} {{ourNumber}}',
      about(),
    );
    expect(status).toBe(202);
    expect(handedOn()).toMatchObject([
      {
        body:
          'Hi Dana: Drain cleaning J-1 Tuesday, December 1, 9:00 AM to 11:00 AM, 1200 W Fulton St, by ' +
          'Luis Ortega. Acme Plumbing 312-555-0123',
        job: { id: job.id, type: 'drain' },
        asked: expect.stringMatching(/^[\da-f]{64}$/),
      },
    ]);
  });

  test('asks for no record that no code needs', async () => {
    await send('Hi {{businessName}}', about());
    const asked = gateway.services.askedFor('GET', /job-types|employees|contacts/);
    expect(asked).toEqual([]);
  });

  test.each([
    ['the contact that it names', { context: { contactId: waltId, jobId: 'ext:J-1' } }, 'Walt'],
    ['else the job’s', { contactId: waltId, ...about() }, 'Dana'],
    ['else who is texted', { contactId: waltId, context: {} }, 'Walt'],
  ])('is about %s', async (_, more, name) => {
    expect((await send('Hi {{customerFirstName}}', more)).body.body).toBe(`Hi ${name}`);
  });

  test('can’t be given a code by what a record says', async () => {
    const sent = await send('Hi {{customerName}}', { context: { contactId: waltId } });
    expect(sent.body.body).toBe('Hi Walt {{businessName}}');
  });

  test('is not sent where a record says nothing, and no code is left out silently', async () => {
    const { status, body } = await send(
      '{{customerPhone}} {{technicianName}} {{businessPhone}} {{employeeName}}',
      { context: { contactId: waltId } },
    );
    expect([status, body.code]).toEqual([422, 'empty_field_code']);
    expect(body.codes).toEqual([
      'customerPhone',
      'technicianName',
      'businessPhone',
      'employeeName',
    ]);
    expect(body.detail).toContain('technicianName');
    expect(handedOn()).toEqual([]);
  });

  test('is not sent with a code that is not known, which is named with what may be meant', async () => {
    const { status, body } = await send('Hi {{customer}} {{date', about());
    expect([status, body.code]).toEqual([422, 'unknown_field_code']);
    expect(body.codes).toEqual([
      { kind: 'unknown', index: 3, written: 'customer', nearest: 'customerName' },
      { kind: 'unclosed', index: 16, written: '' },
    ]);
    expect(gateway.services.asked).toEqual([]);
  });

  test('and no code is handed on as it is', async () => {
    await send('Hi {there}', about());
    expect(handedOn()).toEqual([
      {
        contactId: danaId,
        aboutContactId: danaId,
        body: 'Hi {there}',
        job: {
          id: job.id,
          type: 'drain',
          timeZone: 'America/Chicago',
          contactId: danaId,
          version: 3,
        },
      },
    ]);
  });
});

describe('a text without a context', () => {
  test('is refused when it has a code that is known, and goes to a number', async () => {
    const to = { to: '+13125550188', contactId: undefined };
    const { status, body } = await send('Hi {{ customerName }}, {{nope}}', to);
    expect([status, body.code, body.codes]).toEqual([422, 'context_missing', ['customerName']]);
    expect(handedOn()).toEqual([]);
  });

  test('to a contact says what their own record does', async () => {
    const { status } = await send('Hi {{customerFirstName}}, {{businessName}} here');
    expect([status, handedOn()]).toMatchObject([
      202,
      [
        {
          body: 'Hi Dana, Acme Plumbing here',
          contactId: danaId,
          asked: expect.stringMatching(/^[\da-f]{64}$/),
        },
      ],
    ]);
    expect(handedOn()[0]).not.toHaveProperty('job');
  });

  test.each([
    ['Hi {{customerName}} at {{time}}', 'empty_field_code', ['time']],
    ['Hi {{customerName}}, {{nope}}', 'unknown_field_code', [{ written: 'nope' }]],
  ])('to a contact is refused for what it can’t say: %j', async (words, code, codes) => {
    const { status, body } = await send(words);
    expect([status, body]).toMatchObject([422, { code, codes }]);
    expect(handedOn()).toEqual([]);
  });

  test.each([
    ['of nothing else', ['messages:write'], {}, 403],
    ['that reads contacts', ['messages:write', 'contacts:read'], {}, 202],
    ['that reads jobs alone', ['messages:write', 'jobs:read'], about(), 403],
    ['that reads both', ['messages:write', 'jobs:read', 'contacts:read'], about(), 202],
  ])('fills in a customer’s name for a key %s', async (_, scopes, more, status) => {
    const { secret } = await gateway.newKey(tenantId, scopes);
    const text = { contactId: danaId, body: 'Hi {{customerName}}', ...more };
    const sent = await gateway.call('POST', '/v1/messages', { as: secret, body: text });
    expect(sent.status).toBe(status);
    const quoted = await gateway.call('POST', '/v1/estimates', { as: secret, body: text });
    expect(quoted.status).toBe(status === 202 ? 200 : status);
    const plain = { ...text, body: 'Hi', context: undefined };
    expect((await gateway.call('POST', '/v1/messages', { as: secret, body: plain })).status).toBe(
      202,
    );
  });

  test('says other braces as they are', async () => {
    expect((await send('{{}} {{ a + b }} }} {{')).status).toBe(202);
    expect(handedOn()).toEqual([{ contactId: danaId, body: '{{}} {{ a + b }} }} {{' }]);
  });

  test.each(['{{custName}}', '{{customername}}', '{{customerName', '{{ job.window }}'])(
    'is not sent with %s, which reads like a code',
    async (written) => {
      const { status, body } = await send(`Hi ${written}`);
      expect([status, body.code]).toEqual([422, 'unknown_field_code']);
      expect(handedOn()).toEqual([]);
    },
  );

  test('says braces that hold nothing of the kind as they are', async () => {
    expect((await send('Call {us}')).status).toBe(202);
  });
});

describe('asked for again', () => {
  const forget = (key: string) =>
    gateway.admin.query('DELETE FROM idempotency_key WHERE key = $1', [key]);

  test('a text is held to what was asked, not to what its records say by now', async () => {
    const key = newId();
    await send('Hi {{customerFirstName}} at {{time}}', about(), key);
    await forget(key);
    gateway.services.on('GET', /^\/messaging\/messages\//, {
      body: { body: 'Hi Dana at 9:00 AM' },
    });
    const moved = { ...job, startsAt: '2026-12-01T19:00:00.000Z', contactId: waltId };
    gateway.services.on('GET', /^\/scheduler\/jobs\//, { body: moved });
    await send('Hi {{customerFirstName}} at {{time}}', about(), key);
    const [first, second] = handedOn();
    // Whom it is about is kept of the first alone.
    expect(second).toEqual({
      ...first,
      aboutContactId: waltId,
      job: { id: job.id, type: 'drain', timeZone: job.timeZone, contactId: waltId, version: 3 },
    });
  });

  test('also when a record says nothing any more', async () => {
    const key = newId();
    await send('By {{technicianName}}', about(), key);
    await forget(key);
    gateway.services.on('GET', /^\/messaging\/messages\//, { body: { body: 'By Luis Ortega' } });
    gateway.services.on('GET', /^\/scheduler\/jobs\//, { body: { ...job, technicianId: null } });
    expect((await send('By {{technicianName}}', about(), key)).status).toBe(202);
    const [first, second] = handedOn();
    expect(second).toEqual(first);
  });

  test('other words, and another contact of its context, are another text', async () => {
    await send('Hi {{customerName}}', { context: { contactId: danaId } });
    await send('Ho {{customerName}}', { context: { contactId: danaId } });
    await send('Hi {{customerName}}', { context: { contactId: waltId } });
    expect(new Set(handedOn().map(({ asked }) => asked)).size).toBe(3);
  });
});

describe('an estimate', () => {
  const estimate = (body: object) =>
    gateway.call<{ body?: string; segments: number; refusals?: object[] } & Refusal>(
      'POST',
      '/v1/estimates',
      {
        as: owner,
        body,
      },
    );

  test('is that of the text that would be sent, which it shows', async () => {
    // 162 characters as it is written, 160 as it is sent.
    const text = { body: `${'x'.repeat(145)} {{customerName}}`, ...about() };
    const { body } = await estimate(text);
    expect(body).toMatchObject({ body: `${'x'.repeat(145)} Dana Whitfield`, segments: 1 });
    await send(text.body, about());
    expect(handedOn()[0]?.body).toBe(body.body);
  });

  test('is refused for what sending is', async () => {
    expect((await estimate({ body: '{{nope}}', context: {} })).body.code).toBe(
      'unknown_field_code',
    );
    expect((await estimate({ body: '{{customerName}}', context: {} })).body.code).toBe(
      'empty_field_code',
    );
    const of = { body: '{{customerName}}', contactId: danaId, context: {} };
    expect((await estimate(of)).body.body).toBe('Acme: Dana Whitfield');
  });

  test('of a text to somebody is that of what would leave', async () => {
    const { body } = await estimate({ body: 'x'.repeat(155), to: '312-555-0100' });
    expect(body).toMatchObject({ body: `Acme: ${'x'.repeat(155)}`, segments: 2 });
    const asked = gateway.services.askedFor('POST', /preview/).map((each) => JSON.parse(each.body));
    expect(asked).toEqual([{ body: 'x'.repeat(155), to: '312-555-0100' }]);
  });

  test('says what the send would refuse, of the text as it would leave', async () => {
    const text = { body: 'x'.repeat(1_598), to: '312-555-0100' };
    const { body } = await estimate(text);
    expect(body).toMatchObject({ refusal: { code: 'body_too_long', over: 4 } });
    expect((await estimate({ body: text.body })).body).not.toHaveProperty('refusal');
  });

  test('names all that sending would be refused for, and asks with all that sending is given', async () => {
    const denied = {
      code: 'recipient_opted_out',
      detail: 'They opted out by STOP.',
      optedOut: { at: '2026-11-01T00:00:00.000Z', word: 'STOP' },
    };
    const hold = { code: 'recipient_on_hold', detail: 'They are on hold.' };
    gateway.services.on('POST', /^\/messaging\/messages\/preview$/, {
      body: { body: '', refusals: [denied, hold] },
    });
    const rules = { sendAt: '2027-01-01T15:00:00Z', confirmQuietHours: true, confirmContext: true };
    const asked = { to: '312-555-0100', class: 'promotional', ...rules, ...about() };
    const { body } = await estimate({ body: 'At {{time}}', ...asked });
    expect(body.refusals).toEqual([
      { code: 'body_empty', detail: expect.any(String) },
      denied,
      hold,
    ]);
    const [preview] = gateway.services
      .askedFor('POST', /preview/)
      .map((each) => JSON.parse(each.body) as object);
    expect(preview).toEqual({
      body: 'At 9:00 AM',
      to: '312-555-0100',
      ...rules,
      textClass: 'promotional',
      aboutContactId: danaId,
      job: { id: job.id, type: 'drain', timeZone: job.timeZone, contactId: danaId, version: 3 },
    });
    expect(gateway.services.askedFor('PUT', /./)).toEqual([]);
  });

  test('to a number whose codes nothing fills in says so', async () => {
    const { body } = await estimate({ body: 'Hi {{customerName}}', to: '312-555-0100' });
    expect(body).toMatchObject({
      body: 'Acme: Hi {{customerName}}',
      refusals: [{ code: 'context_missing', codes: ['customerName'] }],
    });
  });

  test('to a contact fills their own record in', async () => {
    const { body } = await estimate({ body: 'Hi {{customerName}}', contactId: danaId });
    expect(body).toMatchObject({ body: 'Acme: Hi Dana Whitfield', refusals: [] });
  });

  test.each([
    ['newTenant', 'created', ['not_activated', 'rules_not_acknowledged']],
    [
      'newActiveTenant',
      'suspended',
      ['tenant_suspended', 'rules_not_acknowledged', 'not_activated'],
    ],
  ] as const)(
    'says what keeps its writer and their business from sending, once: %s, %s',
    async (make, state, codes) => {
      gateway.upToDate();
      const { id } = await gateway[make]();
      await gateway.admin.query(`UPDATE tenant SET state = $2 WHERE tenant_id = $1`, [id, state]);
      const { email } = await gateway.newUser(id, 'agent');
      const agent = (await gateway.login(email)).body.accessToken;
      gateway.services.on('POST', /^\/messaging\/messages\/preview$/, {
        body: { body: 'Hi', refusals: [{ code: 'not_activated', detail: 'Said again.' }] },
      });
      const quoted = await gateway.call<{ refusals: { code: string }[] }>('POST', '/v1/estimates', {
        as: agent,
        body: { body: 'Hi', to: '312-555-0100' },
      });
      expect(quoted.body.refusals.map(({ code }) => code)).toEqual(codes);
    },
  );

  test('without a context is that of what was written', async () => {
    const { body } = await estimate({ body: '{{customerName}}' });
    expect(body).toMatchObject({ segments: 1, encoding: 'GSM-7' });
    expect(body).not.toHaveProperty('body');
  });
});

test('the menu of codes says what each means', async () => {
  const { body } = await gateway.call<{ items: object[] }>('GET', '/v1/field-codes', { as: owner });
  expect(body.items).toContainEqual({
    code: 'customerName',
    meaning: 'Name of the customer',
    example: 'Dana Whitfield',
    source: 'customer',
  });
  expect(body.items).toHaveLength(18);
});
