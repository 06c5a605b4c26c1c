import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  type ConversationView,
  type EmployeeView,
  type ImportLine,
  type MessageView,
  newId,
  type Page,
  recipientIdOf,
  type Upserted,
} from '@fieldline/contracts';
import type { Received } from '@fieldline/events';
import { type Answer, eventually } from '@fieldline/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Business, RunningMessaging } from './running-messaging.js';

let messaging: RunningMessaging;
let acme: Business;
let said: Received[];
let phones = 0;
beforeAll(async () => {
  messaging = await RunningMessaging.start();
  said = await messaging.service.listen('messaging.employee');
});
afterAll(() => messaging.stop());
beforeEach(async () => {
  acme = await messaging.business();
});

function call<T>(
  method: string,
  path: string,
  body?: unknown,
  as = acme.tenantId,
): Promise<Answer<T>> {
  return messaging.service.call<T>(as, [method, path], { body });
}
const put = (ref: string, body: object): Promise<Answer<Upserted<EmployeeView>>> =>
  call('PUT', `/employees/${ref}`, body);
const newPhone = (): string => `+1312555${2_000 + phones++}`;
const factsOf = (id: string): object[] =>
  said.filter(({ subject }) => subject === id).map(({ payload }) => payload);

describe('an employee', () => {
  test('is created, changed, and left alone where nothing changes', async () => {
    const created = await put('ext:E-1', { name: 'Sam Lee', smsNumber: '(312) 555-0143' });
    const { id } = created.body.record;
    expect(created.body).toMatchObject({
      outcome: 'created',
      record: { externalId: 'E-1', smsNumber: '+13125550143', email: null, textAddress: null },
    });
    const same = await put('E-1', { name: 'Sam Lee', smsNumber: '312-555-0143' });
    expect(same.body).toMatchObject({ outcome: 'unchanged', version: 1 });
    const changed = await put(id, {
      smsNumber: null,
      email: 'sam@acme.test',
      textAddress: { number: '312.555.0144', carrier: 'us cellular' },
      sourceVersion: 4,
    });
    expect(changed.body).toMatchObject({
      outcome: 'updated',
      version: 2,
      record: {
        name: 'Sam Lee',
        smsNumber: null,
        textAddress: { number: '3125550144', carrier: 'U.S. Cellular', status: 'active' },
      },
    });
    const old = await put('E-1', { name: 'Old', sourceVersion: 3 });
    expect([old.status, old.body.code]).toEqual([409, 'stale_version']);
    await eventually(() => expect(factsOf(id)).toHaveLength(2));
    await sleep(200);
    expect(factsOf(id)).toMatchObject([
      { externalId: 'E-1', recipientId: recipientIdOf(acme.tenantId, '+13125550143'), version: 1 },
      { externalId: 'E-1', recipientId: null, version: 2 },
    ]);
    expect(JSON.stringify(factsOf(id))).not.toMatch(/Sam|555|acme\.test/);
  });

  test.each([
    [{}, 400, 'invalid_request'],
    [{ name: '' }, 400, 'invalid_request'],
    [{ name: 'Sam', email: 'not an address' }, 400, 'invalid_request'],
    [{ name: 'Sam', smsNumber: '12' }, 422, 'invalid_number'],
    [{ name: 'Sam', textAddress: { number: '12', carrier: 'Rogers' } }, 422, 'invalid_number'],
    [{ name: 'Sam', textAddress: { number: '3125550144', carrier: 'X' } }, 422, 'unknown_carrier'],
    [{ name: 'Sam', textAddress: { number: 3125550144 } }, 400, 'invalid_request'],
    [{ name: 'Sam', textAddress: 'Rogers' }, 400, 'invalid_request'],
  ])('is refused for %j', async (body, status, code) => {
    const answer = await put(`ext:${newId()}`, body);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  test('is imported with others, each line answered', async () => {
    const lines = [
      { externalId: 'A', name: 'Ann', smsNumber: newPhone() },
      { externalId: 'B', name: 'Bob', textAddress: { number: 7, carrier: 'Rogers' } },
      { externalId: 'C', name: 'Cas', textAddress: { number: '3125550145', carrier: 'Nobody' } },
      { externalId: 'D' },
    ].map((line) => JSON.stringify(line));
    const answer = await call<{ items: ImportLine[] }>(
      'POST',
      '/employees/import',
      lines.join('\n'),
    );
    expect(answer.body.items.map(({ outcome, error }) => error?.code ?? outcome)).toEqual([
      'created',
      'invalid_request',
      'unknown_carrier',
      'invalid_request',
    ]);
    expect(answer.body.items.map(({ error }) => error?.errors?.[0]?.field)).toEqual([
      undefined,
      'textAddress.number',
      'textAddress.carrier',
      'name',
    ]);
  });

  test('hears of all that is wrong with its line at once', async () => {
    await put('ext:known', { name: 'Kim' });
    const textAddress = { number: '12', carrier: 'Nobody' };
    const lines = [
      { externalId: 'N-1', smsNumber: '12', textAddress },
      { externalId: 'N-2', email: 'none', smsNumber: '12', textAddress, sourceVersion: -1 },
      { externalId: 'known', email: 'none', smsNumber: '12' },
      { externalId: 'N\u200b3', name: 'a\nb', textAddress: { number: '12', carrier: 'Rogers' } },
      { externalId: 'N-4', name: 'Ann' },
    ].map((line) => JSON.stringify(line));
    const path = '/employees/import';
    const { body } = await call<{ items: ImportLine[] }>('POST', path, lines.join('\n'));
    expect(body.items.map(({ outcome, error }) => error?.code ?? outcome)).toEqual([
      ...Array.from({ length: 4 }, () => 'invalid_request'),
      'created',
    ]);
    const faults = body.items.map(({ error }) =>
      error?.errors?.map(({ field, code }) => (code === undefined ? field : `${field}: ${code}`)),
    );
    const domain = [
      'smsNumber: invalid_number',
      'textAddress.carrier: unknown_carrier',
      'textAddress.number: invalid_number',
    ];
    expect(faults).toEqual([
      [...domain, 'name'],
      ['email', 'sourceVersion', ...domain, 'name'],
      ['email', 'smsNumber: invalid_number'],
      [
        'externalId: hidden_characters',
        'name: hidden_characters',
        'textAddress.number: invalid_number',
      ],
      undefined,
    ]);
    expect(JSON.stringify(body)).not.toMatch(/Nobody|none/);
  });

  test('is named by nothing that nobody sees', async () => {
    const answer = await put(`ext:E${encodeURIComponent('\u202e')}1`, { name: 'Sam' });
    expect([answer.status, answer.body]).toMatchObject([
      400,
      { errors: [{ field: 'externalId', code: 'hidden_characters' }] },
    ]);
  });

  test('is changed by an update that says which fields', async () => {
    await put('ext:E-1', { name: 'Sam', smsNumber: newPhone() });
    const textAddress = { number: '3125550144', carrier: 'Rogers' };
    const { body } = await put('E-1', { name: 'Sam', email: 'sam@acme.test', textAddress });
    expect(body.changed?.toSorted()).toEqual(['email', 'textAddress']);
    expect((await put('E-1', { name: 'Sam' })).body.changed).toBeUndefined();
  });

  test('is found by part of a name, and by nobody else', async () => {
    for (const [id, name] of [
      ['E-1', 'Sam Lee'],
      ['E-2', 'Kim Samson'],
      ['F-3', '100 % Bob_'],
    ] as const)
      await put(`ext:${id}`, { name });
    const found = async (q: string, as = acme.tenantId) => {
      const path = `/employees?q=${encodeURIComponent(q)}`;
      const { body } = await call<Page<EmployeeView>>('GET', path, undefined, as);
      return body.items.map(({ externalId }) => externalId).toSorted();
    };
    expect(await found('sam')).toEqual(['E-1', 'E-2']);
    expect(await found('e-')).toEqual(['E-1', 'E-2']);
    expect(await found('%')).toEqual(['F-3']);
    expect(await found('b_')).toEqual(['F-3']);
    expect(await found('')).toHaveLength(3);
    expect(await found('sam', newId())).toEqual([]);
    expect((await call('GET', '/employees/ext:E-1', undefined, newId())).status).toBe(404);
    const first = await call<Page<EmployeeView>>('GET', '/employees?limit=2');
    const rest = await call<Page<EmployeeView>>(
      'GET',
      `/employees?cursor=${first.body.nextCursor}`,
    );
    expect([first.body.items.length, rest.body.items.length]).toEqual([2, 1]);
  });

  test('is named with others by either id, once', async () => {
    const { id } = (await put('ext:E-1', { name: 'Sam' })).body.record;
    await put('ext:E-2', { name: 'Kim' });
    const lookUp = (employeeIds: string[], as = acme.tenantId) =>
      call<{ items: EmployeeView[] }>('POST', '/employees/lookup', { employeeIds }, as);
    const { body } = await lookUp(['ext:E-2', id.toUpperCase(), 'ext:E-1']);
    expect(body.items.map(({ name }) => name)).toEqual(['Kim', 'Sam']);
    const wrong = await lookUp(['ext:E-2', 'ext:e-2', newId()]);
    expect([wrong.status, wrong.body.errors]).toMatchObject([
      404,
      [{ field: 'employeeIds.1' }, { field: 'employeeIds.2' }],
    ]);
    expect((await lookUp([id], newId())).status).toBe(404);
    expect((await lookUp(['no name'])).status).toBe(400);
  });

  test('keeps businesses apart, by Postgres', async () => {
    expect(await messaging.service.catalogProblems('number_phone_number_key')).toEqual([]);
  });
});

describe('a text to an employee', () => {
  async function employee(smsNumber: string | null = newPhone()): Promise<EmployeeView> {
    return (await put(`ext:${newId()}`, { name: 'Sam Lee', smsNumber })).body.record;
  }
  const text = (employeeId: string, id = newId()): Promise<Answer<MessageView>> =>
    messaging.send(acme.tenantId, { employeeId, body: 'Dana at nine' }, id);
  const ends = (id: string, expected: object): Promise<void> =>
    eventually(async () =>
      expect(await messaging.message(acme.tenantId, id)).toMatchObject(expected),
    );

  test('needs no opt-in, and stands in a thread of their name', async () => {
    const sam = await employee();
    const { status, body } = await text(sam.id);
    expect([status, body]).toMatchObject([202, { to: sam.smsNumber, employeeId: sam.id }]);
    await messaging.grant(acme.tenantId, body.id);
    await eventually(async () =>
      expect(await messaging.textsAt(sam.smsNumber!)).toMatchObject([{ body: 'Dana at nine' }]),
    );
    const thread = await call<ConversationView>('GET', `/conversations/${body.conversationId}`);
    expect(thread.body.names).toEqual([{ employeeId: sam.id, name: 'Sam Lee' }]);
  });

  test('is the same for the same key, and no other’s', async () => {
    const [sam, kim] = [await employee(), await employee()];
    const id = newId();
    expect((await text(sam.id, id)).body.id).toBe(id);
    expect((await text(sam.id, id)).body.id).toBe(id);
    const other = await text(kim.id, id);
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused']);
  });

  test('may be answered by their number, which a stranger’s may not', async () => {
    const sam = await employee();
    const send = (to: string) => messaging.send(acme.tenantId, { to, body: 'hi' });
    expect((await send(sam.smsNumber!)).status).toBe(202);
    expect((await send(newPhone())).body.code).toBe('recipient_not_opted_in');
  });

  test('is refused without a number, and to who is none of theirs', async () => {
    const numberless = await text((await employee(null)).id);
    expect([numberless.status, numberless.body]).toMatchObject([
      422,
      { code: 'recipient_no_number', detail: expect.stringContaining('employee') },
    ]);
    expect((await text(newId())).status).toBe(404);
    const both = { employeeId: newId(), to: newPhone(), body: 'x' };
    expect((await messaging.send(acme.tenantId, both)).status).toBe(400);
  });

  test('is refused after STOP, which covers the customer with the same number too', async () => {
    const phone = newPhone();
    const sam = await employee(phone);
    const dana = await messaging.customer(acme, phone);
    const waiting = (await text(sam.id)).body.id;
    await messaging.arrive(acme, phone, 'STOP');
    await messaging.grant(acme.tenantId, waiting);
    await ends(waiting, { status: 'canceled', error: { code: 'recipient_opted_out' } });
    expect((await text(sam.id)).body.code).toBe('recipient_opted_out');
    const toDana = await messaging.send(acme.tenantId, { contactId: dana.id, body: 'x' });
    expect(toDana.body.code).toBe('recipient_opted_out');
    const { body } = await call<Page<ConversationView>>('GET', '/conversations');
    const thread = body.items.find(({ number }) => number === phone);
    expect(thread?.names).toMatchObject([
      { contactId: dana.id, name: 'Dana' },
      { employeeId: sam.id, name: 'Sam Lee' },
    ]);
    await messaging.arrive(acme, phone, 'START');
    expect((await text(sam.id)).status).toBe(202);
  });

  test('is refused once staff recorded that they opted out', async () => {
    const sam = await employee();
    await messaging.consent(acme.tenantId, recipientIdOf(acme.tenantId, sam.smsNumber!), {
      subjectKind: 'recipient',
      state: 'opted_out',
    });
    expect((await text(sam.id)).body.code).toBe('recipient_opted_out');
  });

  test('does not go to a number that is theirs no more', async () => {
    const sam = await employee();
    const { id } = (await text(sam.id)).body;
    await put(sam.id, { smsNumber: newPhone() });
    await messaging.grant(acme.tenantId, id);
    await ends(id, { status: 'canceled', error: { code: 'recipient_not_opted_in' } });
    expect(await messaging.textsAt(sam.smsNumber!)).toEqual([]);
  });

  test('makes no customer of them: a contact with the number still needs an opt-in', async () => {
    const sam = await employee();
    const contact = { kind: 'customer', name: 'Dana', smsNumber: sam.smsNumber };
    const { body } = await messaging.putContact(acme.tenantId, newId(), contact);
    const answer = await messaging.send(acme.tenantId, { contactId: body.record.id, body: 'x' });
    expect(answer.body.code).toBe('recipient_not_opted_in');
  });
});
