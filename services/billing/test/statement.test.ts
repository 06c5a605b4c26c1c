import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type AccountStatement,
  newId,
  type Page,
  type StatementLine,
  type UsageRow,
} from '@fieldline/contracts';
import { Database, type Transaction } from '@fieldline/database';
import {
  type Answer,
  type ServiceUnderTest,
  startServiceUnderTest,
  whileLocked,
} from '@fieldline/testing';
import fc from 'fast-check';
import { Account } from '../src/account/account.entity.js';
import { billing } from '../src/index.js';
import { credit, debit } from '../src/ledger/credit.queries.js';
import {
  chargeInbound,
  lockAccounts,
  settleHolds,
  takeHolds,
} from '../src/ledger/ledger.queries.js';
import { writeStandings } from '../src/statement/standing.queries.js';
import { LedgerBooks } from './statement.books.js';

const RUNS = Number(process.env['STATEMENT_RUNS'] ?? 15);
/** October to December in Chicago, where clocks change in November. */
const MONTHS = [
  '2025-10-01T05:00:00.000Z',
  '2025-11-01T05:00:00.000Z',
  '2025-12-01T06:00:00.000Z',
  '2026-01-01T06:00:00.000Z',
].map((instant) => new Date(instant));
const BATCHES = 24;

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
afterEach(() => bookAt('clock_timestamp()'));

/** What is booked from now on has this time. */
async function bookAt(time: string): Promise<void> {
  for (const table of ['entry', 'draw'])
    await service.admin.query(`ALTER TABLE ${table} ALTER COLUMN at SET DEFAULT ${time}`);
}

const path = (from: Date, to: Date, place = '/statements', more = ''): string =>
  `${place}?from=${from.toISOString()}&to=${to.toISOString()}${more}`;

function ask(tenantId: string, from: Date, to: Date): Promise<Answer<AccountStatement>> {
  return service.call(tenantId, ['GET', path(from, to)]);
}

async function statementOf(tenantId: string, from: Date, to: Date): Promise<AccountStatement> {
  const { status, body } = await ask(tenantId, from, to);
  expect([status, body.code]).toEqual([200, undefined]);
  return body;
}

async function linesOf(
  tenantId: string,
  from: Date,
  to: Date,
  limit: number,
): Promise<StatementLine[]> {
  const lines: StatementLine[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const more: string = `&limit=${limit}${cursor ? `&cursor=${cursor}` : ''}`;
    const { body }: Answer<Page<StatementLine>> = await service.call(tenantId, [
      'GET',
      path(from, to, '/statements/lines', more),
    ]);
    expect(body.items.length).toBeLessThanOrEqual(limit);
    lines.push(...body.items);
    cursor = body.nextCursor;
  }
  return lines;
}

const SUMMED = [
  'purchased',
  'granted',
  'restored',
  'withdrawn',
  'reversed',
  'sent',
  'received',
  'held',
  'released',
] as const;
const SUMMED_MONEY = [
  'paidMicros',
  'grantedMicros',
  'restoredMicros',
  'withdrawnMicros',
  'reversedMicros',
  'sentMicros',
  'receivedMicros',
] as const;

/** The columns of a file, each summed as a spreadsheet would. */
function columnSums(lines: readonly StatementLine[]): object {
  const sum = (names: readonly (typeof SUMMED | typeof SUMMED_MONEY)[number][]): object =>
    Object.fromEntries(
      names.map((name) => [name, lines.reduce((total, line) => total + line[name], 0)]),
    );
  return { movements: sum(SUMMED), money: sum(SUMMED_MONEY) };
}

/** A breakdown as the plain arithmetic says it. */
function usageOf(rows: readonly UsageRow[]): Record<string, readonly [number, number]> {
  const parts = rows.flatMap(({ key, sent, received }) => [
    [`outbound ${key}`, [sent.segments, sent.costMicros]] as const,
    [`inbound ${key}`, [received.segments, received.costMicros]] as const,
  ]);
  return Object.fromEntries(parts.filter(([, [segments, cost]]) => segments + cost > 0));
}

const item = fc.record({
  message: fc.nat(999),
  segments: fc.integer({ min: 1, max: 9 }),
  flag: fc.nat(9),
});
const batch = fc.record({
  kind: fc.constantFrom(
    'take',
    'take',
    'settle',
    'settle',
    'receive',
    'credit',
    'debit',
    'standing',
  ),
  items: fc.array(item, { minLength: 6, maxLength: 6 }),
});
type Item = typeof item extends fc.Arbitrary<infer T> ? T : never;
type Kind = typeof batch extends fc.Arbitrary<{ kind: infer T }> ? T : never;

const SENDERS = ['user:a', 'user:b', 'api_key:c', null];
const JOB_TYPES = ['drain', 'boiler', null];
const NUMBERS = ['+13125550101', '+13125550102'];

/** A business that does anything in any order. */
class Trade {
  readonly tenantId = newId();
  private readonly open: string[] = [];

  async apply(tx: Transaction, kind: Kind, items: readonly Item[]): Promise<void> {
    await lockAccounts(tx, [this.tenantId]);
    if (kind === 'take') await this.take(tx, items);
    else if (kind === 'settle') await this.settle(tx, items);
    else if (kind === 'receive') await this.receive(tx, items);
    else if (kind === 'credit') await this.credit(tx, items[0]!);
    else if (kind === 'debit') await this.debit(tx, items[0]!);
    else await writeStandings(tx, 50, `interval '0'`);
  }

  private async take(tx: Transaction, items: readonly Item[]): Promise<void> {
    const asked = items.map(({ message, segments, flag }) => ({
      tenantId: this.tenantId,
      messageId: newId(),
      conversationId: newId(),
      segments,
      mandatory: flag === 0,
      sentBy: SENDERS[message % 4]!,
      from: NUMBERS[message % 2]!,
      jobType: JOB_TYPES[message % 3]!,
    }));
    const decisions = await takeHolds(tx, asked);
    for (const { messageId } of asked)
      if (decisions.get(messageId)!.state === 'open') this.open.push(messageId);
  }

  /** A message may be settled again: one that was given back is posted when it proves sent. */
  private async settle(tx: Transaction, items: readonly Item[]): Promise<void> {
    if (this.open.length === 0) return;
    await settleHolds(
      tx,
      items.map(({ message, segments, flag }) => ({
        tenantId: this.tenantId,
        messageId: this.open[message % this.open.length]!,
        segments: flag < 3 ? null : segments,
      })),
    );
  }

  private async receive(tx: Transaction, items: readonly Item[]): Promise<void> {
    await chargeInbound(
      tx,
      items.slice(0, 3).map(({ message, segments }) => ({
        tenantId: this.tenantId,
        messageId: newId(),
        conversationId: newId(),
        segments,
        to: NUMBERS[message % 2]!,
      })),
    );
  }

  private async credit(tx: Transaction, { message, segments, flag }: Item): Promise<void> {
    const kind = (['purchase', 'purchase', 'grant', 'restoration'] as const)[flag % 4]!;
    const named = { tenantId: this.tenantId, id: newId(), reason: '=bought', actor: 'test' };
    await credit(tx, { ...named, kind, segments: segments * 6 }, message * 7_919 + 1);
  }

  private async debit(tx: Transaction, { segments, flag }: Item): Promise<void> {
    const { available } = await tx.findOneByOrFail(Account, { tenantId: this.tenantId });
    const amount = Math.min(available, segments);
    const named = { tenantId: this.tenantId, id: newId(), reason: 'test', actor: 'test' };
    const kind = flag < 5 ? 'withdrawal' : 'reversal';
    if (amount > 0) await debit(tx, { ...named, kind, segments: amount });
  }
}

/** The times of the batches: across the months, two of them at a month's last and first instants. */
function timeOf(place: number): string {
  const month = Math.floor((place * 3) / BATCHES);
  const inMonth = place - (month * BATCHES) / 3;
  const from = MONTHS[month]!.toISOString();
  if (inMonth === BATCHES / 3 - 1)
    return `timestamptz '${MONTHS[month + 1]!.toISOString()}' - interval '1 microsecond'`;
  return `timestamptz '${from}' + interval '1 hour' * ${inMonth}`;
}

let statements = 0;

test('whatever a business does, its statements say what plain arithmetic says, and so do their lines', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(batch, { minLength: BATCHES, maxLength: BATCHES }),
      fc.integer({ min: 1, max: 7 }),
      async (batches, pageSize) => {
        const trade = new Trade();
        const { tenantId } = trade;
        for (const [place, { kind, items }] of batches.entries()) {
          await bookAt(timeOf(place));
          await database.asWorker((tx) => trade.apply(tx, kind, items));
        }
        const books = await LedgerBooks.read(service.admin, tenantId);
        const all: AccountStatement[] = [];
        for (const [index, from] of MONTHS.slice(0, -1).entries()) {
          const to = MONTHS[index + 1]!;
          const statement = await statementOf(tenantId, from, to);
          const { byUser, byJobType, byNumber, quoteVersusBill } = statement;
          const { owedMicros: _, ...money } = statement.money;
          const { above, below, items } = quoteVersusBill;
          expect({
            opening: statement.opening,
            closing: statement.closing,
            movements: statement.movements,
            money,
            above,
            below,
            byUser: usageOf(byUser),
            byJobType: usageOf(byJobType),
            byNumber: usageOf(byNumber),
          }).toEqual(books.statement(from, to));
          expect(items).toHaveLength(above.messages + below.messages);
          const lines = await linesOf(tenantId, from, to, pageSize);
          expect(columnSums(lines)).toEqual({ movements: statement.movements, money });
          expect(new Set(lines.map(({ id }) => id)).size).toBe(lines.length);
          expect(lines.map(({ at }) => at)).toEqual(lines.map(({ at }) => at).toSorted());
          all.push(statement);
          statements += 1;
        }
        for (const [index, { opening }] of all.slice(1).entries())
          expect(opening).toEqual(all[index]!.closing);
        await expectAllToBePaid(tenantId, all);
      },
    ),
    { numRuns: RUNS, endOnFailure: true },
  );
  process.stdout.write(`${statements} statements agree with plain arithmetic\n`);
}, 300_000);

/** All statements together come to what was paid: used, taken away, or still in its lots. */
async function expectAllToBePaid(
  tenantId: string,
  all: readonly AccountStatement[],
): Promise<void> {
  const { rows } = await service.admin.query<{ left: string }>(
    `SELECT coalesce(sum(paid_micros - paid_micros * (segments - remaining) / segments), 0)::bigint AS left
       FROM lot WHERE tenant_id = $1`,
    [tenantId],
  );
  const came = all.reduce(
    (sum, { money: m }) => sum + m.paidMicros + m.grantedMicros + m.restoredMicros,
    0,
  );
  const went = all.reduce(
    (sum, { money: m }) =>
      sum + m.sentMicros + m.receivedMicros + m.withdrawnMicros + m.reversedMicros,
    0,
  );
  expect(came - went).toBe(Number(rows[0]!.left));
}

describe('a statement', () => {
  const [october, november] = MONTHS as [Date, Date];
  const now = (): { from: Date; to: Date } => ({
    from: new Date(Date.now() - 86_400_000),
    to: new Date(Date.now() + 86_400_000),
  });
  const grant = (tenantId: string, segments: number) =>
    service.call(tenantId, ['POST', '/adjustments'], {
      body: { segments, reason: 'test' },
      role: 'operator',
    });

  test('of a business that never did anything is empty', async () => {
    const statement = await statementOf(newId(), october, november);
    const nothing = { available: 0, held: 0, debt: 0, balance: 0 };
    expect(statement).toMatchObject({ opening: nothing, closing: nothing, byUser: [] });
    expect(statement.isOpen).toBe(false);
  });

  test('that isn’t over says so, and closes with the balance', async () => {
    const tenantId = newId();
    await grant(tenantId, 7);
    const { from, to } = now();
    const statement = await statementOf(tenantId, from, to);
    expect(statement).toMatchObject({
      isOpen: true,
      closing: { available: 7, held: 0, debt: 0, balance: 7 },
      movements: { granted: 7 },
      money: { grantedMicros: 105_000, paidMicros: 0, owedMicros: 0 },
    });
  });

  test('shows a debt at today’s price', async () => {
    const tenantId = newId();
    const text = { tenantId, messageId: newId(), conversationId: newId(), segments: 3 };
    await database.asWorker(async (tx) => {
      await lockAccounts(tx, [tenantId]);
      await chargeInbound(tx, [text]);
    });
    const { from, to } = now();
    expect(await statementOf(tenantId, from, to)).toMatchObject({
      closing: { available: 0, debt: 3, balance: -3 },
      received: { messages: 1, segments: 3, costMicros: 0 },
      money: { receivedMicros: 0, owedMicros: 45_000 },
      byUser: [{ key: null, received: { segments: 3 } }],
    });
  });

  test('explains bills that differ from their quotes', async () => {
    const tenantId = newId();
    await grant(tenantId, 20);
    const asked = [1, 3, 2].map((segments) => ({
      tenantId,
      messageId: newId(),
      conversationId: newId(),
      segments,
      mandatory: false,
    }));
    const [more, fewer] = asked.map(({ messageId }) => messageId);
    await database.asWorker((tx) => takeHolds(tx, asked));
    await database.asWorker(async (tx) => {
      await lockAccounts(tx, [tenantId]);
      const billed = [2, 1, 2];
      await settleHolds(
        tx,
        asked.map(({ messageId }, index) => ({ tenantId, messageId, segments: billed[index]! })),
      );
    });
    const { from, to } = now();
    const { quoteVersusBill, sent } = await statementOf(tenantId, from, to);
    expect(sent).toEqual({ messages: 3, segments: 5, costMicros: 75_000 });
    expect(quoteVersusBill).toEqual({
      above: { messages: 1, segments: 1 },
      below: { messages: 1, segments: 2 },
      items: [
        { messageId: more, quoted: 1, billed: 2, reason: expect.stringMatching(/counted 1 more/) },
        {
          messageId: fewer,
          quoted: 3,
          billed: 1,
          reason: expect.stringMatching(/2 fewer .*: only what it counted/),
        },
      ],
    });
  });

  test('is of one business only, and so are its lines', async () => {
    const [acme, other] = [newId(), newId()];
    await grant(acme, 5);
    await grant(other, 9);
    const { from, to } = now();
    expect(await statementOf(acme, from, to)).toMatchObject({
      closing: { available: 5 },
      movements: { granted: 5 },
    });
    expect(await linesOf(acme, from, to, 10)).toMatchObject([{ type: 'grant', granted: 5 }]);
    const nobody = await service.call(null, ['GET', path(from, to)], { role: 'operator' });
    expect(nobody.body.code).toBe('tenant_required');
  });

  test('waits for what is being booked', async () => {
    const tenantId = newId();
    await grant(tenantId, 5);
    const { from, to } = now();
    const account = ['SELECT FROM account WHERE tenant_id = $1 FOR UPDATE', tenantId] as const;
    const { answer } = await whileLocked(service.admin, account, async (inLine) => {
      const asked = statementOf(tenantId, from, to);
      await inLine(1);
      const id = newId();
      await service.admin.query(`SELECT credit($1, $2, 'grant', 2, 0, 'late', 'test')`, [
        tenantId,
        id,
      ]);
      return { answer: asked };
    });
    expect(await answer).toMatchObject({ movements: { granted: 7 }, closing: { available: 7 } });
  });

  test('is of one moment, however busy the account is', async () => {
    const tenantId = newId();
    await grant(tenantId, 1_000_000);
    const { from, to } = now();
    const work = { isOver: false };
    const book = async (): Promise<void> => {
      while (!work.isOver) {
        const message = { tenantId, messageId: newId(), conversationId: newId(), segments: 1 };
        await database.asWorker((tx) => takeHolds(tx, [{ ...message, mandatory: false }]));
        await database.asWorker(async (tx) => {
          await lockAccounts(tx, [tenantId]);
          await settleHolds(tx, [message]);
        });
      }
    };
    const booking = [book(), book()];
    const answers: number[] = [];
    for (let count = 0; count < 60; count += 1)
      answers.push((await ask(tenantId, from, to)).status);
    work.isOver = true;
    await Promise.all(booking);
    expect(new Set(answers)).toEqual(new Set([200]));
  }, 60_000);

  test.each([
    ['an account', `UPDATE account SET available = available + 1 WHERE tenant_id = $1`],
    [
      'what was written down',
      `INSERT INTO standing (tenant_id, before_entry, available, held, debt)
         VALUES ($1, 0, 1, 0, 0)`,
    ],
    ['a hold', `DELETE FROM hold WHERE tenant_id = $1`],
  ])('that does not add up is not shown: %s was tampered with', async (_, tamper) => {
    const tenantId = newId();
    await grant(tenantId, 5);
    const text = { tenantId, messageId: newId(), conversationId: newId(), segments: 1 };
    await database.asWorker(async (tx) => {
      await lockAccounts(tx, [tenantId]);
      await chargeInbound(tx, [text]);
    });
    await service.admin.query(tamper, [tenantId]);
    const { from, to } = now();
    for (const place of ['/statements', '/statements/lines']) {
      const { status, body } = await service.call(tenantId, ['GET', path(from, to, place)]);
      expect([place, status, body.code]).toEqual([place, 500, 'statement_mismatch']);
      expect(JSON.stringify(body)).not.toMatch(/available|comes to/);
    }
  });

  test.each([
    ['backwards', '2025-11-01T00:00:00Z', '2025-10-01T00:00:00Z'],
    ['empty', '2025-11-01T00:00:00Z', '2025-11-01T00:00:00Z'],
    ['of more than a month', '2025-10-01T00:00:00Z', '2025-11-03T00:00:00Z'],
    ['without an offset', '2025-10-01T00:00:00', '2025-11-01T00:00:00'],
    ['of no days', 'NaN', '1e400'],
  ])('of a period that is none is refused: %s', async (_, from, to) => {
    for (const place of ['/statements', '/statements/lines']) {
      const answer = await service.call(newId(), ['GET', `${place}?from=${from}&to=${to}`]);
      expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
    }
  });

  test.each([
    'limit=0',
    'limit=1001',
    'limit=1e400',
    'cursor=nonsense',
    'cursor=WyJ4IiwieSIsInoiLCJ3Il0',
  ])('has no page for %s', async (more) => {
    const answer = await service.call(newId(), [
      'GET',
      path(october, november, '/statements/lines', `&${more}`),
    ]);
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
  });
});

describe('where accounts stand', () => {
  test('is written down once in a while, for those that moved', async () => {
    const tenantId = newId();
    const write = (every?: string) => database.asWorker((tx) => writeStandings(tx, 1_000, every));
    const written = async () =>
      (await service.admin.query('SELECT available FROM standing WHERE tenant_id = $1', [tenantId]))
        .rows;
    await write();
    await service.call(tenantId, ['POST', '/adjustments'], {
      body: { segments: 5, reason: 'test' },
      role: 'operator',
    });
    await write();
    await write();
    await write(`interval '0'`);
    expect(await written()).toEqual([{ available: '5' }]);
    await service.call(tenantId, ['POST', '/adjustments'], {
      body: { segments: 2, reason: 'test' },
      role: 'operator',
    });
    await write();
    expect(await written()).toEqual([{ available: '5' }]);
    await write(`interval '0'`);
    expect(await written()).toEqual([{ available: '5' }, { available: '7' }]);
    await write(`interval '0'`);
    await service.admin.query('UPDATE account SET version = version + 1');
    expect(await write(`interval '0'`)).toBe(0);
  });
});
