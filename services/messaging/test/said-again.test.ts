/** Facts that are said again: which copies they mend, and what they leave alone. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  BalanceChanged,
  ConsentChanged,
  type EventClass,
  eventMeta,
  HoldPosted,
  JobChanged,
  newId,
  recipientIdOf,
  TenantChanged,
} from '@fieldline/contracts';
import { eventually } from '@fieldline/testing';
import { type Business, RunningMessaging } from './running-messaging.js';

let messaging: RunningMessaging;
let acme: Business;
let phones = 0;
beforeAll(async () => {
  messaging = await RunningMessaging.start();
});
afterAll(() => messaging.stop());
beforeEach(async () => {
  acme = await messaging.business();
});

const say = async <T extends object>(type: EventClass<T>, ...payloads: T[]): Promise<void> => {
  const facts = payloads.map((payload) => ({ tenantId: acme.tenantId, payload }));
  await messaging.service.handled(await messaging.service.say(type, facts));
};
const rowOf = async (table: string, where = 'true') =>
  (
    await messaging.service.admin.query(
      `SELECT * FROM ${table} WHERE tenant_id = '${acme.tenantId}' AND ${where}`,
    )
  ).rows[0];
const damage = (sql: string) =>
  messaging.service.admin.query(`${sql} AND tenant_id = '${acme.tenantId}'`);

test('of a business: the same version mends, an older one changes nothing', async () => {
  const tenant = {
    ...(eventMeta(TenantChanged).example as TenantChanged),
    businessId: acme.tenantId,
    name: 'Acme Pipes',
    version: 5,
  };
  await say(TenantChanged, tenant);
  await damage(`UPDATE tenant_copy SET name = 'Somebody else' WHERE true`);
  await say(TenantChanged, { ...tenant, name: 'Acme of old', version: 4 });
  expect(await rowOf('tenant_copy')).toMatchObject({ name: 'Somebody else' });
  await say(TenantChanged, tenant);
  expect(await rowOf('tenant_copy')).toMatchObject({ name: 'Acme Pipes', version: '5' });
});

test('of a price: the same version mends, an older one changes nothing, wherever it stands', async () => {
  const balance = (version: number, unitPriceMicros: number): BalanceChanged => ({
    ...(eventMeta(BalanceChanged).example as BalanceChanged),
    accountId: acme.tenantId,
    version,
    unitPriceMicros,
  });
  await say(BalanceChanged, balance(7, 13_000));
  await damage(`UPDATE balance_copy SET unit_price_micros = 1 WHERE true`);
  await say(BalanceChanged, balance(6, 15_000));
  expect(await rowOf('balance_copy')).toMatchObject({ unit_price_micros: '1' });
  await say(BalanceChanged, balance(7, 13_000), balance(6, 15_000));
  expect(await rowOf('balance_copy')).toMatchObject({ unit_price_micros: '13000', version: '7' });
});

test('of a visit: the same version mends, an older one changes nothing, wherever it stands', async () => {
  const [jobId, danas, bens] = [newId(), newId(), newId()];
  const visit = (version: number, contactId: string): JobChanged => ({
    ...(eventMeta(JobChanged).example as JobChanged),
    jobId,
    contactId,
    version,
  });
  const copy = () => rowOf('job_copy', `job_id = '${jobId}'`);
  await say(JobChanged, visit(3, danas));
  await damage(`UPDATE job_copy SET contact_id = '${bens}' WHERE true`);
  await say(JobChanged, visit(2, danas));
  expect(await copy()).toMatchObject({ contact_id: bens, version: '3' });
  await say(JobChanged, visit(3, danas), visit(2, bens));
  expect(await copy()).toMatchObject({ contact_id: danas, version: '3' });
});

describe('of a consent', () => {
  let phone: string;
  let externalId: string;
  let contactId: string;
  let first: ConsentChanged;
  beforeEach(async () => {
    phone = `+1312555${String(1_000 + phones++)}`;
    externalId = newId();
    const contact = { kind: 'customer', name: 'Dana', smsNumber: phone };
    const { body } = await messaging.putContact(acme.tenantId, externalId, contact);
    contactId = body.record.id;
    first = {
      ...(eventMeta(ConsentChanged).example as ConsentChanged),
      subjectId: contactId,
      subjectKind: 'contact',
      state: 'opted_in',
      origin: 'staff',
      basis: 'express',
      boundRecipientId: recipientIdOf(acme.tenantId, phone),
      keywordSequence: 0,
      version: 1,
    };
    await say(ConsentChanged, first);
  });
  const send = async (): Promise<string | number> => {
    const { status, body } = await messaging.send(acme.tenantId, { contactId, body: 'x' });
    return body.code ?? status;
  };

  test('a copy that is gone or says the opposite is mended by the same version', async () => {
    const optOut: ConsentChanged = { ...first, state: 'opted_out', basis: null, version: 2 };
    await say(ConsentChanged, optOut);
    await damage(`UPDATE consent_copy SET state = 'opted_in' WHERE subject_id = '${contactId}'`);
    expect(await send()).toBe(202);
    await say(ConsentChanged, optOut);
    expect(await send()).toBe('recipient_opted_out');
    await damage(`DELETE FROM consent_copy WHERE subject_id = '${contactId}'`);
    expect(await send()).toBe('recipient_not_opted_in');
    await say(ConsentChanged, optOut);
    expect(await send()).toBe('recipient_opted_out');
  });

  test('an older one takes back no opt-out', async () => {
    await say(ConsentChanged, { ...first, state: 'opted_out', basis: null, version: 3 });
    await say(ConsentChanged, first);
    expect(await send()).toBe('recipient_opted_out');
  });

  test('the number that it counts for is the first that was seen here, else the owner’s', async () => {
    const bound = async () =>
      (await rowOf('consent_copy', `subject_id = '${contactId}'`)).bound_recipient_id;
    const moved = { kind: 'customer', name: 'Dana', smsNumber: `${phone.slice(0, -4)}9999` };
    await messaging.putContact(acme.tenantId, externalId, moved);
    await say(ConsentChanged, { ...first, boundRecipientId: null });
    expect(await bound()).toBe(first.boundRecipientId);
    expect(await send()).toBe('recipient_not_opted_in');
    await say(ConsentChanged, {
      ...first,
      boundRecipientId: recipientIdOf(acme.tenantId, moved.smsNumber),
    });
    expect(await bound()).toBe(first.boundRecipientId);
    expect(await send()).toBe('recipient_not_opted_in');
    await damage(`UPDATE consent_copy SET bound_recipient_id = NULL WHERE true`);
    await say(ConsentChanged, first);
    expect(await bound()).toBe(first.boundRecipientId);
  });

  test('a STOP that its owner has not heard of stays in force', async () => {
    const recipientId = recipientIdOf(acme.tenantId, phone);
    for (const word of ['STOP', 'START', 'STOP']) await messaging.arrive(acme, phone, word);
    await say(ConsentChanged, {
      ...first,
      subjectId: recipientId,
      subjectKind: 'recipient',
      origin: 'keyword',
      source: 'START',
      boundRecipientId: null,
      keywordSequence: 2,
    });
    expect(await send()).toBe('recipient_opted_out');
  });
});

test('of two charges of a text in one batch the last one counts', async () => {
  const phone = '+13125550188';
  await messaging.customer(acme, phone);
  await messaging.arrive(acme, phone, 'Hello');
  const { id: messageId, conversation_id: conversationId } = await eventually(() =>
    rowOf('message', `direction = 'inbound'`).then((row) => row ?? Promise.reject(new Error())),
  );
  const charge = (costMicros: number): HoldPosted => {
    const lots = [{ purchaseId: null, segments: 1, costMicros }];
    return { messageId, conversationId, segments: 1, costMicros, held: null, lots };
  };
  await say(HoldPosted, charge(15_000), charge(13_000));
  expect(await rowOf('message', `id = '${messageId}'`)).toMatchObject({
    charged_cost_micros: '13000',
    charged_lots: [{ purchaseId: null, segments: 1, costMicros: 13_000 }],
  });
});

test('contacts are said again as they are, and nothing else is', async () => {
  const phone = '+13125550199';
  const { id } = await messaging.customer(acme, phone);
  await messaging.send(acme.tenantId, { contactId: id, body: 'x' });
  const of = (tenantId: string) => messaging.heard.filter((event) => event.tenantId === tenantId);
  const before = await eventually(() => {
    const said = of(acme.tenantId);
    expect(said.map(({ type }) => type)).toContain('messaging.message.accepted.v1');
    return said;
  });
  const facts = ['messaging.contact.changed.v1'];
  const body = { id: newId(), facts, tenantId: acme.tenantId, reason: 'a copy is damaged' };
  await messaging.service.call(null, ['POST', '/republications'], { role: 'operator', body });
  await eventually(() => expect(of(acme.tenantId)).toHaveLength(before.length + 1));
  const [first, again] = of(acme.tenantId).filter(({ type }) => type === facts[0]);
  expect(again?.payload).toEqual(first?.payload);
  expect(again?.payload).toMatchObject({ contactId: id, name: 'Dana', version: 1 });
  expect(again?.id).not.toBe(first?.id);
});
