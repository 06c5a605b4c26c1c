/**
 * A month of 50,000 messages added up: how long its statement takes, the first time that a connection asks for
 * it and then again. One message in five came in, some are billed otherwise than quoted.
 *
 *   npm run bench:statement -w bench [-- --messages=50000] [-- --rounds=5]
 */
import { newId } from '@fieldline/contracts';
import { Database } from '@fieldline/database';
import { format, median } from './harness.mjs';
import { openSchema } from './schema.mjs';
import { billing } from '../services/billing/dist/service.js';
import { writeStandings } from '../services/billing/dist/statement/standing.queries.js';
import { StatementService } from '../services/billing/dist/statement/statement.service.js';
import { BATCH_IN, BATCH_OUT } from '../services/billing/test/batches.ts';

const MESSAGES = Number(option('messages') ?? 50_000);
const ROUNDS = Number(option('rounds') ?? 5);
const AGAIN = 10;
const AT_ONCE = 2_500;
const GOAL_MS = 1_000;
const [FROM, TO] = ['2025-01-01T00:00:00.000Z', '2025-02-01T00:00:00.000Z'];

const { database, admin, urlOf, close } = await openSchema(
  'billing',
  billing.migrations,
  billing.entities,
);
const tenantId = newId();
try {
  await trade();
  const [first, again] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) await measure(first, again);
  console.log(`\nA statement of ${format(MESSAGES)} messages`);
  console.log(`  right after they were booked  ${format(first[0])} ms`);
  report('first of a connection', first);
  report('again', again);
  const most = Math.max(...first, ...again);
  console.log(
    `  goal: each within ${format(GOAL_MS)} ms: ${format(most)}, ${most <= GOAL_MS ? 'met' : 'missed'}`,
  );
} finally {
  await close();
}

/** By connections of their own, as after a restart. */
async function measure(first, again) {
  const urls = { tenantUrl: urlOf('tenant'), workerUrl: urlOf('worker'), poolSize: 1 };
  const fresh = await new Database(urls, billing.entities).connect();
  const statements = new StatementService(fresh);
  const time = async () => {
    const startedAt = performance.now();
    const { sent, received } = await statements.statement(tenantId, { from: FROM, to: TO });
    // One in twenty of those that went out was canceled.
    if (sent.messages + received.messages !== MESSAGES - MESSAGES / 25)
      throw new Error('not all of the messages are in the statement');
    return performance.now() - startedAt;
  };
  first.push(await time());
  for (let count = 0; count < AGAIN; count += 1) again.push(await time());
  await fresh.close();
}

function report(name, values) {
  console.log(
    `  ${name.padEnd(28)}  ${format(median(values))} ms (p50), ${format(Math.max(...values))} ms (max of ${values.length})`,
  );
}

/** A month's messages through the ledger's own functions, and nothing tidied up after them. */
async function trade() {
  for (const table of ['entry', 'draw'])
    await admin.query(
      `ALTER TABLE ${table} ALTER COLUMN at SET DEFAULT
         timestamptz '${FROM}' + (clock_timestamp() - timestamptz '${new Date().toISOString()}') * 1000`,
    );
  const book = (...statements) =>
    database.asWorker(async (tx) => {
      await tx.query(`SELECT lock_accounts(ARRAY[$1::uuid])`, [tenantId]);
      for (const [sql, ...values] of statements) await tx.query(sql, [tenantId, ...values]);
    });
  await book([`SELECT credit($1, $2, 'purchase', 100000, 1000000000, 'bench', 'bench')`, newId()]);
  for (let from = 0; from < MESSAGES; from += AT_ONCE)
    await book([BATCH_OUT, (AT_ONCE * 4) / 5], [BATCH_IN, AT_ONCE / 5]);
  await database.asWorker((tx) => writeStandings(tx, 10, `interval '0'`));
}

function option(name) {
  return process.argv.find((each) => each.startsWith(`--${name}=`))?.slice(name.length + 3);
}
