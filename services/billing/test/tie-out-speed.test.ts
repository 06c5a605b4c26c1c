import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  newId,
  TIE_OUT_PAGE_MAX,
  TieOutBegun,
  TieOutPage,
  type TieOutRecord,
  type TieOutView,
} from '@fieldline/contracts';
import { Database, query } from '@fieldline/database';
import { type ServiceUnderTest, startServiceUnderTest } from '@fieldline/testing';
import { billing } from '../src/index.js';
import { compare } from '../src/tie-out/tie-out.queries.js';
import { BATCH_IN, BATCH_OUT } from './batches.js';

/** 50,000 by hand: `TIE_OUT_MESSAGES=50000`. */
const MESSAGES = Number(process.env['TIE_OUT_MESSAGES'] ?? 10_000);
const AT_ONCE = 2_500;
/** Measured well below; a machine that is busy with something else gets some time more. */
const LIMIT_MS = 20_000;

interface Booked {
  readonly messageId: string;
  readonly direction: 'outbound' | 'inbound';
  readonly segments: number | null;
}

const tenantId = newId();
const run = newId();
let service: ServiceUnderTest;
let database: Database;
let date: string;

beforeAll(async () => {
  // Nobody compares it but this test.
  service = await startServiceUnderTest(billing, { tieOutGraceSeconds: 3_600 });
  const urls = { tenantUrl: service.urlOf('tenant'), workerUrl: service.urlOf('worker') };
  database = await new Database({ ...urls, poolSize: 2 }, billing.entities).connect();
  await trade();
}, 600_000);
afterAll(async () => {
  await database.close();
  await service.stop();
});

/** A day's texts through the ledger's own functions: one in five came in. */
async function trade(): Promise<void> {
  const body = { segments: 200_000, reason: 'a busy day' };
  await service.call(tenantId, ['POST', '/adjustments'], { body, role: 'operator' });
  for (let from = 0; from < MESSAGES; from += AT_ONCE)
    await database.asWorker(async (tx) => {
      await tx.query(`SELECT lock_accounts(ARRAY[$1::uuid])`, [tenantId]);
      await query(tx, BATCH_OUT, [tenantId, (AT_ONCE * 4) / 5]);
      await query(tx, BATCH_IN, [tenantId, AT_ONCE / 5]);
    });
  const { rows } = await service.admin.query<{ date: string }>(
    `SELECT to_char(max(created_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS date FROM hold`,
  );
  date = rows[0]!.date;
}

/** What messaging and Twilio have of them, the same, and one text of Twilio's that is none of ours. */
async function records(): Promise<TieOutRecord[]> {
  const { rows } = await service.admin.query<Booked>(
    `SELECT message_id AS "messageId", direction, posted_segments::integer AS segments FROM hold`,
  );
  const stray = { messageId: null, direction: 'outbound', segments: 1 } as const;
  return [...rows.map(recordOf), { ...recordOf(stray), status: null, segments: null }];
}

function recordOf({
  messageId,
  direction,
  segments,
}: Omit<Booked, 'messageId'> & Pick<TieOutRecord, 'messageId'>): TieOutRecord {
  const isPosted = segments !== null;
  const posted = direction === 'inbound' ? 'received' : 'delivered';
  return {
    messageId,
    providerMessageId: isPosted ? `SM${newId().replaceAll('-', '')}` : null,
    direction,
    status: isPosted ? posted : 'canceled',
    segments,
    providerStatus: isPosted ? posted : null,
    providerSegments: segments,
    standing: 'due',
    at: new Date().toISOString(),
  };
}

async function say<T extends object>(type: new () => T, ...payloads: T[]): Promise<void> {
  const said = payloads.map((payload) => ({ tenantId, payload }));
  await service.handled(await service.say(type, said));
}

test(`a day of ${MESSAGES.toLocaleString('en')} texts is kept page by page, and compared in seconds`, async () => {
  await say(TieOutBegun, { businessId: tenantId, run, date });
  const all = await records();
  expect(all).toHaveLength(MESSAGES + 1);
  const pages = Math.ceil(all.length / TIE_OUT_PAGE_MAX);
  const asOf = new Date(Date.now() + 60_000).toISOString();
  const day = { businessId: tenantId, run, date, pages, asOf };
  const keeping = performance.now();
  for (let page = 1; page <= pages; page += 1) {
    const from = (page - 1) * TIE_OUT_PAGE_MAX;
    await say(TieOutPage, { ...day, page, records: all.slice(from, from + TIE_OUT_PAGE_MAX) });
  }
  const keptMs = Math.round(performance.now() - keeping);

  const comparing = performance.now();
  const mismatches = await database.asWorker((tx) => compare(tx, { tenantId, date, run }));
  const comparedMs = Math.round(performance.now() - comparing);
  process.stdout.write(
    `tie-out of ${MESSAGES} texts: ${pages} pages kept in ${keptMs} ms, compared in ${comparedMs} ms\n`,
  );
  expect(mismatches).toBe(1);
  expect(comparedMs).toBeLessThan(LIMIT_MS);
  const { body } = await service.call<TieOutView>(tenantId, ['GET', `/tie-outs/${date}`]);
  expect(body.mismatches).toMatchObject([{ kind: 'unknown_to_us' }]);
  expect(body.ledger).toEqual(body.messaging);
}, 300_000);
