import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { RegistrationReported } from '@fieldline/contracts';
import { eventually } from '@fieldline/testing';
import { form } from './forms.js';
import { type Business, RunningCompliance } from './running-compliance.js';

const PAUSE_MS = 3_000;

let running: RunningCompliance;
beforeAll(async () => {
  running = await RunningCompliance.start({
    twilioTimeoutMs: 1_500,
    registrationPauseMs: PAUSE_MS,
  });
  running.hearNews();
}, 60_000);
afterAll(() => running.stop());

/** Twilio says that something is new, as it may at any time. */
async function nudge({ tenantId, accountSid }: Business): Promise<void> {
  const report: RegistrationReported = {
    businessId: tenantId,
    kind: 'brand',
    accountSid,
    resourceSid: null,
    messagingServiceSid: null,
    brandSid: `BN${'1'.repeat(32)}`,
    numberRegistration: null,
    providerCode: null,
    saidAt: null,
    reportedAt: new Date().toISOString(),
  };
  await running.service.handled(await running.report(report));
}

test('a brand whose creation nobody answered isn’t made again, whatever is reported meanwhile', async () => {
  const business = await running.business();
  const { tenantId, accountSid } = business;
  await running.play('PUT', '/faults', {
    arrivalMs: 3_000,
    paths: ['POST /v1/a2p/BrandRegistrations'],
  });
  await running.submit(tenantId, form());
  await eventually(
    async () => {
      const { rows } = await running.service.admin.query(
        `SELECT failures FROM registration WHERE tenant_id = $1`,
        [tenantId],
      );
      expect(rows).toEqual([{ failures: 1 }]);
    },
    { timeoutMs: 30_000 },
  );
  await running.play('PUT', '/faults', {});
  await nudge(business);
  await running.reaches(tenantId, 'approved');
  const brands = (await running.registered(accountSid)).filter(({ kind }) => kind === 'brand');
  expect(brands).toHaveLength(1);
}, 90_000);

test('Twilio is given its pauses, whatever is reported meanwhile', async () => {
  const business = await running.business();
  const { tenantId, accountSid } = business;
  await running.submit(tenantId, form());
  const product = () =>
    running.proxy.of(accountSid).find(({ path }) => path === '/v1/TrustProducts');
  await eventually(async () => {
    const { steps } = await running.view(tenantId);
    expect(steps.find(({ name }) => name === 'customer_profile_submission')?.at).not.toBeNull();
  });
  const since = Date.now();
  await nudge(business);
  await eventually(() => expect(product()).toBeDefined(), { timeoutMs: 30_000 });
  expect(product()!.at - since).toBeGreaterThan(PAUSE_MS * 0.7);
}, 60_000);
