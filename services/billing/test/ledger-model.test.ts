import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { derivedId, newId } from '@fieldline/contracts';
import { Database, query, type Transaction } from '@fieldline/database';
import { Outbox } from '@fieldline/events';
import fc from 'fast-check';
import { billing } from '../src/index.js';
import { credit, debit } from '../src/ledger/credit.queries.js';
import { findExpired, setExpiries, stillExpired } from '../src/ledger/hold-expiry.queries.js';
import {
  chargeInbound,
  lockAccounts,
  settleHolds,
  takeHolds,
} from '../src/ledger/ledger.queries.js';
import { LotService } from '../src/lot/lot.service.js';
import type { PaymentNews } from '../src/payment/payment.provider.js';
import { Purchase } from '../src/purchase/purchase.entity.js';
import { PurchaseLedger } from '../src/purchase/purchase.ledger.js';
import { PurchaseLots } from '../src/purchase/purchase.lots.js';
import { noteNews } from '../src/purchase/purchase.news.js';
import { type PurchaseKey, readKnown } from '../src/purchase/purchase.queries.js';
import { stateOf } from '../src/purchase/purchase.status.js';
import { createLedgerDatabase, type LedgerDatabase } from './ledger-database.js';
import { DISAGREEMENTS } from './ledger.invariants.js';
import { Account } from './ledger.model.js';
import { type News, NEWS, PurchaseModel } from './purchase.model.js';
import { runsOf, tryAll } from './replay.js';

const TENANTS = 3;
const BATCHES = 40;
const AT_ONCE = 30;
const RUNS = runsOf(200);
/** Many times what a run takes, so that a longer one by hand has room too. */
const TIMEOUT_MS = 120_000 + RUNS * 4_000;

let ledger: LedgerDatabase;
let database: Database;
let purchases: PurchaseLedger;
beforeAll(async () => {
  ledger = await createLedgerDatabase();
  ({ database } = ledger);
  // Bundles as small as what is sent, so that they run out.
  await ledger.admin.query('ALTER TABLE purchase DROP CONSTRAINT purchase_bundle_check');
  const outbox = new Outbox(database);
  const lots = new PurchaseLots(new LotService(outbox));
  // Moves segments only: nothing is announced, and nothing bought by itself.
  purchases = new PurchaseLedger(nobody(), lots, outbox, nobody());
});
afterAll(() => ledger.stop());

function nobody<T extends object>(): T {
  return new Proxy({} as T, {
    get: (_, name) => {
      throw new Error(`nobody is asked for ${String(name)} here`);
    },
  });
}

/** Which business, which of its messages (as a share of those there are), how many segments. */
const item = fc.record({
  tenant: fc.nat(TENANTS - 1),
  message: fc.nat(999),
  segments: fc.integer({ min: 1, max: 11 }),
  flag: fc.nat(9),
});
type Item = typeof item extends fc.Arbitrary<infer T> ? T : never;
const KINDS = [
  ...(['take', 'take', 'take', 'settle', 'settle', 'settle', 'expire', 'receive'] as const),
  ...(['credit', 'withdraw', 'buy', 'news', 'news', 'news'] as const),
] as const;
const batch = fc.record({
  kind: fc.constantFrom(...KINDS),
  /** One in five is done, lost before it is committed, and done again. */
  crashes: fc.nat(4).map((one) => one === 0),
  items: fc
    .array(item, { minLength: AT_ONCE, maxLength: AT_ONCE })
    .map((items) => items as [Item, ...Item[]]),
});
type Batch = typeof batch extends fc.Arbitrary<infer T> ? T : never;
type Items = Batch['items'];
/** What a transaction does: the same if it is done again. */
type Work = (tx: Transaction) => Promise<unknown>;

class Crash extends Error {}

/** What was new of purchases, how often. */
const tally = new Map<News, number>();

/** The ledger and its model, side by side. */
class Books {
  readonly tenants = Array.from({ length: TENANTS }, newId);
  readonly models = this.tenants.map(() => new Account());
  readonly messages = this.tenants.map((): string[] => []);
  readonly purchases = this.tenants.map((): PurchaseModel[] => []);
  transactions = 0;
  operations = 0;
  private names = 0;

  async apply({ kind, items, crashes }: Batch): Promise<void> {
    this.transactions += 1;
    for (const model of this.models) model.time = this.transactions;
    const work = await this[kind](items);
    const transaction = (isLost: boolean): Promise<void> =>
      database.asWorker(async (tx) => {
        await lockAccounts(tx, this.tenants);
        await work(tx);
        if (isLost) throw new Crash();
      });
    if (crashes)
      await transaction(true).catch((error: unknown) => {
        if (!(error instanceof Crash)) throw error;
      });
    await transaction(false);
  }

  /** One in ten repeats a message, one in ten is mandatory. */
  private take(items: Items): Work {
    const asked = items.map(({ tenant, message, segments, flag }) => {
      const messageId = flag === 0 ? this.known(tenant, message) : this.fresh(tenant);
      return { tenant, messageId, segments, mandatory: flag === 1 };
    });
    this.operations += asked.length;
    for (const { tenant, messageId, segments, mandatory } of asked)
      this.models[tenant]!.take(messageId, segments, mandatory);
    const requests = asked.map(({ tenant, ...each }) => ({
      ...each,
      tenantId: this.tenants[tenant]!,
      conversationId: CONVERSATION,
    }));
    return (tx) => takeHolds(tx, requests);
  }

  /** Any message that has a hold, some of them for nothing. What was declined can only be for nothing. */
  private settle(items: Items): Work {
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
    const outcomes = endings.map(({ tenant, id, actual }) => ({
      tenantId: this.tenants[tenant]!,
      messageId: id,
      segments: actual,
    }));
    return (tx) => settleHolds(tx, outcomes);
  }

  /** Nobody could find out about some messages, and their day is over. */
  private expire(items: Items): Work {
    const some = items
      .slice(0, 10)
      .filter(({ tenant }) => this.messages[tenant]!.length > 0)
      .map(({ tenant, message }) => ({ tenant, id: this.known(tenant, message) }));
    this.operations += some.length;
    this.models.forEach((model, tenant) =>
      model.expire(some.filter((each) => each.tenant === tenant).map(({ id }) => id)),
    );
    const expiries = some.map(({ tenant, id }) => ({
      tenantId: this.tenants[tenant]!,
      messageId: id,
      afterSeconds: 0,
    }));
    return async (tx) => {
      await setExpiries(tx, expiries);
      const expired = await stillExpired(tx, await findExpired(tx, 1_000));
      await settleHolds(
        tx,
        expired.map((hold) => ({ ...hold, segments: null })),
      );
    };
  }

  private receive(items: Items): Work {
    const texts = items.slice(0, 5).map(({ tenant, message, segments, flag }) => {
      const id = flag === 0 ? this.known(tenant, message) : this.fresh(tenant);
      return { tenant, id, segments };
    });
    this.operations += texts.length;
    this.models.forEach((model, tenant) =>
      model.receive(texts.filter((each) => each.tenant === tenant)),
    );
    const charged = texts.map(({ tenant, id, segments }) => ({
      tenantId: this.tenants[tenant]!,
      messageId: id,
      conversationId: CONVERSATION,
      segments,
    }));
    return (tx) => chargeInbound(tx, charged);
  }

  private withdraw([{ tenant, segments }]: Items): Work {
    this.operations += 1;
    if (!this.models[tenant]!.withdraw(segments)) return () => Promise.resolve();
    const named = this.adjustment(tenant);
    return (tx) => debit(tx, { ...named, kind: 'withdrawal', segments });
  }

  private credit([{ tenant, message, segments, flag }]: Items): Work {
    this.operations += 1;
    // Prices that no count of segments divides.
    const paid = flag === 0 ? 0 : message * 7_919 + 1;
    this.models[tenant]!.credit(segments * 20, paid);
    const named = this.adjustment(tenant);
    return (tx) => credit(tx, { ...named, kind: 'grant', segments: segments * 20 }, paid);
  }

  /** A purchase is opened, and paid. */
  private async buy([{ tenant, message, segments }]: Items): Promise<Work> {
    this.operations += 1;
    const [key, bundle] = [{ tenantId: this.tenants[tenant]!, id: this.name() }, segments * 60];
    const priceMicros = (message + 1) * 10_000;
    this.purchases[tenant]!.push(
      new PurchaseModel(this.models[tenant]!, key.id, bundle, priceMicros),
    );
    await ledger.admin.query(
      `INSERT INTO purchase (tenant_id, id, bundle, price_micros, business_name, bought_by, provider)
       VALUES ($1, $2, $3, $4, 'Acme', 'user:u', 'stripe')`,
      [key.tenantId, key.id, bundle, priceMicros],
    );
    const told = { checkout: key.id, payment: null, taxMicros: 0, currency: 'usd', tenantId: null };
    return (tx) => learn(tx, key, { kind: 'paid', ...told, totalMicros: priceMicros });
  }

  /** Refunds, disputes and what came of them, a few in one transaction. */
  private news(items: Items): Work {
    const works = items.slice(0, 4).flatMap(({ tenant, message, segments, flag }): Work[] => {
      const bought = this.purchases[tenant]!;
      const model = bought[message % bought.length];
      if (!model) return [];
      this.operations += 1;
      const key = { tenantId: this.tenants[tenant]!, id: model.id };
      const [news, dispute] = [NEWS[segments - 1]!, `dispute ${flag % 2}`];
      const refund = model.refundName;
      const isNews = model.tell(news, dispute);
      if (isNews) tally.set(news, (tally.get(news) ?? 0) + 1);
      const requested = model.refundName;
      if (news === 'refund') return isNews ? [(tx) => refunded(tx, key, requested!)] : [];
      if (news === 'refuse' && !refund) return [];
      if (news === 'look') return [(tx) => learn(tx, key, null)];
      return [(tx) => learn(tx, key, newsOf(news, model, { refund, dispute }))];
    });
    return async (tx) => {
      for (const work of works) await work(tx);
    };
  }

  private adjustment(tenant: number) {
    return { tenantId: this.tenants[tenant]!, id: this.name(), reason: 'test', actor: 'test' };
  }

  /** The same in each run of a seed: ids decide whose debt of several at once is repaid first. */
  private name(): string {
    this.names += 1;
    return derivedId('name', String(this.names));
  }

  private fresh(tenant: number): string {
    const id = this.name();
    this.messages[tenant]!.push(id);
    return id;
  }

  private known(tenant: number, place: number): string {
    const ids = this.messages[tenant]!;
    return ids.length === 0 ? this.fresh(tenant) : ids[place % ids.length]!;
  }

  /** Accounts, holds, lots and purchases as the model has them. */
  expected(): object[] {
    return this.models.map(({ available, held, debt, unitPrice, holds, lots }, tenant) => ({
      account: [{ available, held, debt, unitPrice }],
      holds: [...holds]
        .map(([id, hold]) => ({ id, ...hold }))
        .toSorted((a, b) => (a.id < b.id ? -1 : 1)),
      lots,
      purchases: this.purchases[tenant]!.map(({ id, taken, reclaims }) => ({
        id,
        segments: taken?.segments ?? null,
        micros: taken?.worth ?? null,
        reclaims,
      })).toSorted((a, b) => (a.id < b.id ? -1 : 1)),
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
        purchases: await read(
          `SELECT id, taken_segments AS segments, taken_micros AS micros, reclaims
             FROM purchase WHERE tenant_id = $1 ORDER BY id`,
          [tenantId],
        ),
      })),
    );
  }
}

/** What the provider tells, or nothing; then segments follow what is known. */
async function learn(tx: Transaction, key: PurchaseKey, news: PaymentNews | null): Promise<void> {
  const purchase = await tx.findOneByOrFail(Purchase, { ...key });
  if (news && (await noteNews(tx, purchase, news)) === 'old') return;
  await follow(tx, purchase);
}

async function refunded(tx: Transaction, key: PurchaseKey, name: string): Promise<void> {
  const purchase = await tx.findOneByOrFail(Purchase, { ...key });
  const named = [key.tenantId, refundId(key.id, name)];
  await query(
    tx,
    `INSERT INTO refund (tenant_id, id, purchase_id, reason, actor) VALUES ($1, $2, $3, 'test', 'test')`,
    [...named, key.id],
  );
  await follow(tx, purchase);
  await query(
    tx,
    `UPDATE refund SET segments = $3, taken_micros = $4 WHERE tenant_id = $1 AND id = $2`,
    [...named, purchase.takenSegments, purchase.takenMicros],
  );
}

async function follow(tx: Transaction, purchase: Purchase): Promise<void> {
  await purchases.moveSegments(tx, purchase);
  purchase.state = stateOf(await readKnown(tx, purchase));
  await tx.save(purchase);
}

function newsOf(
  news: Exclude<News, 'refund' | 'look'>,
  { id, paid }: PurchaseModel,
  { refund, dispute }: { refund: string | null; dispute: string },
): PaymentNews {
  switch (news) {
    case 'refuse': {
      const ours = { reference: 're_ours', refundId: refundId(id, refund!), amountMicros: 0 };
      return { kind: 'refunds', refunds: [{ ...ours, hasFailed: true }] };
    }
    case 'returned':
    case 'not_returned': {
      const theirs = { reference: 're_theirs', refundId: null, amountMicros: paid };
      return { kind: 'refunds', refunds: [{ ...theirs, hasFailed: news === 'not_returned' }] };
    }
    default:
      return { kind: 'disputed', reference: dispute, state: news };
  }
}

const refundId = (purchaseId: string, name: string): string =>
  derivedId('refund', purchaseId, name);

const CONVERSATION = newId();
const read = (sql: string, parameters: unknown[]): Promise<object[]> =>
  database.asWorker((tx) => query<object>(tx, sql, parameters));

let operations = 0;

test(
  'any order of takes, outcomes, expiries, texts, purchases, refunds, disputes and crashes comes to what plain arithmetic says',
  async () => {
    const property = fc.asyncProperty(
      fc.array(batch, { minLength: BATCHES, maxLength: BATCHES }),
      async (batches) => {
        const books = new Books();
        for (const each of batches) await books.apply(each);
        expect(await books.kept()).toEqual(books.expected());
        expect(await read(DISAGREEMENTS, [books.tenants])).toEqual([]);
        operations += books.operations;
      },
    );
    await tryAll(property, { file: 'ledger-model', runs: RUNS });
    const told = [...tally].map(([news, times]) => `${times} ${news}`).join(', ');
    process.stdout.write(`${operations} operations on the ledger agree with its model: ${told}\n`);
  },
  TIMEOUT_MS,
);

test('many connections at once on the same businesses leave no record at odds with another', async () => {
  const CONNECTIONS = 8;
  const many = await new Database(
    {
      tenantUrl: ledger.urlOf('tenant'),
      workerUrl: ledger.urlOf('worker'),
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
