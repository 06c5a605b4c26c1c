/** Who decides about a business's money is told once, where it becomes true. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type MoneyDecided, newId } from '@fieldline/contracts';
import type { Received } from '@fieldline/events';
import { eventually, type ServiceUnderTest, startServiceUnderTest } from '@fieldline/testing';
import { billing } from '../src/index.js';

let service: ServiceUnderTest;
let heard: Received[];
let tenantId: string;
beforeAll(async () => {
  service = await startServiceUnderTest(billing);
  heard = await service.listen('billing.decision');
});
afterAll(() => service.stop());
beforeEach(() => {
  tenantId = newId();
});

const told = (count: number): Promise<MoneyDecided[]> =>
  eventually(() => {
    const facts = heard.filter((fact) => fact.tenantId === tenantId);
    expect(facts).toHaveLength(count);
    return facts.map(({ payload }) => payload as MoneyDecided);
  });

test('an adjustment is told with its segments, and once however often it is asked for', async () => {
  const id = newId();
  const adjust = (segments: number) =>
    service.call(tenantId, ['POST', '/adjustments'], {
      body: { segments, reason: 'A present for Dana' },
      headers: { 'idempotency-id': id },
      role: 'operator',
    });
  await adjust(5);
  await adjust(5);
  await service.call(tenantId, ['PUT', '/alerts'], { body: { thresholds: [10] } });
  const [first] = await told(2);
  expect(first).toMatchObject({
    decision: 'balance_adjusted',
    by: 'user:u1',
    subjectId: id,
    segments: 5,
  });
  expect(JSON.stringify(first)).not.toContain('Dana');
});

test('thresholds and who may buy are told as they were set', async () => {
  await service.call(tenantId, ['PUT', '/alerts'], { body: { thresholds: [10, 20] } });
  const policy = { body: { whoMayBuy: 'owners' }, role: 'owner' } as const;
  await service.call(tenantId, ['PUT', '/purchase-policy'], policy);
  expect(await told(2)).toMatchObject([
    { decision: 'alerts_set', thresholds: [10, 20], subjectId: tenantId },
    { decision: 'purchase_policy_set', whoMayBuy: 'owners', isEnabled: null },
  ]);
});

test('what is refused is not told', async () => {
  await service.call(tenantId, ['PUT', '/purchase-policy'], {
    body: { whoMayBuy: 'owners' },
    role: 'agent',
  });
  await service.call(tenantId, ['PUT', '/alerts'], { body: { thresholds: [1] } });
  expect(await told(1)).toMatchObject([{ decision: 'alerts_set' }]);
});
