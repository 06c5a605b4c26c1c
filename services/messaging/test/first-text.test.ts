import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type EmployeeView, newId, type Upserted } from '@fieldline/contracts';
import { eventually } from '@fieldline/testing';
import { type Business, RunningMessaging } from './running-messaging.js';

const INTRODUCED = 'Acme Plumbing: We come at 9. Reply STOP to opt out.';

let messaging: RunningMessaging;
let acme: Business;
let to: string;
let lastPhone = 4_000;

beforeAll(async () => {
  messaging = await RunningMessaging.start();
  acme = await messaging.business('Acme Plumbing', { introduceFirstText: true });
});
afterAll(() => messaging.stop());
beforeEach(() => void (to = `+1312555${++lastPhone}`));

const send = (body = 'We come at 9.', id = newId(), more: object = {}) =>
  messaging.send(acme.tenantId, { to, body, ...more }, id);
const said = async (...sent: Parameters<typeof send>): Promise<unknown> => {
  const { status, body } = await send(...sent);
  return status === 202 ? body.body : body.code;
};

describe('the first text to a number', () => {
  beforeEach(async () => void (await messaging.customer(acme, to)));

  test('names the business and says how to opt out; it is what is quoted, shown and sent', async () => {
    const { body } = await send('x'.repeat(150));
    expect(body).toMatchObject({
      body: `Acme Plumbing: ${'x'.repeat(150)}. Reply STOP to opt out.`,
      quote: { segments: 2 },
    });
    await messaging.grant(acme.tenantId, body.id);
    await eventually(async () =>
      expect(await messaging.textsAt(to)).toMatchObject([{ body: body.body }]),
    );
    expect(await said()).toBe('We come at 9.');
  });

  test('is counted with the full stop that it lacked', async () => {
    // Two segments without it hold 306 characters.
    const text = (length: number) =>
      send('x'.repeat(length - 'Acme Plumbing: . Reply STOP to opt out.'.length));
    expect((await text(306)).body).toMatchObject({ quote: { segments: 2 } });
    expect((await text(307)).body).toMatchObject({ quote: { segments: 3 } });
  });

  test('is one until a text is paid for: of two at once both say it', async () => {
    expect(await Promise.all([said(), said()])).toEqual([INTRODUCED, INTRODUCED]);
    const { body } = await send();
    expect(body.body).toBe(INTRODUCED);
    await messaging.grant(acme.tenantId, body.id);
    await eventually(async () => expect(await said()).toBe('We come at 9.'));
  });

  test('is not one that is to go later', async () => {
    const { body } = await send(undefined, undefined, {
      sendAt: new Date(Date.now() + 3_600_000).toISOString(),
    });
    await messaging.grant(acme.tenantId, body.id);
    await eventually(async () =>
      expect(await messaging.message(acme.tenantId, body.id)).toMatchObject({
        status: 'scheduled',
      }),
    );
    expect(await said()).toBe(INTRODUCED);
  });

  test.each(['undelivered', 'canceled'])('is not one that was %s', async (status) => {
    const { body } = await send();
    await messaging.grant(acme.tenantId, body.id);
    await eventually(async () => expect(await said()).toBe('We come at 9.'));
    await eventually(async () => expect(await messaging.textsAt(to)).toHaveLength(1));
    await eventually(async () => {
      const { rowCount } = await messaging.service.admin.query(
        `UPDATE message SET status = $2 WHERE id = $1 AND provider_message_id IS NOT NULL`,
        [body.id, status],
      );
      expect(rowCount).toBe(1);
    });
    expect(await said()).toBe(INTRODUCED);
  });

  test('asked for again by the same key is the same text, other words are not', async () => {
    const id = newId();
    expect(await said(undefined, id)).toBe(INTRODUCED);
    expect(await said(undefined, id)).toBe(INTRODUCED);
    expect(await said('We come at 10.', id)).toBe('idempotency_key_reused');
    expect(await said(INTRODUCED, id)).toBe('idempotency_key_reused');
    const asked = 'a'.repeat(64);
    expect(await said(undefined, id, { asked })).toBe('idempotency_key_reused');
  });

  test('with field codes is held to what was asked', async () => {
    const [id, asked] = [newId(), 'a'.repeat(64)];
    expect(await said(undefined, id, { asked })).toBe(INTRODUCED);
    expect(await said('We come at 10.', id, { asked })).toBe(INTRODUCED);
    expect(await said(undefined, id)).toBe('idempotency_key_reused');
  });

  test('that is too long with what it says besides is refused, and says why', async () => {
    const { status, body } = await send('x'.repeat(1_570));
    expect([status, body.code]).toEqual([422, 'body_too_long']);
    expect(body.detail).toMatch(/names the business .* 1609 characters/);
    expect((await send('x'.repeat(1_561))).status).toBe(202);
  });

  test('is previewed as it would leave', async () => {
    const preview = async (about: object): Promise<unknown> => {
      const { status, body } = await messaging.service.call<{ body: string; code?: string }>(
        acme.tenantId,
        ['POST', '/messages/preview'],
        { body: { body: 'We come at 9.', ...about } },
      );
      return status === 200 ? body.body : body.code;
    };
    await messaging.putContact(acme.tenantId, 'no-number', { kind: 'customer', name: 'Walter' });
    expect(await preview({ to })).toBe(INTRODUCED);
    expect(await preview({ contactId: 'ext:no-number' })).toBe(INTRODUCED);
    expect(await preview({ contactId: 'ext:nobody' })).toBe('not_found');
    expect(await preview({ to: 'call me' })).toBe('invalid_number');
    expect(await preview({})).toBe('invalid_request');
    const { body } = await send();
    await messaging.grant(acme.tenantId, body.id);
    await eventually(async () => expect(await preview({ to })).toBe('We come at 9.'));
  });
});

test('a reply to somebody who texted first is a first text too, the one after it is none', async () => {
  await messaging.arrive(acme, to, 'Do you fix heaters?');
  const { body } = await send();
  expect(body).toMatchObject({ body: INTRODUCED, class: 'conversational' });
  await messaging.grant(acme.tenantId, body.id);
  await eventually(async () => expect(await said()).toBe('We come at 9.'));
});

test('a reply that the law requires is left as it is, and is no first text', async () => {
  await messaging.arrive(acme, to, 'AIDE');
  const { rows } = await messaging.service.admin.query<{ id: string; body: string }>(
    `SELECT m.id, m.body FROM message m JOIN recipient r ON r.id = m.recipient_id
      WHERE r.phone_number = $1 AND m.mandatory`,
    [to],
  );
  expect(rows[0]!.body).toMatch(/^Acme Plumbing: call .* Reply STOP to opt out\. Msg/);
  await messaging.grant(acme.tenantId, rows[0]!.id);
  await eventually(async () => expect(await messaging.textsAt(to)).toHaveLength(1));
  expect(await said()).toBe(INTRODUCED);
});

test('the crew know who texts them', async () => {
  const { body } = await messaging.service.call<Upserted<EmployeeView>>(
    acme.tenantId,
    ['PUT', `/employees/ext:${newId()}`],
    { body: { name: 'Sam Lee', smsNumber: to } },
  );
  expect(await said(undefined, undefined, { to: undefined, employeeId: body.record.id })).toBe(
    'We come at 9.',
  );
  expect(await said()).toBe('We come at 9.');
});

test('a business may do without', async () => {
  const silent = await messaging.business('Silent Heating', { introduceFirstText: false });
  await messaging.customer(silent, to);
  const { body } = await messaging.send(silent.tenantId, { to, body: 'We come at 9.' });
  expect(body.body).toBe('We come at 9.');
});
