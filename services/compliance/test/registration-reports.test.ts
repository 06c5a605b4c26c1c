import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId, type RegistrationReported } from '@fieldline/contracts';
import { eventually } from '@fieldline/testing';
import { form } from './forms.js';
import { type Business, RunningCompliance } from './running-compliance.js';

let running: RunningCompliance;
let business: Business;
let brandSid: string;

/** Nobody polls within the test: only reports lead to a look. */
beforeAll(async () => {
  running = await RunningCompliance.start({ registrationPollSeconds: 86_400 });
  business = await running.business();
  await running.decide(business.accountSid, 'brand', 'in_review');
  running.hearNews();
  await running.submit(business.tenantId, form());
  await running.reaches(business.tenantId, 'in_review');
  await eventually(async () => {
    const { steps } = await running.view(business.tenantId);
    const reviewed = steps.filter(({ state }) => state === 'in_review').map(({ name }) => name);
    if (reviewed.join() !== 'brand') throw new Error(reviewed.join());
  });
  const all = await running.registered(business.accountSid);
  brandSid = all.find(({ kind }) => kind === 'brand')!.sid;
  running.news.onReport = () => Promise.resolve();
  // As if it had been in review for long: the first looks come soon, by themselves.
  await quiet();
}, 60_000);
afterAll(() => running.stop());

async function quiet(): Promise<void> {
  await eventually(async () => {
    const { rowCount } = await running.service.admin.query(
      `UPDATE registration SET due_at = now() + interval '1 day'
        WHERE tenant_id = $1 AND lease_token IS NULL`,
      [business.tenantId],
    );
    expect(rowCount).toBe(1);
  });
}

const report = (change: Partial<RegistrationReported> = {}): RegistrationReported => ({
  businessId: business.tenantId,
  kind: 'brand',
  accountSid: business.accountSid,
  resourceSid: null,
  messagingServiceSid: null,
  brandSid,
  numberRegistration: null,
  providerCode: null,
  saidAt: null,
  reportedAt: new Date().toISOString(),
  ...change,
});

async function version(): Promise<number> {
  const { rows } = await running.service.admin.query<{ version: string }>(
    `SELECT version FROM registration WHERE tenant_id = $1`,
    [business.tenantId],
  );
  return Number(rows[0]?.version);
}

async function isDue(): Promise<boolean> {
  const { rows } = await running.service.admin.query<{ due: boolean }>(
    `SELECT due_at <= now() OR lease_token IS NOT NULL AS due FROM registration WHERE tenant_id = $1`,
    [business.tenantId],
  );
  return rows[0]?.due ?? false;
}

test('reports of what is not this business’s lead to nothing', async () => {
  const asked = running.proxy.of(business.accountSid).length;
  const strange = [
    report({ accountSid: `AC${'9'.repeat(32)}` }),
    report({ brandSid: `BN${'9'.repeat(32)}` }),
    report({ kind: 'campaign', brandSid: `BN${'9'.repeat(32)}` }),
    report({ kind: 'bundle', resourceSid: `BU${'9'.repeat(32)}`, brandSid: null }),
    report({ kind: 'number', resourceSid: `PN${'9'.repeat(32)}`, brandSid: null }),
    report({ kind: 'number', resourceSid: null, brandSid: null }),
    report({ businessId: newId() }),
  ];
  for (const each of strange) await running.service.handled(await running.report(each));
  expect(await isDue()).toBe(false);
  expect(running.proxy.of(business.accountSid)).toHaveLength(asked);
});

test('a report says nothing by itself: what Twilio has is what counts, however often it comes', async () => {
  const before = await version();
  await running.service.handled(await running.report(report()));
  await eventually(async () => expect(await isDue()).toBe(false));
  expect(await version()).toBe(before);
});

test('a report that is true leads on', async () => {
  running.hearNews();
  await quiet();
  await running.change(brandSid, 'approved');
  await running.report(report());
  await running.reaches(business.tenantId, 'approved');
  const before = await version();
  // Late ones, said again and out of order.
  for (const kind of ['campaign', 'brand', 'campaign'] as const)
    await running.service.handled(await running.report(report({ kind })));
  await eventually(async () => expect(await isDue()).toBe(false));
  expect(await version()).toBe(before);
});
