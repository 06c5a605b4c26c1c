/** The emergency brake. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { SendingPauseView } from '@fieldline/contracts';
import type { Received } from '@fieldline/events';
import { eventually } from '@fieldline/testing';
import { PLATFORM_ID } from '../src/tenant/platform.js';
import { OPERATOR_KEY, type Running, startGateway } from './running-gateway.js';

const PROJECTION = /^\/messaging\/projections\/sending-pause\//;

let gateway: Running;
let heard: Received[];
let id: string;
beforeAll(async () => {
  gateway = await startGateway();
  heard = await gateway.listen('gateway.sending_pause');
}, 60_000);
afterAll(() => gateway.stop());
beforeEach(async () => {
  gateway.services.forget();
  id = (await gateway.newActiveTenant()).id;
});

const pause = (method: string, body?: object, tenantId?: string) =>
  gateway.call<SendingPauseView>(method, '/v1/sending-pause', {
    as: OPERATOR_KEY,
    ...(body && { body }),
    ...(tenantId && { headers: { 'x-tenant-id': tenantId } }),
  });
const said = (pauseId: string) =>
  heard.filter(({ tenantId }) => tenantId === pauseId).map(({ payload }) => payload);

test('holds one business back, until it is told otherwise', async () => {
  expect((await pause('GET', undefined, id)).body).toMatchObject({
    tenantId: id,
    paused: false,
    everybodyPaused: false,
  });
  const set = await pause('PUT', { paused: true, reason: 'Carrier asks' }, id);
  expect(set.body).toMatchObject({ paused: true, reason: 'Carrier asks' });
  const [asked] = gateway.services.askedFor('GET', PROJECTION);
  expect([asked?.path.endsWith(id), asked?.principal.tenantId]).toEqual([true, id]);
  // A machine that stands still for two seconds makes one 202: messaging's word came too late.
  const again = await pause('PUT', { paused: true, reason: 'Carrier asks' }, id);
  expect([set.status, again.status]).toContain(200);
  await pause('PUT', { paused: false }, id);
  await eventually(() =>
    expect(said(id)).toMatchObject([
      { pauseId: id, paused: true, reason: 'Carrier asks', version: 1 },
      { pauseId: id, paused: false, reason: null, version: 2 },
    ]),
  );
  const { rows } = await gateway.admin.query(
    `SELECT action, detail FROM audit WHERE tenant_id = $1 AND action LIKE 'sending.%' ORDER BY at`,
    [id],
  );
  expect(rows).toEqual([
    { action: 'sending.paused', detail: { reason: 'Carrier asks' } },
    { action: 'sending.resumed', detail: { reason: null } },
  ]);
});

test('holds everybody back, and each business says so', async () => {
  await pause('PUT', { paused: true, reason: 'Trouble at Twilio' });
  expect((await pause('GET')).body).toMatchObject({ tenantId: null, paused: true });
  expect((await pause('GET', undefined, id)).body).toMatchObject({
    paused: false,
    everybodyPaused: true,
  });
  const [asked] = gateway.services.askedFor('GET', PROJECTION);
  expect(asked?.principal.tenantId).toBe(PLATFORM_ID);
  await pause('PUT', { paused: false });
  await eventually(() => expect(said(PLATFORM_ID).at(-1)).toMatchObject({ paused: false }));
});

test('is pending while messaging has not heard of it', async () => {
  gateway.services.on('GET', PROJECTION, { body: { version: 0 } });
  const { status, body } = await pause('PUT', { paused: true, reason: 'Carrier asks' }, id);
  expect([status, body.pending]).toEqual([202, true]);
});

test('is the operators’, and wants a reason', async () => {
  const owner = await gateway.as(id, 'owner');
  const body = { paused: true, reason: 'Mine' };
  for (const method of ['GET', 'PUT'])
    expect(
      (
        await gateway.call(method, '/v1/sending-pause', {
          as: owner,
          ...(method === 'PUT' && { body }),
        })
      ).status,
    ).toBe(403);
  expect((await pause('PUT', { paused: true }, id)).status).toBe(400);
  expect((await pause('PUT', { paused: 'yes', reason: 'x' }, id)).status).toBe(400);
});
