/**
 * Holds a second, 256 messages a transaction, against the least that an exact partial grant needs:
 * lock the account, then by a second statement a running sum, rows for holds, and the balance.
 * `bare with entries` books each as well, as double entry must.
 * `ledger` is billing's function (also entries, duplicates, several tenants); `handler` what runs
 * for each batch of accepted messages, with the facts that it says.
 *
 *   npm run bench:holds -w bench [-- --rounds=9]
 */
import { MessageAccepted, newId } from '@fieldline/contracts';
import { Outbox } from '@fieldline/events';
import { race, rateOf, report } from './harness.mjs';
import { openSchema } from './schema.mjs';
import { LedgerService } from '../services/billing/dist/ledger/ledger.service.js';
import { takeHolds } from '../services/billing/dist/ledger/ledger.queries.js';
import { billing } from '../services/billing/dist/service.js';

const BATCH = 256;
const BATCHES = 40;
const BOOKED = `, booked AS (
  INSERT INTO bare_entry SELECT tenant_id, message_id, 'hold', segments FROM running WHERE granted)`;

const { database, admin, close } = await openSchema(
  'billing',
  billing.migrations,
  billing.entities,
);
await admin.query(`
  CREATE TABLE bare_account (tenant_id uuid PRIMARY KEY, available bigint NOT NULL CHECK (available >= 0), held bigint NOT NULL);
  CREATE TABLE bare_hold (tenant_id uuid, message_id uuid, segments bigint NOT NULL, state text NOT NULL,
    PRIMARY KEY (tenant_id, message_id));
  CREATE TABLE bare_entry (tenant_id uuid, message_id uuid, kind text, segments bigint NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp(), PRIMARY KEY (tenant_id, message_id, kind));
  GRANT ALL ON bare_account, bare_hold, bare_entry TO billing_worker`);
const ledger = new LedgerService(database, new Outbox(database), {});

for (const tenantCount of [1, 1_000]) {
  const tenants = Array.from({ length: tenantCount }, newId);
  const start = async () => {
    await admin.query(
      'TRUNCATE bare_account, bare_hold, bare_entry, account, hold, entry, adjustment, lot, draw, outbox',
    );
    for (const table of ['bare_account', 'account'])
      await admin.query(
        `INSERT INTO ${table} (tenant_id, available, held) SELECT t, 1000000, 0 FROM unnest($1::uuid[]) AS t`,
        [tenants],
      );
    await admin.query('CHECKPOINT');
  };
  let turn = 0;
  const batch = () =>
    Array.from({ length: BATCH }, () => ({
      tenantId: tenants[turn++ % tenantCount],
      messageId: newId(),
      conversationId: newId(),
      segments: 1 + (turn % 3),
      mandatory: false,
    }));
  const repeat = (work) => async () => {
    await start();
    const batches = Array.from({ length: BATCHES }, batch);
    return rateOf(async () => {
      for (const requests of batches) await database.asWorker((tx) => work(tx, requests));
      return BATCH * BATCHES;
    });
  };

  const setBased = (doubleEntry) =>
    repeat(async (tx, requests) => {
      const columns = [
        requests.map((r) => r.tenantId),
        requests.map((r) => r.messageId),
        requests.map((r) => r.segments),
      ];
      await tx.query(
        `SELECT 1 FROM bare_account WHERE tenant_id = ANY ($1::uuid[]) ORDER BY tenant_id FOR UPDATE`,
        [columns[0]],
      );
      await tx.query(
        `WITH running AS (
         SELECT i.*, a.available >= sum(i.segments) OVER (PARTITION BY i.tenant_id ORDER BY i.ord) AS granted
           FROM unnest($1::uuid[], $2::uuid[], $3::bigint[]) WITH ORDINALITY AS i (tenant_id, message_id, segments, ord)
           JOIN bare_account a USING (tenant_id)
       ), held AS (
         INSERT INTO bare_hold SELECT tenant_id, message_id, segments, CASE WHEN granted THEN 'open' ELSE 'declined' END FROM running
       )${doubleEntry ? BOOKED : ''}
       UPDATE bare_account a SET available = available - s.segments, held = held + s.segments
         FROM (SELECT tenant_id, sum(segments) AS segments FROM running WHERE granted GROUP BY 1) s
        WHERE a.tenant_id = s.tenant_id`,
        columns,
      );
    });
  const ledgerOnly = repeat((tx, requests) => takeHolds(tx, requests));
  const handler = repeat((tx, requests) =>
    ledger.hold(
      tx,
      requests.map(({ tenantId, ...payload }) => ({
        id: newId(),
        type: 'messaging.message.accepted.v1',
        tenantId,
        payload: Object.assign(new MessageAccepted(), payload),
      })),
    ),
  );
  const single = async () => {
    await start();
    const requests = batch().slice(0, 200);
    return rateOf(async () => {
      for (const { tenantId, segments } of requests)
        await admin.query(
          'UPDATE bare_account SET available = available - $2, held = held + $2 WHERE tenant_id = $1',
          [tenantId, segments],
        );
      return requests.length;
    });
  };
  const bare = setBased(false);
  const booked = setBased(true);
  const contestants = {
    bare,
    control: bare,
    'bare with entries': booked,
    ledger: ledgerOnly,
    handler,
    'one UPDATE each': single,
  };
  report(
    `Holds, ${tenantCount === 1 ? 'one hot business' : `${tenantCount} businesses`}, ${BATCH} a transaction`,
    await race(contestants),
    'bare',
    [
      { one: 'ledger', other: 'bare', least: 0.8 },
      { one: 'ledger', other: 'bare with entries', least: 0.8 },
      { one: 'ledger', other: 'one UPDATE each', least: 30 },
    ],
  );
}
await close();
