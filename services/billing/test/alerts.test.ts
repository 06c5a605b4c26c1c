import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type AlertsView,
  type AlertView,
  type BalanceLow,
  MessageAccepted,
  MessageReceived,
  newId,
} from '@fieldline/contracts';
import type { Received } from '@fieldline/events';
import { eventually, type ServiceUnderTest, startServiceUnderTest } from '@fieldline/testing';
import fc from 'fast-check';
import { billing } from '../src/index.js';

let service: ServiceUnderTest;
let heard: Received[];
beforeAll(async () => {
  service = await startServiceUnderTest(billing);
  heard = await service.listen('billing.balance');
});
afterAll(() => service.stop());

async function move(tenantId: string, segments: number): Promise<void> {
  const body = { segments, reason: 'a movement' };
  const call = ['POST', '/adjustments'] as const;
  const { status } = await service.call(tenantId, call, { body, role: 'operator' });
  if (status !== 201) throw new Error(`adjustment: ${status}`);
}

async function tenantWith(segments: number, thresholds?: number[]): Promise<string> {
  const tenantId = newId();
  await move(tenantId, segments);
  if (thresholds) await set(tenantId, thresholds);
  return tenantId;
}

const set = (tenantId: string, thresholds: unknown) =>
  service.call<AlertsView>(tenantId, ['PUT', '/alerts'], { body: { thresholds } });
const alertsOf = async (tenantId: string): Promise<AlertsView> =>
  (await service.call<AlertsView>(tenantId, ['GET', '/alerts'])).body;
/** What was told, oldest first: threshold and what was available. */
const raised = async (tenantId: string): Promise<[number, number][]> =>
  (await alertsOf(tenantId)).alerts
    .toReversed()
    .map(({ threshold, available }) => [threshold, available]);

function acceptedFrom(tenantId: string, segments: number) {
  const payload: MessageAccepted = {
    messageId: newId(),
    conversationId: newId(),
    recipientId: newId(),
    contactId: null,
    segments,
    mandatory: false,
    sentBy: 'user:u',
    from: '+13125550100',
    jobId: null,
    jobType: null,
    version: 1,
  };
  return { tenantId, payload };
}

describe('an alert', () => {
  test('is raised once when the balance falls to the first threshold, and told', async () => {
    const tenantId = newId();
    expect(await alertsOf(tenantId)).toEqual({ thresholds: [250], reached: [250], alerts: [] });
    await move(tenantId, 1_000);
    expect(await alertsOf(tenantId)).toEqual({ thresholds: [250], reached: [], alerts: [] });
    await move(tenantId, -749);
    expect(await raised(tenantId)).toEqual([]);
    await move(tenantId, -1);
    await move(tenantId, -100);
    const { reached, alerts } = await alertsOf(tenantId);
    expect([reached, alerts]).toMatchObject([[250], [{ threshold: 250, available: 250, debt: 0 }]]);
    await eventually(() => {
      const told = heard.filter(({ type, tenantId: of }) => of === tenantId && /low/.test(type));
      expect(told.map(({ payload }) => payload as BalanceLow)).toEqual([
        {
          accountId: tenantId,
          alertId: alerts[0]!.id,
          threshold: 250,
          available: 250,
          debt: 0,
          version: 3,
        },
      ]);
    });
  });

  test.each([
    [260, 310],
    [1_000, 1_100],
    [7, 57],
  ])('at %i comes again only after more than %i were available', async (threshold, margin) => {
    const tenantId = await tenantWith(threshold + 1, [threshold]);
    await move(tenantId, -1);
    await move(tenantId, margin - threshold);
    await move(tenantId, threshold - margin);
    expect(await raised(tenantId)).toEqual([[threshold, threshold]]);
    await move(tenantId, margin + 1 - threshold);
    expect((await alertsOf(tenantId)).reached).toEqual([]);
    await move(tenantId, threshold - margin - 1);
    expect(await raised(tenantId)).toEqual([
      [threshold, threshold],
      [threshold, threshold],
    ]);
  });

  test('is raised for each threshold that one movement passes', async () => {
    const tenantId = await tenantWith(2_000, [100, 1_000, 500]);
    await move(tenantId, -1_600);
    expect(await raised(tenantId)).toEqual([
      [1_000, 400],
      [500, 400],
    ]);
    await move(tenantId, -400);
    expect((await raised(tenantId)).at(-1)).toEqual([100, 0]);
  });

  test('is raised by a text that came in and became a debt', async () => {
    const tenantId = await tenantWith(2, [1]);
    const payload: MessageReceived = {
      messageId: newId(),
      conversationId: newId(),
      recipientId: newId(),
      segments: 5,
      to: '+13125550100',
      keyword: null,
      word: null,
      keywordSequence: null,
      inFlight: null,
      intent: null,
      intentRule: null,
      holdSequence: null,
      receivedAt: new Date().toISOString(),
      version: 1,
    };
    await service.handled(await service.say(MessageReceived, [{ tenantId, payload }]));
    expect((await alertsOf(tenantId)).alerts).toMatchObject([
      { threshold: 1, available: 0, debt: 3 },
    ]);
  });

  test('is raised once by many sends and corrections at once, for each business', async () => {
    const tenants = await Promise.all([...Array(5)].map(() => tenantWith(400)));
    const facts = [...Array(60)].flatMap(() => tenants.map((id) => acceptedFrom(id, 3)));
    const said = service.say(MessageAccepted, facts);
    const corrections = tenants.flatMap((id) => [...Array(8)].map(() => move(id, -10)));
    await Promise.all(corrections);
    await service.handled(await said);
    for (const tenantId of tenants) {
      const { alerts } = await alertsOf(tenantId);
      expect(alerts.map(({ threshold }) => threshold)).toEqual([250]);
    }
  });

  test('is acknowledged once, by its own business', async () => {
    const tenantId = await tenantWith(301);
    await move(tenantId, -51);
    const { alerts } = await alertsOf(tenantId);
    const call = ['POST', `/alerts/${alerts[0]!.id}/acknowledgement`] as const;
    expect((await service.call(newId(), call)).body.code).toBe('not_found');
    const first = await service.call<AlertView>(tenantId, call);
    expect([first.status, first.body.acknowledgedBy]).toEqual([200, 'user:u1']);
    const again = await service.call<AlertView>(tenantId, call);
    expect(again.body).toEqual(first.body);
    expect((await alertsOf(tenantId)).alerts).toEqual([first.body]);
  });
});

describe('thresholds', () => {
  test('that are set raise nothing by themselves, and say which are reached', async () => {
    const tenantId = await tenantWith(200);
    const { status, body } = await set(tenantId, [100, 200, 5_000]);
    expect([status, body]).toEqual([
      200,
      { thresholds: [5_000, 200, 100], reached: [5_000, 200], alerts: [] },
    ]);
    await move(tenantId, -100);
    expect(await raised(tenantId)).toEqual([[100, 100]]);
  });

  test('that stay keep their state, and those taken away are silent', async () => {
    const tenantId = await tenantWith(600, [500, 100]);
    await move(tenantId, -150);
    await set(tenantId, [500, 50]);
    await move(tenantId, 60);
    await move(tenantId, -500);
    expect(await raised(tenantId)).toEqual([
      [500, 450],
      [50, 10],
    ]);
    await set(tenantId, []);
    await move(tenantId, 1_000);
    await move(tenantId, -1_000);
    expect(await alertsOf(tenantId)).toMatchObject({ thresholds: [], reached: [] });
    expect(await raised(tenantId)).toHaveLength(2);
  });

  test.each([
    ['nothing', undefined],
    ['null', null],
    ['no list', 250],
    ['zero', [0]],
    ['a negative', [-1]],
    ['a fraction', [2.5]],
    ['more than a million', [1_000_001]],
    ['a text', ['250']],
    ['null in it', [null]],
    ['a repetition', [250, 250]],
    ['six', [1, 2, 3, 4, 5, 6]],
  ])('of %s are refused, and change nothing', async (_, thresholds) => {
    const tenantId = await tenantWith(500, [400]);
    const { status, body } = await set(tenantId, thresholds);
    expect([status, body.code]).toEqual([400, 'invalid_request']);
    expect((await alertsOf(tenantId)).thresholds).toEqual([400]);
  });

  test('are each business’s own', async () => {
    const [mine, theirs] = [await tenantWith(500), await tenantWith(500)];
    await set(mine, [499]);
    await move(theirs, -10);
    expect(await alertsOf(theirs)).toEqual({ thresholds: [250], reached: [], alerts: [] });
    await move(mine, -10);
    expect(await raised(mine)).toEqual([[499, 490]]);
    expect(await service.catalogProblems()).toEqual([]);
  });
});

/** What a careful person would say of the same movements. */
class Listener {
  readonly told: [number, number][] = [];
  private readonly armed: Map<number, boolean>;

  constructor(
    thresholds: readonly number[],
    private available: number,
  ) {
    this.armed = new Map(thresholds.map((each) => [each, available > each]));
  }

  move(by: number): void {
    this.available += by;
    for (const [threshold, isArmed] of [...this.armed].toSorted(([a], [b]) => b - a)) {
      const margin = Math.max(Math.floor(threshold / 10), 50);
      if (isArmed && this.available <= threshold) this.told.push([threshold, this.available]);
      if (isArmed ? this.available <= threshold : this.available > threshold + margin)
        this.armed.set(threshold, !isArmed);
    }
  }
}

test('whatever a balance does, each fall to a threshold is told of once', async () => {
  const balances = fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 8, maxLength: 25 });
  const thresholds = fc.uniqueArray(fc.integer({ min: 1, max: 800 }), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(balances, thresholds, async ([first = 0, ...rest], some) => {
      const tenantId = await tenantWith(first + 1, some);
      const listener = new Listener(some, first + 1);
      let available = first + 1;
      for (const next of rest.filter((balance, index) => balance !== (rest[index - 1] ?? -1))) {
        const by = next - available;
        if (by === 0) continue;
        available = next;
        await move(tenantId, by);
        listener.move(by);
      }
      expect(await raised(tenantId)).toEqual(listener.told);
    }),
    { numRuns: 15 },
  );
}, 60_000);
