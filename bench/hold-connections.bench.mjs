/**
 * Holds a second by 32 connections at once, on one hot business and on a thousand: by a hold each
 * transaction, by micro-batches of 32, and by 256 callers who ask for one each and share transactions.
 * Against the set-based least (`bare`), with an entry each, by the same connections.
 *
 *   npm run bench:hold-connections -w bench [-- --rounds=5]
 */
import { newId } from '@fieldline/contracts';
import { GroupCommit } from '@fieldline/database';
import { createBareLedger, openAccounts, takeBareHolds } from './bare-ledger.mjs';
import { median, race, rateOf, report } from './harness.mjs';
import { openSchema } from './schema.mjs';
import { lockAccounts, takeHolds } from '../services/billing/dist/ledger/ledger.queries.js';
import { billing } from '../services/billing/dist/service.js';

const CONNECTIONS = 32;
const CALLERS = 256;
const HOLDS = 10_240;

const { database, admin, close } = await openSchema(
  'billing',
  billing.migrations,
  billing.entities,
  { poolSize: CONNECTIONS },
);
await createBareLedger(admin);

const bare = (tx, requests) => takeBareHolds(tx, requests, { isBooked: true });
const ledger = async (tx, requests) => {
  await lockAccounts(
    tx,
    requests.map(({ tenantId }) => tenantId),
  );
  return takeHolds(tx, requests);
};

for (const tenantCount of [1, 1_000]) {
  const tenants = Array.from({ length: tenantCount }, newId);
  let turn = 0;
  const request = () => ({
    tenantId: tenants[turn++ % tenantCount],
    messageId: newId(),
    conversationId: newId(),
    segments: 1 + (turn % 3),
    mandatory: false,
  });
  const latencies = new Map();
  const timed = async (name, work) => {
    const startedAt = performance.now();
    await work();
    latencies.get(name).push(performance.now() - startedAt);
  };
  /** `workers` at once, each asking for `size` holds again and again until `total` were asked for. */
  const contestant = (name, { workers, size, total, take }) => {
    latencies.set(name, []);
    return async () => {
      await openAccounts(admin, tenants, 100_000_000);
      await admin.query('CHECKPOINT');
      let left = total / size;
      const worker = async () => {
        while (left-- > 0) {
          const requests = Array.from({ length: size }, request);
          await timed(name, () => take(requests));
        }
      };
      return rateOf(async () => {
        await Promise.all(Array.from({ length: workers }, worker));
        return total;
      });
    };
  };
  const inOwn = (work) => (requests) => database.asWorker((tx) => work(tx, requests));
  const shared = (work) => {
    const group = new GroupCommit({
      lanes: 2,
      commit: async (_, items) => {
        await database.asWorker((tx) => work(tx, items));
        return items.map(() => ({ status: 'fulfilled', value: undefined }));
      },
    });
    return ([item]) => group.add('', item);
  };
  const contestants = Object.fromEntries(
    [
      ['bare, one each', CONNECTIONS, 1, 2_048, inOwn(bare)],
      ['ledger, one each', CONNECTIONS, 1, 2_048, inOwn(ledger)],
      ['bare, 32 each', CONNECTIONS, 32, HOLDS, inOwn(bare)],
      ['ledger, 32 each', CONNECTIONS, 32, HOLDS, inOwn(ledger)],
      ['bare, 256 callers', CALLERS, 1, HOLDS, shared(bare)],
      ['ledger, 256 callers', CALLERS, 1, HOLDS, shared(ledger)],
    ].map(([name, workers, size, total, take]) => [
      name,
      contestant(name, { workers, size, total, take }),
    ]),
  );
  const title = tenantCount === 1 ? 'one hot business' : `${tenantCount} businesses`;
  report(
    `Holds by ${CONNECTIONS} connections, ${title}`,
    await race(contestants),
    'bare, 256 callers',
    ['one each', '32 each', '256 callers'].map((how) => ({
      one: `ledger, ${how}`,
      other: `bare, ${how}`,
      least: 0.8,
    })),
  );
  for (const [name, values] of latencies) {
    const sorted = values.toSorted((left, right) => left - right);
    const p99 = sorted[Math.floor(sorted.length * 0.99)];
    console.log(
      `  ${name.padEnd(28)} p50 ${median(sorted).toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`,
    );
  }
}
await close();
