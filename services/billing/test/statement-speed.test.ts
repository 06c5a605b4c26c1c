import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type AccountStatement, newId, type Page, type StatementLine } from '@fieldline/contracts';
import { Database, query, type Transaction } from '@fieldline/database';
import { type ServiceUnderTest, startServiceUnderTest } from '@fieldline/testing';
import { billing } from '../src/index.js';
import { StatementLinesService } from '../src/statement/statement-lines.service.js';
import { StatementService } from '../src/statement/statement.service.js';
import { writeStandings } from '../src/statement/standing.queries.js';
import { readBounds } from '../src/statement/statement.bounds.js';
import { usageSums } from '../src/statement/usage.queries.js';
import { BATCH_IN, BATCH_OUT } from './batches.js';

const MESSAGES = 50_000;
const AT_ONCE = 2_500;
/** A year by hand: `STATEMENT_MONTHS=12`. */
const MONTHS = Number(process.env['STATEMENT_MONTHS'] ?? 2);
const YEAR = 2025;
/**
 * Pages that are read for a message, from memory or not: what a statement takes is in proportion to that on any machine. Its
 * time is looked at by `npm run bench:statement -w bench`.
 */
const PAGES_A_MESSAGE = 3;
const PAGES_A_LINE = 30;
/** What joins look at among them, too. */
const ROWS_A_MESSAGE = 100;

let service: ServiceUnderTest;
let database: Database;
const tenantId = newId();

const firstOf = (month: number): Date => new Date(Date.UTC(YEAR, month));

/** A month's texts through the ledger's own functions: one in five came in, some are billed otherwise. */
async function trade(month: number): Promise<void> {
  for (const table of ['entry', 'draw'])
    await service.admin.query(
      `ALTER TABLE ${table} ALTER COLUMN at SET DEFAULT
         timestamptz '${firstOf(month).toISOString()}' + (clock_timestamp() - timestamptz '${new Date().toISOString()}') * 1000`,
    );
  await database.asWorker(async (tx) => {
    await tx.query(`SELECT lock_accounts(ARRAY[$1::uuid])`, [tenantId]);
    await tx.query(`SELECT credit($1, $2, 'purchase', 100000, 1000000000, 'year', 'test')`, [
      tenantId,
      newId(),
    ]);
  });
  for (let from = 0; from < MESSAGES; from += AT_ONCE)
    await database.asWorker(async (tx) => {
      await tx.query(`SELECT lock_accounts(ARRAY[$1::uuid])`, [tenantId]);
      await query(tx, BATCH_OUT, [tenantId, (AT_ONCE * 4) / 5]);
      await query(tx, BATCH_IN, [tenantId, AT_ONCE / 5]);
    });
  await database.asWorker((tx) => writeStandings(tx, 10, `interval '0'`));
}

/** The first month once more, as another: the same rows with ids and a time of their own. */
async function repeat(month: number): Promise<void> {
  const values = { BEGIN: firstOf(month), FIRST_END: firstOf(1) };
  await service.admin.query('BEGIN');
  for (const sql of COPIES)
    await service.admin.query(
      sql.replaceAll('NAMED', `md5('${month}' || `).replaceAll(/BEGIN|FIRST_END/g, (name) => {
        const instant = values[name as keyof typeof values];
        return `timestamptz '${instant.toISOString()}'`;
      }),
    );
  await service.admin.query(STANDING, [tenantId]);
  await service.admin.query('COMMIT');
}

const COPIES = [
  `INSERT INTO adjustment (tenant_id, id, kind, segments, micros, reason, actor, at)
     SELECT tenant_id, NAMED id)::uuid, kind, segments, micros, reason, actor, BEGIN FROM adjustment a
      WHERE EXISTS (SELECT FROM entry e WHERE e.adjustment_id = a.id AND e.at < FIRST_END)`,
  `INSERT INTO lot (tenant_id, adjustment_id, segments, remaining, paid_micros)
     SELECT l.tenant_id, NAMED l.adjustment_id)::uuid, l.segments, l.remaining, l.paid_micros FROM lot l
      WHERE EXISTS (SELECT FROM entry e WHERE e.adjustment_id = l.adjustment_id AND e.at < FIRST_END)`,
  `INSERT INTO hold (tenant_id, message_id, conversation_id, direction, segments, state, posted_segments, cost_micros,
                     owed, quoted_segments, sent_by, our_number, job_type, resolved_at)
     SELECT h.tenant_id, NAMED h.message_id)::uuid, h.conversation_id, h.direction, h.segments, h.state, h.posted_segments,
            h.cost_micros, h.owed, h.quoted_segments, h.sent_by, h.our_number, h.job_type, BEGIN FROM hold h
      WHERE h.message_id IN (SELECT e.message_id FROM entry e WHERE e.at < FIRST_END)`,
  `INSERT INTO draw (tenant_id, lot_id, message_id, segments, cost_micros, at)
     SELECT d.tenant_id, (SELECT max(id) FROM lot), NAMED d.message_id)::uuid, d.segments, d.cost_micros,
            BEGIN + (d.at - (SELECT min(at) FROM draw)) FROM draw d WHERE d.at < FIRST_END ORDER BY d.id`,
  `INSERT INTO entry (tenant_id, message_id, adjustment_id, kind, source, target, segments, at)
     SELECT e.tenant_id, NAMED e.message_id)::uuid, NAMED e.adjustment_id)::uuid, e.kind, e.source, e.target, e.segments,
            BEGIN + (e.at - (SELECT min(at) FROM entry)) FROM entry e WHERE e.at < FIRST_END ORDER BY e.id`,
];
const STANDING = `
  INSERT INTO standing (tenant_id, before_entry, available, held, debt)
  SELECT $1, max(id) + 1,
         sum(CASE 'available' WHEN target THEN segments WHEN source THEN -segments ELSE 0 END), 0, 0 FROM entry`;

beforeAll(async () => {
  service = await startServiceUnderTest(billing);
  const urls = { tenantUrl: service.urlOf('tenant'), workerUrl: service.urlOf('worker') };
  database = await new Database({ ...urls, poolSize: 2 }, billing.entities).connect();
  // So that it is the tests that say when Postgres looks at the tables.
  for (const table of ['account', 'adjustment', 'draw', 'entry', 'hold', 'lot', 'standing'])
    await service.admin.query(`ALTER TABLE ${table} SET (autovacuum_enabled = false)`);
  await trade(0);
  for (let month = 1; month < MONTHS; month += 1) await repeat(month);
}, 600_000);
afterAll(async () => {
  await database.close();
  await service.stop();
});

async function statementOf(month: number): Promise<AccountStatement> {
  const { from, to } = periodOf(month);
  const { status, body } = await service.call<AccountStatement>(tenantId, [
    'GET',
    `/statements?from=${from}&to=${to}`,
  ]);
  expect([status, body.code]).toEqual([200, undefined]);
  return body;
}

function periodOf(month: number): { from: string; to: string } {
  return { from: firstOf(month).toISOString(), to: firstOf(month + 1).toISOString() };
}

interface Pages {
  /** Of tables and indexes. */
  read: number;
  /** Put on disk because there was no room for them. */
  spilt: number;
  /** That steps of plans came upon, kept or not. */
  rows: number;
}

/** A database whose transactions count the pages that their statements read. */
function counting(pages: Pages): Database {
  const counted = (tx: Transaction): Transaction =>
    new Proxy(tx, {
      get: (target, name) => {
        if (name === 'query')
          return async (sql: string, values?: unknown[]) => {
            const explain = `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${sql}`;
            const [row] = await query<{ 'QUERY PLAN': { Plan: Plan }[] }>(target, explain, values);
            const plan = row!['QUERY PLAN'][0]!.Plan;
            pages.read += plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
            pages.spilt += plan['Temp Read Blocks'] + plan['Temp Written Blocks'];
            pages.rows += rowsOf(plan);
            return target.query<unknown>(sql, values);
          };
        const member: unknown = Reflect.get(target, name);
        return typeof member === 'function' ? (member.bind(target) as unknown) : member;
      },
    });
  const doors: Pick<Database, 'asTenant' | 'asTenantAtOneMoment'> = {
    asTenant: (id, work) => database.asTenant(id, work),
    asTenantAtOneMoment: (id, work) => database.asTenantAtOneMoment(id, (tx) => work(counted(tx))),
  };
  return doors as Database;
}

type Plan = Record<
  'Shared Hit Blocks' | 'Shared Read Blocks' | 'Temp Read Blocks' | 'Temp Written Blocks',
  number
> &
  Record<'Actual Rows' | 'Actual Loops', number> &
  Partial<Record<'Rows Removed by Filter' | 'Rows Removed by Join Filter', number>> & {
    readonly Plans?: readonly Plan[];
  };

function rowsOf(plan: Plan): number {
  const removed =
    (plan['Rows Removed by Filter'] ?? 0) + (plan['Rows Removed by Join Filter'] ?? 0);
  const own = (plan['Actual Rows'] + removed) * plan['Actual Loops'];
  return (plan.Plans ?? []).reduce((sum, part) => sum + rowsOf(part), own);
}

describe.each([
  ['before Postgres has looked at the tables', false],
  ['once it has', true],
])('%s', (_, isAnalyzed) => {
  beforeAll(async () => {
    if (isAnalyzed) await service.admin.query('ANALYZE');
  });

  test.each(Array.from({ length: MONTHS }, (_, month) => month))(
    'the statement of month %d, of 50,000 messages, reads few pages, and writes none to disk',
    async (month) => {
      const pages = { read: 0, spilt: 0, rows: 0 };
      await new StatementService(counting(pages)).statement(tenantId, periodOf(month));
      const [read, rows] = [pages.read / MESSAGES, pages.rows / MESSAGES];
      process.stdout.write(
        `statement ${month + 1} of ${MONTHS}: ${read.toFixed(2)} pages and ${rows.toFixed(1)} rows a message\n`,
      );
      expect(pages.spilt).toBe(0);
      expect(read).toBeLessThan(PAGES_A_MESSAGE);
      expect(rows).toBeLessThan(ROWS_A_MESSAGE);
    },
    60_000,
  );

  test('a page of its lines reads few pages for each', async () => {
    const pages = { read: 0, spilt: 0, rows: 0 };
    const doors = counting(pages);
    const lines = new StatementLinesService(doors, new StatementService(doors));
    const asked = { ...periodOf(0), limit: 1_000 };
    const first = await lines.page(tenantId, asked);
    pages.read = 0;
    const { items } = await lines.page(tenantId, { ...asked, cursor: first.nextCursor! });
    process.stdout.write(`${(pages.read / items.length).toFixed(2)} pages a line\n`);
    expect(items).toHaveLength(1_000);
    expect(pages.read / items.length).toBeLessThan(PAGES_A_LINE);
  }, 60_000);
});

test.each(Array.from({ length: MONTHS }, (_, month) => month))(
  'the statement of month %d, of 50,000 messages, adds up',
  async (month) => {
    const statement = await statementOf(month);
    const { rows } = await service.admin.query<Record<string, string>>(
      `SELECT count(DISTINCT message_id) FILTER (WHERE target = 'used') AS messages,
              sum(segments) FILTER (WHERE target = 'used') AS used,
              sum(segments) FILTER (WHERE kind = 'hold') AS held,
              sum(segments) FILTER (WHERE kind IN ('release', 'void')) AS released,
              (SELECT sum(cost_micros) FROM draw d WHERE d.at >= $1 AND d.at < $2 AND d.tenant_id = $3) AS cost
         FROM entry WHERE at >= $1 AND at < $2 AND tenant_id = $3`,
      [firstOf(month), firstOf(month + 1), tenantId],
    );
    const expected = Object.fromEntries(
      Object.entries(rows[0]!).map(([name, text]) => [name, Number(text)]),
    );
    const { movements, money, sent, received } = statement;
    expect({
      messages: sent.messages + received.messages,
      used: movements.sent + movements.received,
      held: movements.held,
      released: movements.released,
      cost: money.sentMicros + money.receivedMicros,
    }).toEqual(expected);
    // One in twenty of those that went out was canceled.
    expect(expected['messages']).toBe(MESSAGES - MESSAGES / 25);
    for (const rows of [statement.byUser, statement.byJobType, statement.byNumber]) {
      expect(rows.reduce((sum, row) => sum + row.sent.segments, 0)).toBe(movements.sent);
      expect(rows.reduce((sum, row) => sum + row.received.costMicros, 0)).toBe(
        money.receivedMicros,
      );
    }
    expect(statement.byUser).toHaveLength(9);
    expect(statement.quoteVersusBill.items).toHaveLength(200);
  },
);

test('no message of it is looked up by itself', async () => {
  const plan = await database.asTenantAtOneMoment(tenantId, async (tx) => {
    const bounds = await readBounds(tx, tenantId, { from: firstOf(0), to: firstOf(1) });
    const explain = (sql: string, values: unknown[]) =>
      tx.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${sql}`, values);
    return usageSums({ query: explain } as unknown as Transaction, tenantId, bounds);
  });
  const loops = [...JSON.stringify(plan).matchAll(/"Actual Loops":([\d.]+)/g)].map(([, n]) =>
    Number(n),
  );
  expect(loops.length).toBeGreaterThan(5);
  expect(Math.max(...loops)).toBeLessThan(100);
});

test('its lines come a page at a time, and add up to it', async () => {
  const period = `from=${firstOf(0).toISOString()}&to=${firstOf(1).toISOString()}`;
  let [pages, lines, sent, costMicros] = [0, 0, 0, 0];
  for (let cursor: string | null = ''; cursor !== null; pages += 1) {
    const more: string = cursor ? `&cursor=${cursor}` : '';
    const { body } = await service.call<Page<StatementLine>>(tenantId, [
      'GET',
      `/statements/lines?${period}${more}`,
    ]);
    lines += body.items.length;
    for (const line of body.items) {
      sent += line.sent;
      costMicros += line.sentMicros;
    }
    cursor = body.nextCursor;
  }
  expect(pages).toBe(Math.ceil((MESSAGES + 1) / 1_000));
  const statement = await statementOf(0);
  expect(lines).toBe(MESSAGES + 1);
  expect([sent, costMicros]).toEqual([statement.movements.sent, statement.money.sentMicros]);
}, 60_000);
