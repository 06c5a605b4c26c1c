import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Database } from '@fieldline/database';
import type { RunningService } from '@fieldline/service';
import { eventually, whileLocked } from '@fieldline/testing';
import { appendStreamEvents } from '../src/stream/stream.writer.js';
import { type Running, startGateway } from './running-gateway.js';
import { listen, openDatabase, seeded, startReplica, viewersChanged } from './streaming.js';

const WRITERS = 6;
const TRANSACTIONS = 40;
const READERS = 4;
const SEEDS = [1, 20_261_123];

let gateway: Running;
let replica: RunningService;
let database: Database;
beforeAll(async () => {
  gateway = await startGateway({ streamHeartbeatSeconds: 1 });
  replica = await startReplica(gateway, { streamHeartbeatSeconds: 1 });
  database = await openDatabase(gateway);
}, 60_000);
afterAll(async () => {
  await database.close();
  await replica.stop();
  await gateway.stop();
});

describe('streams of two processes, while many write and readers come and go', () => {
  test.each(SEEDS)(
    'tell each event once, in one order (seed %i)',
    async (seed) => {
      const tenants = await Promise.all(
        [0, 1].map(async () => {
          const tenantId = (await gateway.newTenant()).id;
          const credential = (await gateway.newKey(tenantId, ['conversations:read'])).secret;
          return { tenantId, credential, begin: (await beginning(credential)).id };
        }),
      );
      let isWriting = true;
      const writing = Promise.all(
        Array.from({ length: WRITERS }, (_, writer) =>
          write(writer, tenants, seeded(seed + writer)),
        ),
      ).finally(() => (isWriting = false));
      const reading = tenants.flatMap(({ tenantId, credential, begin }) =>
        Array.from({ length: READERS }, async (_, place) => {
          const own = seeded(seed + 1_000 * place);
          const told = await read(credential, begin, own, async (last) => {
            if (isWriting) return false;
            return last === (await headOf(tenantId));
          });
          return { tenantId, begin, told };
        }),
      );
      await writing;
      for (const { tenantId, begin, told } of await Promise.all(reading)) {
        const { rows } = await gateway.admin.query<{ sequence: string; mark: string }>(
          `SELECT sequence, payload->>'mark' AS mark FROM stream_event
          WHERE tenant_id = $1 AND sequence > $2 ORDER BY sequence`,
          [tenantId, begin],
        );
        expect(rows.length).toBeGreaterThan(TRANSACTIONS);
        expect(told).toEqual(rows.map(({ sequence, mark }) => [Number(sequence), mark]));
        expect(rows.map(({ sequence }) => Number(sequence))).toEqual(
          rows.map((_, place) => begin + 1 + place),
        );
      }
    },
    120_000,
  );

  test('an event that is numbered but not committed holds back those behind it', async () => {
    const tenantId = (await gateway.newTenant()).id;
    const { secret } = await gateway.newKey(tenantId, ['conversations:read']);
    await database.asWorker((tx) => appendStreamEvents(tx, [viewersChanged(tenantId)]));
    const stream = await listen(gateway, secret);
    const { id } = await stream.next('hello');
    const [slow, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const first = database.asWorker(async (tx) => {
      await appendStreamEvents(tx, [viewersChanged(tenantId, { mark: 'first' })]);
      slow.resolve();
      await release.promise;
    });
    await slow.promise;
    const second = database.asTenant(tenantId, (tx) =>
      appendStreamEvents(tx, [viewersChanged(tenantId, { mark: 'second' })]),
    );
    await sleep(500);
    expect(stream.events).toHaveLength(1);
    release.resolve();
    await Promise.all([first, second]);
    await eventually(async () => expect(stream.events).toHaveLength(3));
    expect(stream.events.slice(1).map((event) => [event.id - id, event.data.mark])).toEqual([
      [1, 'first'],
      [2, 'second'],
    ]);
    stream.close();
  });

  test('two batches over the same businesses wait for each other in one order', async () => {
    const ids = await Promise.all([0, 1, 2].map(async () => (await gateway.newTenant()).id));
    await database.asWorker((tx) =>
      appendStreamEvents(
        tx,
        ids.map((id) => viewersChanged(id)),
      ),
    );
    const lowest = ids.toSorted()[0];
    await whileLocked(
      gateway.admin,
      [`SELECT FROM stream_head WHERE tenant_id = $1 FOR UPDATE`, lowest],
      async (inLine) => {
        const both = [ids, ids.toReversed()].map((order) =>
          database.asWorker((tx) =>
            appendStreamEvents(
              tx,
              order.map((id) => viewersChanged(id)),
            ),
          ),
        );
        await inLine(2);
        // Awaited once the row is free.
        return { both };
      },
    ).then(({ both }) => Promise.all(both));
    for (const id of ids) expect(await headOf(id)).toBe(3);
  });
});

interface Tenant {
  readonly tenantId: string;
  readonly credential: string;
}

async function beginning(credential: string) {
  const stream = await listen(gateway, credential);
  const hello = await stream.next('hello');
  stream.close();
  return hello;
}

/** Transactions of one to three appends, for one business or both, with pauses; some are rolled back. */
async function write(
  writer: number,
  tenants: readonly Tenant[],
  random: () => number,
): Promise<void> {
  const pause = () => sleep(random() * 8);
  for (let turn = 0; turn < TRANSACTIONS; turn += 1) {
    const isUndone = random() < 0.15;
    const of = random() < 0.3 ? tenants : [tenants[random() < 0.5 ? 0 : 1]!];
    const appends = 1 + Math.floor(random() * 3);
    await database
      .asWorker(async (tx) => {
        for (let part = 0; part < appends; part += 1) {
          const mark = `${writer}/${turn}/${part}`;
          await appendStreamEvents(
            tx,
            of.map(({ tenantId }) => viewersChanged(tenantId, { mark })),
          );
          await pause();
        }
        if (isUndone) throw new Undone();
      })
      .catch((error: unknown) => {
        if (!(error instanceof Undone)) throw error;
      });
    await pause();
  }
}

class Undone extends Error {}

/** Listens here and there, for moments, and goes on each time where it was. */
async function read(
  credential: string,
  begin: number,
  random: () => number,
  isDone: (last: number) => Promise<boolean>,
): Promise<[number, string][]> {
  const told: [number, string][] = [];
  let after = begin;
  while (!(await isDone(after))) {
    const at = random() < 0.5 ? gateway : replica;
    const stream = await listen(at, credential, { after });
    await sleep(random() * 300);
    stream.close();
    for (const { id, type, data } of stream.events) {
      expect(['hello', 'viewers.changed']).toContain(type);
      if (type !== 'hello') told.push([id, data.mark]);
    }
    after = stream.lastId ?? after;
  }
  return told;
}

async function headOf(tenantId: string): Promise<number> {
  const [head] = await database.query<{ sequence: number }>(
    `SELECT sequence FROM stream_head WHERE tenant_id = $1`,
    [tenantId],
  );
  return head?.sequence ?? 0;
}
