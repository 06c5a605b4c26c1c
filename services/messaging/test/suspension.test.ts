import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import {
  type EmployeeView,
  newId,
  recipientIdOf,
  type TenantState,
  type Upserted,
} from '@fieldline/contracts';
import { eventually } from '@fieldline/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Business, RunningMessaging } from './running-messaging.js';

const TO = '+13125550177';

let messaging: RunningMessaging;
let acme: Business;
let version: number;

beforeAll(async () => void (messaging = await RunningMessaging.start()));
afterAll(() => messaging.stop());
beforeEach(async () => {
  acme = await messaging.business();
  version = 1;
  await messaging.customer(acme, TO);
});

const becomes = (state: TenantState): Promise<void> =>
  messaging.tenant(acme.tenantId, { state, version: ++version });
const send = () => messaging.send(acme.tenantId, { to: TO, body: 'On our way' });
const message = (id: string) => messaging.message(acme.tenantId, id);

async function paid(): Promise<string> {
  const { body } = await send();
  await messaging.grant(acme.tenantId, body.id);
  return body.id;
}

test.each([
  ['suspended', 'tenant_suspended'],
  ['closed', 'tenant_closed'],
] as const)('of a business that is %s nothing is accepted', async (state, code) => {
  await becomes(state);
  const { status, body } = await send();
  expect([status, body.code]).toEqual([403, code]);
  expect(body.detail).toContain('operator');
});

test('one that is closing texts until then', async () => {
  await becomes('closing');
  const id = await paid();
  await eventually(async () => expect(await message(id)).toMatchObject({ status: 'submitted' }));
});

test('what waits stays, what comes in is kept, and all goes on afterwards', async () => {
  const { body } = await send();
  await becomes('suspended');
  await messaging.grant(acme.tenantId, body.id);
  await messaging.arrive(acme, TO, 'Are you coming?');
  await sleep(1_000);
  expect(await message(body.id)).toMatchObject({ status: 'reserved' });
  const { body: list } = await messaging.service.call<{ items: { body: string }[] }>(
    acme.tenantId,
    ['GET', '/messages'],
  );
  expect(list.items.map((each) => each.body)).toContain('Are you coming?');
  await becomes('active');
  await eventually(
    async () => expect(await message(body.id)).toMatchObject({ status: 'submitted' }),
    {
      timeoutMs: 1_500,
    },
  );
});

test('what was due more than four hours before it ended is called off', async () => {
  const { body: late } = await send();
  const { body: recent } = await send();
  await becomes('suspended');
  await messaging.grant(acme.tenantId, late.id, recent.id);
  const due = (id: string, ago: string) =>
    messaging.service.admin.query(
      `UPDATE message SET next_attempt_at = now() - $2::interval WHERE id = $1`,
      [id, ago],
    );
  await due(late.id, '4 hours 1 minute');
  await due(recent.id, '3 hours 59 minutes');
  await becomes('active');
  await eventually(async () => {
    expect(await message(late.id)).toMatchObject({
      status: 'canceled',
      error: { code: 'expired' },
    });
    expect(await message(recent.id)).toMatchObject({ status: 'submitted' });
  });
  expect(messaging.proxy.takenFor(late.id)).toBe(0);
});

test('a business that was never suspended calls off nothing, however late', async () => {
  const { body } = await send();
  await messaging.service.admin.query(
    `UPDATE message SET next_attempt_at = now() - interval '1 day' WHERE id = $1`,
    [body.id],
  );
  await messaging.grant(acme.tenantId, body.id);
  await eventually(async () =>
    expect(await message(body.id)).toMatchObject({ status: 'submitted' }),
  );
});

test('the number of one that is closed goes when nothing is under way, and nothing waits then', async () => {
  const { body } = await send();
  await becomes('closed');
  const becomesBy = (sql: string) =>
    messaging.service.admin.query(`UPDATE message SET ${sql} WHERE id = $1`, [body.id]);
  const release = () =>
    messaging.service.call<{ code: string }>(acme.tenantId, ['POST', '/numbers/release'], {
      role: 'operator',
    });
  await becomesBy(`status = 'dispatching', attempt = 1, post_by = now() + interval '1 hour'`);
  const busy = await release();
  expect([busy.status, busy.body.code]).toEqual([409, 'texts_under_way']);
  const { body: numbers } = await messaging.service.call(acme.tenantId, ['GET', '/numbers']);
  expect(numbers).toMatchObject({ items: [{ phoneNumber: acme.phoneNumber }] });
  // As "too many requests" leaves it.
  await becomesBy(`status = 'reserved', next_attempt_at = now()`);
  expect((await release()).status).toBe(204);
  expect(await message(body.id)).toMatchObject({
    status: 'canceled',
    error: { code: 'tenant_closed' },
  });
});

test('one that is closed answers nobody: it would wait for ever', async () => {
  await messaging.arrive(acme, TO, 'Hello');
  await becomes('closed');
  await messaging.arrive(acme, TO, 'AIDE');
  const now = new Date().toISOString();
  const optOut = { state: 'opted_out', source: 'verbal', basis: null } as const;
  await messaging.consent(acme.tenantId, recipientIdOf(acme.tenantId, TO), {
    ...optOut,
    subjectKind: 'recipient',
    eventId: newId(),
    obtainedAt: now,
  });
  const { rows } = await messaging.service.admin.query(
    `SELECT body FROM message WHERE tenant_id = $1 AND direction = 'outbound'`,
    [acme.tenantId],
  );
  expect(rows).toEqual([]);
});

test('a text to the crew about somebody who is being erased does not leave when it comes back', async () => {
  const { body: sam } = await messaging.service.call<Upserted<EmployeeView>>(
    acme.tenantId,
    ['PUT', `/employees/ext:${newId()}`],
    { body: { name: 'Sam Lee', smsNumber: '+13125550178' } },
  );
  const dana = await messaging.customer(acme, '+13125550179');
  const about = { employeeId: sam.record.id, aboutContactId: dana.id };
  const { body } = await messaging.send(acme.tenantId, { ...about, body: 'Go to Dana' });
  await messaging.service.admin.query(
    'UPDATE contact SET erased_at = now(), sms_number = NULL, recipient_id = NULL WHERE id = $1',
    [dana.id],
  );
  await messaging.grant(acme.tenantId, body.id);
  await eventually(async () =>
    expect(await message(body.id)).toMatchObject({
      status: 'canceled',
      error: { code: 'recipient_erased' },
    }),
  );
});

test('a text to somebody who is being erased does not leave when it comes back', async () => {
  const { body } = await send();
  await messaging.service.admin.query(
    'UPDATE recipient SET erased_at = clock_timestamp() WHERE tenant_id = $1',
    [acme.tenantId],
  );
  await messaging.grant(acme.tenantId, body.id);
  await eventually(async () =>
    expect(await message(body.id)).toMatchObject({
      status: 'canceled',
      error: { code: 'recipient_erased' },
    }),
  );
  // Whoever has the number afterwards may be texted.
  const later = await paid();
  await eventually(async () => expect(await message(later)).toMatchObject({ status: 'submitted' }));
});
