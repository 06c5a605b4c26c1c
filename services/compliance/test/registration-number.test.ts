/** A number's registration with the carriers: of it there is nothing but what Twilio's events say. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { NumberRegistration } from '@fieldline/contracts';
import { eventually } from '@fieldline/testing';
import { form } from './forms.js';
import { type Business, RunningCompliance } from './running-compliance.js';

let running: RunningCompliance;
beforeAll(async () => {
  running = await RunningCompliance.start();
  running.hearNews();
}, 60_000);
afterAll(() => running.stop());

/** A business whose campaign is approved, and whose number's registration goes so. */
async function submitted(status: string, errors: unknown[] = []): Promise<Business> {
  const business = await running.business();
  await running.decide(business.accountSid, 'number', status, errors);
  expect((await running.submit(business.tenantId, form())).status).toBe(202);
  return business;
}

const stepOf = async ({ tenantId }: Business, name = 'number_registration') =>
  (await running.view(tenantId)).steps.find((step) => step.name === name);

/** Its number is all that is waited for. */
const waitsForNumber = ({ tenantId }: Business): Promise<void> =>
  eventually(
    async () => {
      const { nextStep, state } = await running.view(tenantId);
      expect([state, nextStep]).toEqual(['in_review', expect.stringMatching(/the number/)]);
    },
    { timeoutMs: 60_000 },
  );

async function isSaid(
  { tenantId, accountSid, numberSid }: Business,
  numberRegistration: NumberRegistration,
  saidAt: string,
): Promise<void> {
  const nothing = { messagingServiceSid: null, brandSid: null, providerCode: null };
  const said = await running.report({
    businessId: tenantId,
    kind: 'number',
    accountSid,
    resourceSid: numberSid,
    ...nothing,
    numberRegistration,
    saidAt,
    reportedAt: new Date().toISOString(),
  });
  await running.service.handled(said);
}

test('a business isn’t approved while carriers have not said that its number is registered', async () => {
  const business = await submitted('in_review');
  await waitsForNumber(business);
  expect(await stepOf(business, 'number_assignment')).toMatchObject({ state: 'done' });
  expect(running.told(business.tenantId).some(({ approved }) => approved)).toBe(false);
  await running.change(business.numberSid, 'approved');
  await running.reaches(business.tenantId, 'approved');
  expect(await stepOf(business)).toMatchObject({ state: 'done', reasons: [] });
}, 120_000);

test.each<[string, unknown[], object]>([
  ['by its code', [30034], { code: '30034', sentence: expect.stringMatching(/operator/) }],
  ['in plain words', [30126], { code: '30126', sentence: expect.stringMatching(/the number/) }],
])('a number that carriers refuse says why, %s', async (_, errors, reason) => {
  const business = await submitted('rejected', errors);
  const { reasons, taxIdNeeded } = await running.reaches(business.tenantId, 'rejected');
  expect([reasons, taxIdNeeded]).toMatchObject([[reason], false]);
  expect(await stepOf(business)).toMatchObject({ state: 'failed', reasons: [reason] });
});

test('what failed is tried once more by the next form, and is approved without another campaign', async () => {
  const { tenantId, accountSid } = await submitted('rejected');
  await running.reaches(tenantId, 'rejected');
  expect((await running.submit(tenantId, form({ taxId: undefined }))).status).toBe(202);
  await running.reaches(tenantId, 'approved');
  expect(running.proxy.made(accountSid)).toMatchObject({
    '/v1/a2p/BrandRegistrations': 1,
    '/v1/Services/*/Compliance/Usa2p': 1,
    '/v1/Services/*/PhoneNumbers': 2,
  });
});

test('what failed and succeeds after all is approved without a form', async () => {
  const { tenantId, numberSid } = await submitted('rejected');
  await running.reaches(tenantId, 'rejected');
  await running.change(numberSid, 'approved');
  await running.reaches(tenantId, 'approved');
});

test('a number that is taken off again takes the approval with it', async () => {
  const business = await submitted('approved');
  await running.reaches(business.tenantId, 'approved');
  await isSaid(business, 'ended', new Date().toISOString());
  await waitsForNumber(business);
  await isSaid(business, 'successful', new Date().toISOString());
  await running.reaches(business.tenantId, 'approved');
}, 120_000);

test('reports come in any order, and of another’s number they count for nothing', async () => {
  const business = await submitted('in_review');
  await waitsForNumber(business);
  const other = await submitted('in_review');
  await waitsForNumber(other);
  const said = async (): Promise<string[]> => {
    const { rows } = await running.service.admin.query<{ registration: string }>(
      'SELECT registration FROM number_copy WHERE tenant_id = ANY ($1::uuid[])',
      [[business.tenantId, other.tenantId]],
    );
    return rows.map(({ registration }) => registration);
  };
  await eventually(async () => expect(await said()).toEqual(['pending', 'pending']));
  const late = new Date(Date.now() - 3_600_000).toISOString();
  const foreign = { ...business, accountSid: other.accountSid };
  for (const stranger of [foreign, { ...business, numberSid: other.numberSid }])
    await isSaid(stranger, 'successful', new Date().toISOString());
  await isSaid(business, 'successful', late);
  await isSaid(business, 'failed', late);
  expect(await said()).toEqual(['pending', 'pending']);
  const now = new Date().toISOString();
  // Of one instant: what can only be the end is.
  await isSaid(other, 'successful', now);
  await isSaid(other, 'pending', now);
  await running.reaches(other.tenantId, 'approved');
  expect(await running.view(business.tenantId)).toMatchObject({ state: 'in_review' });
}, 120_000);
