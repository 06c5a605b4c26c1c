import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId, recipientIdOf } from '@fieldline/contracts';
import { eventually } from '@fieldline/testing';
import { type Business, RunningMessaging } from './running-messaging.js';

const US = '+13125550188';
const CANADA = '+14165550188';

let messaging: RunningMessaging;
beforeAll(async () => void (messaging = await RunningMessaging.start()));
afterAll(() => messaging.stop());

/** A business with a customer in either country. */
async function business(registration: Parameters<RunningMessaging['registration']>[1] | null) {
  const made = await messaging.business('Acme Plumbing', { registration });
  await messaging.customer(made, US);
  await messaging.customer(made, CANADA);
  return made;
}
const send = ({ tenantId }: Business, to: string, id = newId()) =>
  messaging.send(tenantId, { to, body: 'On our way' }, id);
const code = async (of: Business, to: string): Promise<unknown> => {
  const { status, body } = await send(of, to);
  return status === 202 ? status : [status, body.code];
};

describe('nothing leaves', () => {
  test.each([
    ['of which nothing was heard', null],
    ['that has begun its form', { submitted: false, approved: false }],
  ])('of a business %s', async (_, registration) => {
    const acme = await business(registration);
    const id = newId();
    const refused = await send(acme, US, id);
    expect([refused.status, refused.body.code]).toEqual([403, 'registration_incomplete']);
    expect(await code(acme, CANADA)).toEqual([403, 'registration_incomplete']);
    const stored = await messaging.service.call(acme.tenantId, ['GET', `/messages/${id}`]);
    expect(stored.status).toBe(404);
  });

  test('to US numbers before the carriers have approved', async () => {
    const acme = await business({ submitted: true, approved: false });
    expect(await code(acme, US)).toEqual([403, 'registration_not_approved']);
    expect(await code(acme, CANADA)).toBe(202);
    await messaging.registration(acme.tenantId, { submitted: true, approved: true }, 2);
    expect(await code(acme, US)).toBe(202);
  });

  test('that was accepted before the approval was taken back', async () => {
    const acme = await business({ submitted: true, approved: true });
    const { body } = await send(acme, US);
    await messaging.registration(acme.tenantId, { submitted: true, approved: false }, 2);
    await messaging.grant(acme.tenantId, body.id);
    await eventually(async () =>
      expect(await messaging.message(acme.tenantId, body.id)).toMatchObject({
        status: 'canceled',
        error: { code: 'registration_not_approved', fix: 'finish_registration' },
      }),
    );
    expect(messaging.proxy.takenFor(body.id)).toBe(0);
  });

  test('not even what the law requires', async () => {
    const acme = await messaging.business('Acme Plumbing', { registration: null });
    const from = '+13125550189';
    await messaging.arrive(acme, from, 'AIDE');
    const { rows } = await messaging.service.admin.query<{ id: string }>(
      'SELECT id FROM message WHERE recipient_id = $1 AND mandatory',
      [recipientIdOf(acme.tenantId, from)],
    );
    await messaging.grant(acme.tenantId, rows[0]!.id);
    await eventually(async () =>
      expect(await messaging.message(acme.tenantId, rows[0]!.id)).toMatchObject({
        status: 'canceled',
        error: { code: 'registration_incomplete' },
      }),
    );
    expect(await messaging.textsAt(from)).toEqual([]);
  });
});

test('an older word changes nothing, the same one mends', async () => {
  const { tenantId } = await business({ submitted: true, approved: true });
  const version = async () =>
    (await messaging.service.call(tenantId, ['GET', `/projections/registration/${tenantId}`])).body;
  const gate = async () =>
    (
      await messaging.service.admin.query(
        'SELECT submitted, approved FROM registration_gate WHERE tenant_id = $1',
        [tenantId],
      )
    ).rows[0];
  await messaging.registration(tenantId, { submitted: true, approved: false }, 3);
  await messaging.registration(tenantId, { submitted: true, approved: true }, 2);
  expect(await gate()).toEqual({ submitted: true, approved: false });
  expect(await version()).toEqual({ version: 3 });
  await messaging.service.admin.query('UPDATE registration_gate SET approved = true');
  await messaging.registration(tenantId, { submitted: true, approved: false }, 3);
  expect(await gate()).toEqual({ submitted: true, approved: false });
});
