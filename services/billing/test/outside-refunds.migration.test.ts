import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '@fieldline/contracts';
import { migrate, provisionService, roleNames } from '@fieldline/database';
import { createTestDatabase, type TestDatabase } from '@fieldline/testing';
import { Client } from 'pg';
import { AddOutsideRefunds1764600000000 } from '../src/database/migrations/1764600000000-add-outside-refunds.js';
import { billing } from '../src/index.js';

const PASSWORD = 'test';
const [REFUNDED, DISPUTED, RETURNED] = [newId(), newId(), newId()];

let database: TestDatabase;
let admin: Client;
beforeAll(async () => {
  database = await createTestDatabase(process.env['TEST_POSTGRES_URL'] ?? '');
  const passwords = { owner: PASSWORD, tenant: PASSWORD, worker: PASSWORD };
  await provisionService(database.url, 'billing', passwords);
  const at = billing.migrations.indexOf(AddOutsideRefunds1764600000000);
  await bring(billing.migrations.slice(0, at));
  admin = new Client({ connectionString: database.url });
  await admin.connect();
  await admin.query('SET search_path = billing');
  for (const [tenantId, state, outside] of [
    [REFUNDED, 'refunded', true],
    [DISPUTED, 'disputed', false],
    [RETURNED, 'refunded', false],
  ] as const)
    await admin.query(
      `INSERT INTO purchase (tenant_id, id, bundle, price_micros, business_name, bought_by, provider, state,
         paid_at, tax_micros, receipt_number, lot_id, refunded_outside, taken_segments, taken_micros)
       VALUES ($1, $1, 2500, 37500000, 'Acme', 'user:u', 'stripe', $2, now(), 3010000, 1, $1, $3, 2400, 36000000)`,
      [tenantId, state, outside],
    );
  await admin.query(
    `INSERT INTO refund (tenant_id, id, purchase_id, state, reason, actor, segments, amount_micros)
     VALUES ($1, $1, $1, 'done', 'moved', 'user:o', 2400, 38880000)`,
    [RETURNED],
  );
  await admin.query(
    `INSERT INTO purchase_dispute (tenant_id, purchase_id, reference, state) VALUES ($1, $1, 'dp', 'lost')`,
    [DISPUTED],
  );
  await admin.query('INSERT INTO buyer (tenant_id, payment_paused) VALUES ($1, true), ($2, true)', [
    DISPUTED,
    RETURNED,
  ]);
  await bring(billing.migrations);
}, 120_000);
afterAll(async () => {
  await admin.end();
  await database.drop();
});

function bring(migrations: typeof billing.migrations): Promise<void> {
  const username = roleNames('billing').owner;
  const { href } = Object.assign(new URL(database.url), { username, password: PASSWORD });
  return migrate({ ownerUrl: href, schema: 'billing', migrations });
}

const rows = async (sql: string) => (await admin.query(sql)).rows;

test('what was known of refunds outside, of what was taken and of who paused is kept', async () => {
  expect(await rows('SELECT tenant_id, amount_micros, has_failed FROM outside_refund')).toEqual([
    { tenant_id: REFUNDED, amount_micros: '40510000', has_failed: false },
  ]);
  expect(await rows('SELECT taken_micros FROM refund')).toEqual([{ taken_micros: '36000000' }]);
  expect(await rows('SELECT id FROM purchase WHERE reclaims ORDER BY id')).toEqual(
    [REFUNDED, DISPUTED].toSorted().map((id) => ({ id })),
  );
  expect(await rows('SELECT tenant_id FROM buyer WHERE paused_by_operator')).toEqual([
    { tenant_id: RETURNED },
  ]);
});

test('rows are hidden from their owner again', async () => {
  const sql = `SELECT relname FROM pg_class
    WHERE relnamespace = 'billing'::regnamespace AND relrowsecurity AND NOT relforcerowsecurity`;
  expect(await rows(sql)).toEqual([]);
});
