import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { derivedId, newId } from '@fieldline/contracts';
import { query, type Transaction } from '@fieldline/database';
import type { Outbox } from '@fieldline/events';
import fc from 'fast-check';
import { debit, isBooked } from '../src/ledger/credit.queries.js';
import { findExpired, setExpiries, stillExpired } from '../src/ledger/hold-expiry.queries.js';
import {
  chargeInbound,
  lockAccounts,
  settleHolds,
  takeHolds,
} from '../src/ledger/ledger.queries.js';
import { LotService } from '../src/lot/lot.service.js';
import { ACCOUNT_FUNCTIONS } from '../src/database/functions/accounts.js';
import { createLedgerDatabase, type LedgerDatabase } from './ledger-database.js';
import { DISAGREEMENTS } from './ledger.invariants.js';
import { runsOf, tryAll } from './replay.js';
import { type Actor, Stage } from './stage.js';

const RUNS = runsOf(60);
const TIMEOUT_MS = 120_000 + RUNS * 5_000;
const NAMED = { reason: 'test', actor: 'test' };

let ledger: LedgerDatabase;
let stage: Stage;
beforeAll(async () => {
  ledger = await createLedgerDatabase();
  stage = new Stage(ledger.urlOf('worker'), ledger.admin);
});
afterAll(() => ledger.stop());

/** Says nothing to anybody. */
const SILENT = { addAll: () => Promise.resolve() } as unknown as Outbox;
const lots = new LotService(SILENT);

const KINDS = ['take', 'settle', 'settle', 'expire', 'receive', 'credit', 'withdraw', 'reverse'];
/** Few businesses and messages, so that actors get in each other's way. */
const item = fc.record({
  tenant: fc.nat(1),
  message: fc.nat(5),
  segments: fc.integer({ min: 1, max: 5 }),
});
const deed = fc.record({
  kind: fc.constantFrom(...KINDS),
  items: fc.array(item, { minLength: 2, maxLength: 4 }),
});
const choice = fc.record({
  who: fc.nat(99),
  crashes: fc.nat(24).map((one) => one === 0),
});
const scene = fc.record({
  deeds: fc.array(deed, { minLength: 2, maxLength: 4 }),
  choices: fc.array(choice, { minLength: 40, maxLength: 40 }),
  grant: fc.integer({ min: 6, max: 16 }),
});
type Scene = typeof scene extends fc.Arbitrary<infer T> ? T : never;
type Deed = Scene['deeds'][number];

/** Two businesses, each with a grant, three messages that are held for, one of them longer than it should be. */
class Businesses {
  readonly ids = [newId(), newId()] as const;
  private readonly conversationId = newId();

  constructor(private readonly lock: typeof lockAccounts) {}

  async open(segments: number): Promise<void> {
    await ledger.database.asWorker(async (tx) => {
      await lockAccounts(tx, this.ids);
      for (const tenantId of this.ids) {
        const grant = { tenantId, lotId: this.lot(tenantId), kind: 'grant', segments } as const;
        await lots.credit(tx, { ...grant, ...NAMED, paidMicros: segments * 10_007 });
      }
      const messages = this.ids.flatMap((_, tenant) =>
        [0, 1, 2].map((message) => ({ tenant, message, segments: 1 + (message % 2) })),
      );
      await takeHolds(tx, this.requests(messages));
      await setExpiries(
        tx,
        this.ids.map((tenantId) => ({
          tenantId,
          messageId: this.name(tenantId, 'message 2'),
          afterSeconds: 0,
        })),
      );
    });
  }

  actor({ kind, items }: Deed, place: number): Actor {
    return { name: `${place} ${kind}`, work: (tx) => this.work(tx, kind, items) };
  }

  private async work(tx: Transaction, kind: string, items: Deed['items']): Promise<void> {
    const [{ tenant, message, segments }] = items as [Deed['items'][number]];
    const tenantId = this.ids[tenant]!;
    if (kind === 'expire') return this.expire(tx);
    // In their own order: it's the ledger that brings accounts into one.
    await this.lock(
      tx,
      items.map((each) => this.ids[each.tenant]!),
    );
    switch (kind) {
      case 'take':
        await takeHolds(tx, this.requests(items));
        return;
      case 'settle':
        await settleHolds(
          tx,
          items.map((each) => ({
            ...this.held(each.tenant, each.message % 3),
            segments: each.segments === 5 ? null : each.segments,
          })),
        );
        return;
      case 'receive':
        await chargeInbound(tx, this.requests(items, 'received'));
        return;
      case 'credit': {
        const lotId = this.name(tenantId, `credit ${message % 2}`);
        const bought = { tenantId, lotId, kind: 'purchase', segments, paidMicros: 77_777 } as const;
        await lots.credit(tx, { ...bought, ...NAMED });
        return;
      }
      case 'withdraw':
        return this.withdraw(tx, tenantId, segments);
      default: {
        const id = this.name(tenantId, `reversal ${message % 2}`);
        await lots.reverse(tx, { tenantId, id, lotId: this.lot(tenantId), ...NAMED });
      }
    }
  }

  private async withdraw(tx: Transaction, tenantId: string, segments: number): Promise<void> {
    const id = this.name(tenantId, `withdrawal ${segments}`);
    if (await isBooked(tx, { tenantId, id })) return;
    const [account] = await query<{ available: number }>(
      tx,
      'SELECT available FROM account WHERE tenant_id = $1',
      [tenantId],
    );
    if (account!.available < segments) return;
    await debit(tx, { tenantId, id, kind: 'withdrawal', segments, ...NAMED });
  }

  private async expire(tx: Transaction): Promise<void> {
    const found = await findExpired(tx, 1_000);
    const ours = found.filter(({ tenantId }) => this.ids.includes(tenantId));
    await this.lock(
      tx,
      ours.map(({ tenantId }) => tenantId),
    );
    const expired = await stillExpired(tx, ours);
    await settleHolds(
      tx,
      expired.map((hold) => ({ ...hold, segments: null })),
    );
  }

  private requests(items: Deed['items'], what = 'message') {
    return items.map(({ tenant, message, segments }) => ({
      ...this.held(tenant, message, what),
      conversationId: this.conversationId,
      segments,
      mandatory: false,
    }));
  }

  private held(tenant: number, message: number, what = 'message') {
    const tenantId = this.ids[tenant]!;
    return { tenantId, messageId: this.name(tenantId, `${what} ${message}`) };
  }

  private lot(tenantId: string): string {
    return this.name(tenantId, 'lot');
  }

  /** Ids of the same order in each run of a seed, as far as that is of any consequence. */
  private name(tenantId: string, what: string): string {
    return derivedId('stage', String(this.ids.indexOf(tenantId)), what);
  }
}

/** @throws Error when an actor fails, or leaves behind what doesn't add up */
async function play({ deeds, choices, grant }: Scene, lock = lockAccounts): Promise<void> {
  const businesses = new Businesses(lock);
  await businesses.open(grant);
  const actors = deeds.map((each, place) => businesses.actor(each, place));
  const log = await stage.play(actors, choices);
  const { rows } = await ledger.admin.query(DISAGREEMENTS, [businesses.ids]);
  if (rows.length > 0) throw new Error([...log, JSON.stringify(rows)].join('\n'));
}

test(
  'transactions that go on statement by statement, and crash, leave no record at odds with another',
  async () => {
    await tryAll(
      fc.asyncProperty(scene, (each) => play(each)),
      { file: 'ledger-stage', runs: RUNS },
    );
    process.stdout.write(
      `${RUNS} plays: ${stage.waits} times somebody waited, ${stage.crashes} crashed\n`,
    );
  },
  TIMEOUT_MS,
);

/** What the stage is for: each of these makes a play fail. */
describe('a ledger', () => {
  const [lockAccountsSql] = ACCOUNT_FUNCTIONS as [string];
  const replace = async (sql: string): Promise<void> => {
    await ledger.admin.query(sql.replace('CREATE FUNCTION', 'CREATE OR REPLACE FUNCTION'));
  };

  const expectFailure = async (lock?: typeof lockAccounts): Promise<void> => {
    const property = fc.asyncProperty(scene, (each) => play(each, lock));
    const details = await fc.check(property, { seed: 5, numRuns: 100, endOnFailure: true });
    expect(details.failed).toBe(true);
  };

  test.each([
    ['that locks no account', ''],
    ['whose locks let others in', 'FOR SHARE'],
  ])(
    '%s is seen through',
    async (_, lock) => {
      const spoilt = lockAccountsSql.replace('FOR UPDATE', lock);
      expect(spoilt).not.toBe(lockAccountsSql);
      await replace(spoilt);
      try {
        await expectFailure();
      } finally {
        await replace(lockAccountsSql);
      }
    },
    TIMEOUT_MS,
  );

  test(
    'that locks one account after another, in no order, is seen through',
    () =>
      expectFailure(async (tx, tenantIds) => {
        for (const tenantId of tenantIds) await lockAccounts(tx, [tenantId]);
      }),
    TIMEOUT_MS,
  );
});
