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
import { createBareLedger, openAccounts, takeBareHolds } from './bare-ledger.mjs';
import { race, rateOf, report } from './harness.mjs';
import { openSchema } from './schema.mjs';
import { AlertWatch } from '../services/billing/dist/alert/alert.watch.js';
import { BillingSettings } from '../services/billing/dist/config.js';
import { LedgerService } from '../services/billing/dist/ledger/ledger.service.js';
import { takeHolds } from '../services/billing/dist/ledger/ledger.queries.js';
import { RechargeTrigger } from '../services/billing/dist/recharge/recharge.trigger.js';
import { billing } from '../services/billing/dist/service.js';

const BATCH = 256;
const BATCHES = 40;

const { database, admin, close } = await openSchema(
  'billing',
  billing.migrations,
  billing.entities,
);
await createBareLedger(admin);
const outbox = new Outbox(database);
const recharges = new RechargeTrigger({ isConfigured: true, name: 'test' }, new BillingSettings());
const ledger = new LedgerService(database, outbox, new AlertWatch(outbox), recharges);

for (const tenantCount of [1, 1_000]) {
  const tenants = Array.from({ length: tenantCount }, newId);
  const start = async () => {
    await openAccounts(admin, tenants, 1_000_000);
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

  const setBased = (isBooked) =>
    repeat((tx, requests) => takeBareHolds(tx, requests, { isBooked }));
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
