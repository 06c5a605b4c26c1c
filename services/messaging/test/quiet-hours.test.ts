import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type EmployeeView, type MessageView, newId, type Upserted } from '@fieldline/contracts';
import { eventually } from '@fieldline/testing';
import { type Business, RunningMessaging } from './running-messaging.js';
import { CLOSED, customerIn, NOON, OPEN, zoneAt } from './wall-clock.js';

let messaging: RunningMessaging;
let closed: Business;
let open: Business;
let to: string;
let lastPhone = 0;
const phone = (): string => `+1312555${String(++lastPhone + 3_000)}`;
const HOUR_MS = 3_600_000;
const inHours = (hours: number): string => new Date(Date.now() + hours * HOUR_MS).toISOString();

beforeAll(async () => {
  messaging = await RunningMessaging.start();
  closed = await messaging.business('Closed at noon', { quietHours: CLOSED });
  open = await messaging.business('Open at noon', { quietHours: OPEN });
});
afterAll(() => messaging.stop());
beforeEach(() => void (to = phone()));

const customer = (of: Business, number = to, hour = NOON) =>
  customerIn(messaging, of, number, zoneAt(hour));
const send = (of: Business, more: object = {}, id = newId()) =>
  messaging.send(of.tenantId, { to, body: 'We come tomorrow', ...more }, id);
const becomes = (of: Business, id: string, view: object): Promise<MessageView> =>
  eventually(async () => {
    const message = await messaging.message(of.tenantId, id);
    expect(message).toMatchObject(view);
    return message;
  });

/** A text that was accepted and paid for. */
async function paid(of: Business, more: object = {}): Promise<MessageView> {
  const { status, body } = await send(of, more);
  expect(status).toBe(202);
  await messaging.grant(of.tenantId, body.id);
  return body;
}

describe('a text by hand outside the hours', () => {
  test('is refused with the time at which they begin and how we know, and leaves nothing', async () => {
    await customer(closed);
    const id = newId();
    const { status, body } = await send(closed, {}, id);
    expect([status, body.code]).toEqual([409, 'quiet_hours_confirm']);
    expect(body).toMatchObject({
      detail: expect.stringMatching(
        /^It is 12:\d\d in .*, as the contact says: outside 14:00 to 16:00\.$/,
      ),
      confirmable: true,
      place: { basis: 'contact', zones: [zoneAt(NOON)] },
    });
    const { opensAt } = body as unknown as { opensAt: string };
    const waitMs = new Date(opensAt).getTime() - Date.now();
    expect(waitMs).toBeGreaterThan(HOUR_MS - 60_000);
    expect(waitMs).toBeLessThanOrEqual(2 * HOUR_MS);
    const stored = await messaging.service.call(closed.tenantId, ['GET', `/messages/${id}`]);
    expect(stored.status).toBe(404);
    expect(messaging.heard.filter(({ subject }) => subject === id)).toEqual([]);
  });

  test('goes once it is confirmed', async () => {
    await customer(closed);
    const { id } = await paid(closed, { confirmQuietHours: true });
    await becomes(closed, id, { status: 'submitted' });
  });

  test('to an employee goes', async () => {
    const { body } = await messaging.service.call<Upserted<EmployeeView>>(
      closed.tenantId,
      ['PUT', `/employees/ext:${newId()}`],
      { body: { name: 'Sam Lee', smsNumber: to } },
    );
    await paid(closed, { to: undefined, employeeId: body.record.id });
  });

  test('of the site of the job is refused, wherever else the contact is', async () => {
    await customer(open);
    const job = { id: newId(), type: 'repair', timeZone: zoneAt(3) };
    const { body } = await send(open, { job });
    expect(body).toMatchObject({
      code: 'quiet_hours_confirm',
      place: { basis: 'job_site', zones: [job.timeZone] },
    });
    await paid(open, { job: { ...job, timeZone: zoneAt(NOON) } });
  });

  test('of one of several who share the number is refused, of the other alone not', async () => {
    await customer(open);
    const far = await customer(open, to, 3);
    expect((await send(open)).body).toMatchObject({
      code: 'quiet_hours_confirm',
      place: { zones: expect.arrayContaining([zoneAt(NOON), zoneAt(3)]) },
    });
    const only = await send(open, { to: undefined, contactId: far.id });
    expect(only.body.code).toBe('quiet_hours_confirm');
  });

  test('where nobody has set any is one before eight', async () => {
    const plain = await messaging.business('No hours', { quietHours: null });
    await customer(plain, to, 3);
    expect((await send(plain)).body).toMatchObject({ code: 'quiet_hours_confirm' });
    const [other] = [phone()];
    await customer(plain, other, NOON);
    await paid(plain, { to: other });
  });
});

describe('a text for later is held to the hours at its time', () => {
  test('which are open then, though not now', async () => {
    await customer(closed);
    expect((await send(closed, { sendAt: inHours(3) })).status).toBe(202);
  });

  test('which are over then, though not now', async () => {
    await customer(open);
    const { status, body } = await send(open, { sendAt: inHours(8) });
    expect([status, body.code]).toEqual([409, 'quiet_hours_confirm']);
    const { opensAt } = body as unknown as { opensAt: string };
    expect(new Date(opensAt).getTime()).toBeGreaterThan(Date.now() + 20 * HOUR_MS);
  });

  test('by itself it waits for the next after its time', async () => {
    await customer(open);
    const { id } = await paid(open, { automatic: true, sendAt: inHours(8) });
    const { waitingUntil } = await becomes(open, id, { status: 'waiting_window' });
    expect(new Date(waitingUntil!).getTime()).toBeGreaterThan(Date.now() + 20 * HOUR_MS);
  });
});

describe('a text that nobody pressed a button for', () => {
  test('waits for the hours, says so, and goes when they begin', async () => {
    const business = await messaging.business('Reminders', { quietHours: CLOSED });
    await customer(business);
    const { body } = await send(business, { automatic: true });
    const waiting = { waitingFor: 'quiet_hours', waitingUntil: expect.any(String) };
    expect(body).toMatchObject({ status: 'accepted', class: 'informational', ...waiting });
    await messaging.grant(business.tenantId, body.id);
    const { waitingUntil } = await becomes(business, body.id, {
      status: 'waiting_window',
      ...waiting,
    });
    expect(waitingUntil).toMatch(/:00:00\.000Z$/);
    expect(await messaging.textsAt(to)).toEqual([]);
    await messaging.quietHours(business.tenantId, OPEN, 2);
    const gone = await becomes(business, body.id, { status: 'submitted' });
    expect(gone).not.toHaveProperty('waitingUntil');
    expect(gone.timeline.map(({ status }) => status)).toEqual([
      'accepted',
      'waiting_window',
      'dispatching',
      'submitted',
    ]);
    expect(await messaging.textsAt(to)).toHaveLength(1);
  });

  test('can be canceled while it waits', async () => {
    await customer(closed);
    const { id } = await paid(closed, { automatic: true });
    await becomes(closed, id, { status: 'waiting_window' });
    const answer = await messaging.service.call(closed.tenantId, ['DELETE', `/messages/${id}`]);
    expect(answer.body).toMatchObject({ status: 'canceled' });
  });

  test('is not confirmed by anybody', async () => {
    await customer(closed);
    const { id } = await paid(closed, { automatic: true, confirmQuietHours: true });
    await becomes(closed, id, { status: 'waiting_window' });
  });

  test('goes by itself when its time has come', async () => {
    const business = await messaging.business('Reminders', { quietHours: CLOSED });
    await customer(business);
    const { id } = await paid(business, { automatic: true });
    await becomes(business, id, { status: 'waiting_window' });
    // As if the hours had begun.
    await messaging.service.admin.query(
      `UPDATE quiet_hours_copy SET opens = '10:00' WHERE tenant_id = $1`,
      [business.tenantId],
    );
    await messaging.service.admin.query(
      `UPDATE message SET next_attempt_at = now() WHERE id = $1`,
      [id],
    );
    await becomes(business, id, { status: 'submitted' });
  });

  test('and for its balance goes by the hours as they are when that is there', async () => {
    const business = await messaging.business('Reminders', { quietHours: CLOSED });
    await customer(business);
    const { body } = await send(business, { automatic: true });
    expect(body).toMatchObject({ status: 'accepted', waitingFor: 'quiet_hours' });
    await messaging.quietHours(business.tenantId, OPEN, 2);
    const still = await messaging.message(business.tenantId, body.id);
    expect(still.status).toBe('accepted');
    expect(still).not.toHaveProperty('waitingUntil');
    await messaging.grant(business.tenantId, body.id);
    await becomes(business, body.id, { status: 'submitted' });
  });

  test('is put off once more where the hours have changed', async () => {
    const business = await messaging.business('Reminders', { quietHours: CLOSED });
    await customer(business);
    const { id } = await paid(business, { automatic: true });
    const { waitingUntil } = await becomes(business, id, { status: 'waiting_window' });
    await messaging.quietHours(business.tenantId, { from: '15:00', to: '16:00' }, 2);
    await eventually(async () => {
      const view = await messaging.message(business.tenantId, id);
      expect(Date.parse(view.waitingUntil!) - Date.parse(waitingUntil!)).toBe(HOUR_MS);
    });
  });
});

test('a text by hand that came into closed hours before it left waits for their end', async () => {
  const business = await messaging.business('Drifts', { quietHours: OPEN });
  await customer(business);
  const { body } = await send(business);
  expect(body).not.toHaveProperty('waitingFor');
  await messaging.quietHours(business.tenantId, CLOSED, 2);
  await messaging.grant(business.tenantId, body.id);
  await becomes(business, body.id, { status: 'waiting_window', waitingFor: 'quiet_hours' });
  expect(await messaging.textsAt(to)).toEqual([]);
  await messaging.quietHours(business.tenantId, OPEN, 3);
  await becomes(business, body.id, { status: 'submitted' });
  expect(messaging.proxy.takenFor(body.id)).toBe(1);
});

test('each decision is kept', async () => {
  await customer(closed);
  const { id } = await paid(closed, { automatic: true });
  await becomes(closed, id, { status: 'waiting_window' });
  const { rows } = await messaging.service.admin.query(
    `SELECT moment, outcome, code, facts -> 'place' ->> 'basis' AS basis FROM decision WHERE message_id = $1`,
    [id],
  );
  expect(rows).toEqual([
    { moment: 'accepted', outcome: 'hold', code: 'quiet_hours', basis: 'contact' },
  ]);
});
