/** What becomes of a registration when its business is closed. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '@fieldline/contracts';
import type { Answer } from '@fieldline/testing';
import { form } from './forms.js';
import { type Business, RunningCompliance } from './running-compliance.js';

const CAMPAIGNS = /^\/v1\/Services\/MG[0-9a-f]{32}\/Compliance\/Usa2p/;

let running: RunningCompliance;
beforeAll(async () => {
  running = await RunningCompliance.start();
  running.hearNews();
}, 60_000);
afterAll(() => running.stop());

const close = (
  tenantId: string,
  role: 'operator' | 'owner' = 'operator',
): Promise<Answer<unknown>> =>
  running.service.call(tenantId, ['POST', '/registration/closure'], { role });

/** It may be worked at this very moment. */
async function closes(tenantId: string): Promise<number> {
  for (;;) {
    const { status } = await close(tenantId);
    if (status !== 409) return status;
  }
}

async function registered(state: 'approved' | 'in_review'): Promise<Business> {
  const business = await running.business();
  if (state === 'in_review') await running.decide(business.accountSid, 'campaign', 'in_review');
  await running.submit(business.tenantId, form());
  await running.reaches(business.tenantId, state);
  return business;
}

async function campaignsOf({ accountSid }: Business): Promise<string[]> {
  const all = await running.registered(accountSid);
  return all.filter(({ kind }) => kind === 'campaign').map(({ sid }) => sid);
}

const removals = ({ accountSid }: Business): number =>
  running.proxy.of(accountSid).filter(({ method }) => method === 'DELETE').length;

/** Whoever looks for what is due would take it now. */
async function makeDue({ tenantId }: Business): Promise<void> {
  await running.service.admin.query(`UPDATE registration SET due_at = now() WHERE tenant_id = $1`, [
    tenantId,
  ]);
}

test('its campaign is taken away, once, and nobody looks at it any more', async () => {
  const business = await registered('approved');
  expect(await campaignsOf(business)).toHaveLength(1);
  expect((await close(business.tenantId, 'owner')).status).toBe(403);
  for (let round = 0; round < 2; round += 1) expect(await closes(business.tenantId)).toBe(204);
  expect([await campaignsOf(business), removals(business)]).toEqual([[], 1]);
  const asked = running.proxy.of(business.accountSid).length;
  await makeDue(business);
  const other = await registered('approved');
  expect(running.proxy.of(business.accountSid)).toHaveLength(asked);
  expect(await running.view(business.tenantId)).toMatchObject({ state: 'approved' });
  expect(await campaignsOf(other)).toHaveLength(1);
});

test('one that is being looked at is taken away, too', async () => {
  const business = await registered('in_review');
  // It may be at it this very moment.
  for (let answer = await close(business.tenantId); answer.status !== 204;) {
    expect([answer.status, answer.body]).toMatchObject([409, { code: 'registration_under_way' }]);
    answer = await close(business.tenantId);
  }
  expect(await campaignsOf(business)).toEqual([]);
});

test('while somebody works at it, it waits; who died at it is taken over', async () => {
  const business = await registered('approved');
  const held = (until: string) =>
    running.service.admin.query(
      `UPDATE registration SET lease_token = $2, lease_until = now() + $3::interval WHERE tenant_id = $1`,
      [business.tenantId, newId(), until],
    );
  await held('1 minute');
  expect(await close(business.tenantId)).toMatchObject({
    status: 409,
    body: { code: 'registration_under_way' },
  });
  expect(await campaignsOf(business)).toHaveLength(1);
  await held('-1 second');
  expect((await close(business.tenantId)).status).toBe(204);
  expect(await campaignsOf(business)).toEqual([]);
});

test('what Twilio does not answer is asked again', async () => {
  const business = await registered('approved');
  const { accountSid, tenantId } = business;
  running.proxy.trouble({ accountSid, method: 'DELETE', path: CAMPAIGNS, kind: 'lost' });
  expect(await closes(tenantId)).toBe(503);
  expect(await closes(tenantId)).toBe(204);
  expect([await campaignsOf(business), removals(business)]).toEqual([[], 1]);
});

test('repeated once the account is closed, too, it asks Twilio for nothing', async () => {
  const { tenantId, accountSid } = await registered('approved');
  expect(await closes(tenantId)).toBe(204);
  running.proxy.trouble({ accountSid, kind: 'refused', status: 401, times: 100 });
  expect(await closes(tenantId)).toBe(204);
});

test('no form is taken any more, also where there was none', async () => {
  const { tenantId } = await running.business();
  expect((await close(tenantId)).status).toBe(204);
  const answer = await running.submit(tenantId, form());
  expect([answer.status, answer.body.code]).toEqual([409, 'tenant_closed']);
  expect(await running.view(tenantId)).toMatchObject({ state: 'not_started' });
  expect((await close(newId())).status).toBe(204);
});
