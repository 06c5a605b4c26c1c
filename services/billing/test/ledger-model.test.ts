import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '@fieldline/contracts';
import { Database, query, type Transaction } from '@fieldline/database';
import { type ServiceUnderTest, startServiceUnderTest } from '@fieldline/testing';
import fc from 'fast-check';
import { billing } from '../src/index.js';
import { credit, debit } from '../src/ledger/credit.queries.js';
import {
  chargeInbound,
  lockAccounts,
  settleHolds,
  takeHolds,
} from '../src/ledger/ledger.queries.js';
import { Account } from './ledger.model.js';

const TENANTS = 3;
const BATCHES = 40;
const AT_ONCE = 30;
const RUNS = Number(process.env['LEDGER_RUNS'] ?? 150);
/** Many times what a run takes, so that a longer one by hand has room too. */
const TIMEOUT_MS = RUNS * 2_000;

let service: ServiceUnderTest;
let database: Database;
beforeAll(async () => {
  service = await startServiceUnderTest(billing);
  const urls = { tenantUrl: service.urlOf('tenant'), workerUrl: service.urlOf('worker') };
  database = await new Database({ ...urls, poolSize: 4 }, billing.entities).connect();
});
afterAll(async () => {
  await database.close();
  await service.stop();
});

/** Which business, which of its messages (as a share of those there are), how many segments. */
const item = fc.record({
  tenant: fc.nat(TENANTS - 1),
  message: fc.nat(999),
  segments: fc.integer({ min: 1, max: 11 }),
  flag: fc.nat(9),
});
const batch = fc.record({
  kind: fc.constantFrom('take', 'take', 'settle', 'settle', 'receive', 'credit', 'withdraw'),
  items: fc.array(item, { minLength: AT_ONCE, maxLength: AT_ONCE }),
});
type Batch = typeof batch extends fc.Arbitrary<infer T> ? T : never;

/** The ledger and its model, side by side. */
class Books {
  readonly tenants = Array.from({ length: TENANTS }, newId);
  readonly models = this.tenants.map(() => new Account());
  readonly messages = this.tenants.map((): string[] => []);
  transactions = 0;
  operations = 0;

  async apply({ kind, items }: Batch): Promise<void> {
    this.transactions += 1;
    for (const model of this.models) model.time = this.transactions;
    await database.asWorker(async (tx) => {
      await lockAccounts(tx, this.tenants);
      if (kind === 'take') await this.take(tx, items);
      else if (kind === 'settle') await this.settle(tx, items);
      else if (kind === 'receive') await this.receive(tx, items);
      else await this.adjust(tx, kind, items[0]!);
    });
  }

  /** One in ten repeats a message, one in ten is mandatory. */
  private async take(tx: Transaction, items: Batch['items']): Promise<void> {
    const asked = items.map(({ tenant, message, segments, flag }) => {
      const messageId = flag === 0 ? this.known(tenant, message) : this.fresh(tenant);
      return { tenant, messageId, segments, mandatory: flag === 1 };
    });
    this.operations += asked.length;
    for (const { tenant, messageId, segments, mandatory } of asked)
      this.models[tenant]!.take(messageId, segments, mandatory);
    await takeHolds(
      tx,
      asked.map((each) => ({
        ...each,
        tenantId: this.tenants[each.tenant]!,
        conversationId: CONVERSATION,
      })),
    );
  }

  /** Any message that has a hold, some of them for nothing. What was declined can only be for nothing. */
  private async settle(tx: Transaction, items: Batch['items']): Promise<void> {
    const endings = items
      .filter(({ tenant }) => this.messages[tenant]!.length > 0)
      .map(({ tenant, message, segments, flag }) => {
        const id = this.known(tenant, message);
        const isFree = flag < 3 || this.models[tenant]!.holds.get(id)!.state === 'declined';
        return { tenant, id, actual: isFree ? null : segments };
      });
    this.operations += endings.length;
    const inRounds = Map.groupBy(
      endings,
      ({ id }, place) => endings.slice(0, place).filter((earlier) => earlier.id === id).length,
    );
    for (const round of inRounds.values())
      this.models.forEach((model, tenant) =>
        model.settle(round.filter((each) => each.tenant === tenant)),
      );
    await settleHolds(
      tx,
      endings.map(({ tenant, id, actual }) => ({
        tenantId: this.tenants[tenant]!,
        messageId: id,
        segments: actual,
      })),
    );
  }

  private async receive(tx: Transaction, items: Batch['items']): Promise<void> {
    const texts = items.slice(0, 5).map(({ tenant, message, segments, flag }) => {
      const id = flag === 0 ? this.known(tenant, message) : this.fresh(tenant);
      return { tenant, id, segments };
    });
    this.operations += texts.length;
    this.models.forEach((model, tenant) =>
      model.receive(texts.filter((each) => each.tenant === tenant)),
    );
    await chargeInbound(
      tx,
      texts.map(({ tenant, id, segments }) => ({
        tenantId: this.tenants[tenant]!,
        messageId: id,
        conversationId: CONVERSATION,
        segments,
      })),
    );
  }

  private async adjust(
    tx: Transaction,
    kind: 'credit' | 'withdraw',
    { tenant, message, segments, flag }: Batch['items'][number],
  ): Promise<void> {
    this.operations += 1;
    const model = this.models[tenant]!;
    const named = { tenantId: this.tenants[tenant]!, id: newId(), reason: 'test', actor: 'test' };
    if (kind === 'withdraw') {
      if (model.withdraw(segments)) await debit(tx, { ...named, kind: 'withdrawal', segments });
      return;
    }
    // Prices that no count of segments divides.
    const paid = flag === 0 ? 0 : message * 7_919 + 1;
    model.credit(segments * 20, paid);
    await credit(tx, { ...named, kind: 'purchase', segments: segments * 20 }, paid);
  }

  private fresh(tenant: number): string {
    const id = newId();
    this.messages[tenant]!.push(id);
    return id;
  }

  private known(tenant: number, place: number): string {
    const ids = this.messages[tenant]!;
    return ids.length === 0 ? this.fresh(tenant) : ids[place % ids.length]!;
  }

  /** Accounts, holds and lots as the model has them. */
  expected(): object[] {
    return this.models.map(({ available, held, debt, unitPrice, holds, lots }) => ({
      account: [{ available, held, debt, unitPrice }],
      holds: [...holds]
        .map(([id, hold]) => ({ id, ...hold }))
        .toSorted((a, b) => (a.id < b.id ? -1 : 1)),
      lots,
    }));
  }

  /** The same, as the ledger has them. */
  async kept(): Promise<object[]> {
    return Promise.all(
      this.tenants.map(async (tenantId) => ({
        account: await read(
          `SELECT available, held, debt, unit_price_micros AS "unitPrice" FROM account WHERE tenant_id = $1`,
          [tenantId],
        ),
        holds: await read(
          `SELECT message_id AS id, state, segments, posted_segments AS posted, cost_micros AS cost, owed
             FROM hold WHERE tenant_id = $1 ORDER BY message_id`,
          [tenantId],
        ),
        lots: await read(
          `SELECT segments, paid_micros AS paid, remaining FROM lot WHERE tenant_id = $1 ORDER BY id`,
          [tenantId],
        ),
      })),
    );
  }
}

const CONVERSATION = newId();
const read = (sql: string, parameters: unknown[]): Promise<object[]> =>
  database.asWorker((tx) => query<object>(tx, sql, parameters));

/** Entries = balances, open holds = held, lots = available and held, draws = costs, lots = what was paid. */
const DISAGREEMENTS = `
  SELECT a.tenant_id, 'entries' AS which FROM account a JOIN (
         SELECT tenant_id, sum(CASE 'available' WHEN target THEN segments WHEN source THEN -segments ELSE 0 END) AS available,
                sum(CASE 'held' WHEN target THEN segments WHEN source THEN -segments ELSE 0 END) AS held,
                sum(CASE 'debt' WHEN source THEN segments WHEN target THEN -segments ELSE 0 END) AS debt
           FROM entry GROUP BY 1) e USING (tenant_id)
   WHERE a.tenant_id = ANY ($1) AND (a.available, a.held, a.debt) <> (e.available, e.held, e.debt)
  UNION ALL
  SELECT a.tenant_id, 'holds' FROM account a
   WHERE a.tenant_id = ANY ($1) AND (a.held, a.debt) <> (
         SELECT coalesce(sum(segments) FILTER (WHERE state = 'open'), 0), coalesce(sum(owed), 0)
           FROM hold h WHERE h.tenant_id = a.tenant_id)
  UNION ALL
  SELECT a.tenant_id, 'lots' FROM account a
   WHERE a.tenant_id = ANY ($1) AND a.available + a.held <> (
         SELECT coalesce(sum(remaining), 0) FROM lot l WHERE l.tenant_id = a.tenant_id)
  UNION ALL
  SELECT l.tenant_id, 'draws of a lot' FROM lot l
   WHERE l.tenant_id = ANY ($1) AND (l.segments - l.remaining, l.paid_micros * (l.segments - l.remaining) / l.segments) <> (
         SELECT coalesce(sum(d.segments), 0), coalesce(sum(d.cost_micros), 0)
           FROM draw d WHERE d.tenant_id = l.tenant_id AND d.lot_id = l.id)
  UNION ALL
  SELECT h.tenant_id, 'draws of a message' FROM hold h
    LEFT JOIN (SELECT tenant_id, message_id, sum(segments) AS segments, sum(cost_micros) AS cost
                 FROM draw GROUP BY 1, 2) d USING (tenant_id, message_id)
   WHERE h.tenant_id = ANY ($1)
     AND (coalesce(d.segments, 0), coalesce(d.cost, 0)) <> (coalesce(h.posted_segments, 0) - h.owed, coalesce(h.cost_micros, 0))`;

let operations = 0;

test(
  'any order of takes, outcomes, texts, purchases and withdrawals comes to what plain arithmetic says',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(batch, { minLength: BATCHES, maxLength: BATCHES }),
        async (batches) => {
          const books = new Books();
          for (const each of batches) await books.apply(each);
          expect(await books.kept()).toEqual(books.expected());
          expect(await read(DISAGREEMENTS, [books.tenants])).toEqual([]);
          operations += books.operations;
        },
      ),
      { numRuns: RUNS, endOnFailure: true },
    );
    process.stdout.write(`${operations} operations on the ledger agree with its model\n`);
  },
  TIMEOUT_MS,
);

test('many connections at once on the same businesses leave no record at odds with another', async () => {
  const CONNECTIONS = 8;
  const many = await new Database(
    {
      tenantUrl: service.urlOf('tenant'),
      workerUrl: service.urlOf('worker'),
      poolSize: CONNECTIONS,
    },
    billing.entities,
  ).connect();
  const tenants = Array.from({ length: 4 }, newId);
  const any = <T>(of: readonly T[]): T => of[Math.floor(Math.random() * of.length)]!;
  const upTo = (most: number): number => 1 + Math.floor(Math.random() * most);
  const held: { tenantId: string; messageId: string }[] = [];
  const take = (tx: Transaction) => {
    const asked = Array.from({ length: 20 }, () => ({
      tenantId: any(tenants),
      messageId: newId(),
      conversationId: CONVERSATION,
      segments: upTo(3),
      mandatory: false,
    }));
    return takeHolds(tx, asked).then((decisions) =>
      held.push(...asked.filter(({ messageId }) => decisions.get(messageId)!.state === 'open')),
    );
  };
  // Two connections often settle the same message: one of them finds it settled.
  const settle = (tx: Transaction) => {
    const ended = Array.from({ length: Math.min(20, held.length) }, () => any(held));
    const segments = () => (Math.random() < 0.2 ? null : upTo(5));
    return settleHolds(
      tx,
      ended.map((each) => ({ ...each, segments: segments() })),
    );
  };
  const receive = (tx: Transaction) =>
    chargeInbound(
      tx,
      Array.from({ length: 5 }, () => {
        const [tenantId, messageId] = [any(tenants), newId()];
        return { tenantId, messageId, conversationId: CONVERSATION, segments: upTo(5) };
      }),
    );
  const buy = (tx: Transaction) => {
    const [tenantId, id, segments] = [any(tenants), newId(), upTo(200)];
    const named = { tenantId, id, segments, reason: 'test', actor: 'test' };
    return credit(tx, { ...named, kind: 'purchase' }, upTo(1_000_000));
  };
  const work = async (): Promise<void> => {
    for (let round = 0; round < 100; round += 1)
      await many.asWorker(async (tx) => {
        await lockAccounts(tx, tenants);
        await any([take, take, settle, settle, receive, buy])(tx);
      });
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, work));
  await many.close();
  expect(await read(DISAGREEMENTS, [tenants])).toEqual([]);
}, 120_000);
