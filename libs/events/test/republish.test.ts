/** What an owner says again: how it gets through, and what it must never do to a copy. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { EventType, newId } from '@fieldline/contracts';
import { eventually } from '@fieldline/testing';
import { IsUUID } from 'class-validator';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Relay } from '../src/index.js';
import { type StateFact, stateFactsOf } from '../src/republish/state-fact.js';
import type { Consumer, Transport } from '../src/transport.js';
import {
  FACT,
  newRepublisher,
  type Nursery,
  openNursery,
  type Planted,
  Sapling,
  SAPLING_TOPICS,
  saplingFact,
  UNSAYABLE,
} from './nursery.js';
import { type Ground, kafkaUnavailable, logger, transports } from './transports.js';

const SLOW = { timeoutMs: 30_000 };
const PAGE = 200;

let nursery: Nursery;
beforeEach(async () => {
  nursery = await openNursery();
});
afterEach(() => nursery.close());

/** Page by page, as a process of the service does it, until nothing is left. */
async function sayAll(): Promise<void> {
  while (await nursery.republisher.step());
}

const runOf = async (id: string) => (await nursery.republications.find(id))?.runs[0];
const idsOf = (of: readonly { readonly id: string }[]): string[] => of.map(({ id }) => id);

describe('a run', () => {
  test('says each aggregate once, as it is, page by page, and counts', async () => {
    const planted = await nursery.plant(PAGE + 10);
    await nursery.admin.query(`INSERT INTO sapling VALUES ($1, $1, 'never said', 0)`, [newId()]);
    const id = await nursery.request();
    expect(await nursery.republisher.step()).toBe(true);
    expect(await runOf(id)).toMatchObject({ state: 'running', republished: PAGE, endedAt: null });
    await sayAll();
    expect(await runOf(id)).toMatchObject({ state: 'done', republished: PAGE + 10, error: null });
    const said = await nursery.waiting();
    expect(idsOf(said)).toEqual(idsOf(planted));
    expect(new Set(said.map(({ version }) => version))).toEqual(new Set([3]));
  });

  test('of one business says nobody else’s', async () => {
    await nursery.plant(5);
    const tenantId = newId();
    const own = await nursery.plant(7, tenantId);
    await nursery.request(tenantId);
    await sayAll();
    expect(idsOf(await nursery.waiting())).toEqual(idsOf(own));
    expect(await nursery.count('outbox', `tenant_id <> '${tenantId}'`)).toBe(0);
  });

  test('asked for again by its id is the same; another of the same fact comes behind it', async () => {
    await nursery.plant(PAGE + 1);
    const first = await nursery.request();
    const again = { id: first, facts: [FACT], tenantId: newId(), by: 'user:lee', reason: 'again' };
    expect(await nursery.republications.begin(again)).toMatchObject({
      tenantId: null,
      requestedBy: 'user:dana',
      reason: 'a copy is damaged',
    });
    const second = await nursery.request();
    await nursery.republisher.step();
    await nursery.republisher.step();
    expect([await runOf(first), await runOf(second)]).toMatchObject([
      { state: 'done', republished: PAGE + 1 },
      { state: 'running', republished: 0 },
    ]);
    await sayAll();
    expect(await nursery.count('outbox')).toBe(2 * (PAGE + 1));
    const { republications } = nursery;
    expect(idsOf(await republications.list({ limit: 5 }))).toEqual([second, first]);
    expect(idsOf(await republications.list({ limit: 5, before: second }))).toEqual([first]);
  });

  test('waits while the outbox is long', async () => {
    await nursery.plant(1_200);
    const id = await nursery.request();
    for (let step = 0; step < 8; step++) expect(await nursery.republisher.step()).toBe(true);
    expect(await runOf(id)).toMatchObject({ state: 'running', republished: 1_000 });
    await nursery.admin.query('DELETE FROM outbox');
    await sayAll();
    expect(await runOf(id)).toMatchObject({ state: 'done', republished: 1_200 });
  });

  test('that comes upon what can not be said fails and says why; the next one goes on', async () => {
    const [sapling] = await nursery.plant(3);
    await nursery.admin.query(`UPDATE sapling SET name = '${UNSAYABLE}' WHERE id = $1`, [
      sapling?.id,
    ]);
    const [failing, next] = [await nursery.request(), await nursery.request(newId())];
    await sayAll();
    expect(await runOf(failing)).toMatchObject({
      state: 'failed',
      republished: 0,
      error: expect.stringContaining('orchard.sapling.changed.v1: invalid name'),
    });
    expect(await runOf(next)).toMatchObject({ state: 'done', republished: 0 });
    expect(await nursery.count('outbox')).toBe(0);
  });

  test('is one process’s at a time: no page is said twice', async () => {
    await nursery.plant(3 * PAGE);
    const id = await nursery.request();
    const { database, outbox } = nursery;
    const rivals = Array.from({ length: 3 }, () => newRepublisher(database, outbox));
    await Promise.all(
      rivals.map(async (rival) => {
        while (await rival.step());
      }),
    );
    expect(await runOf(id)).toMatchObject({ state: 'done', republished: 3 * PAGE });
    expect(await nursery.count('outbox')).toBe(3 * PAGE);
  });

  test('killed by SIGKILL in a page goes on with that page: none is lost or doubled', async () => {
    const planted = await nursery.plant(2 * PAGE + 5);
    const id = await nursery.request();
    await nursery.republisher.step();
    await whileHeld('republication', id, async () => {
      const child = anotherProcess();
      const died = once(child, 'exit');
      // It has said the second page, and comes no further than to note it.
      await eventually(expectInLine, SLOW);
      child.kill('SIGKILL');
      expect(await died).toEqual([null, 'SIGKILL']);
    });
    expect(await runOf(id)).toMatchObject({ state: 'running', republished: PAGE });
    await sayAll();
    expect(await runOf(id)).toMatchObject({ state: 'done', republished: planted.length });
    expect(idsOf(await nursery.waiting())).toEqual(idsOf(planted));
  });
});

describe('beside a writer', () => {
  test('who has the row, it waits, and says the writer’s version behind the writer’s fact', async () => {
    const [sapling] = await nursery.plant(3);
    await nursery.request();
    const { promise: committed, resolve: commit } = Promise.withResolvers<void>();
    const writing = nursery.change(sapling!, () => committed);
    await eventually(() => expectLocked(sapling!));
    const saying = nursery.republisher.step();
    await eventually(expectInLine);
    commit();
    await Promise.all([writing, saying]);
    expect(await versionsOf(sapling!)).toEqual([4, 4]);
  });

  test('who comes while it has the row, the writer waits, and his fact comes behind', async () => {
    const [sapling, , last] = await nursery.plant(3);
    await nursery.request();
    const { saying, writing } = await whileHeld('sapling', last!.id, async () => {
      const saying = nursery.republisher.step();
      await eventually(expectInLine);
      const writing = nursery.change(sapling!);
      await sleep(100);
      expect(await nursery.count('outbox')).toBe(0);
      return { saying, writing };
    });
    await Promise.all([saying, writing]);
    expect(await versionsOf(sapling!)).toEqual([3, 4]);
  });

  test('who keeps the row, it lets go of the others in time, and comes again', async () => {
    const [first, , last] = await nursery.plant(3);
    const id = await nursery.request();
    await whileHeld('sapling', last!.id, async () => {
      await expect(nursery.republisher.step()).rejects.toThrow('lock timeout');
      await nursery.change(first!);
    });
    await sayAll();
    expect(await runOf(id)).toMatchObject({ state: 'done', republished: 3 });
    expect(await versionsOf(first!)).toEqual([4, 4]);
  });

  const versionsOf = async (sapling: Planted): Promise<number[]> =>
    (await nursery.waiting()).flatMap(({ id, version }) => (id === sapling.id ? [version] : []));
});

describe.each(transports)('copies on the $name transport', ({ ground: prepare }) => {
  let ground: Ground;
  let transport: Transport;
  let relay: Relay;
  let consumer: Consumer;
  beforeAll(async () => {
    ground = await prepare();
    transport = await ground.open(SAPLING_TOPICS, { sessionTimeoutMs: 6_000 });
  });
  afterAll(async () => {
    await transport.close();
    await ground.clear();
  });
  beforeEach(async () => {
    const events = nursery.consumer();
    consumer = await transport.consume({
      group: 'nursery',
      topics: SAPLING_TOPICS,
      handle: (records, run) => events.handle(records, run),
    });
    await eventually(() => consumer.check(), SLOW);
    relay = new Relay(nursery.name, nursery.database, transport, logger, nursery.outbox);
    relay.start();
  });
  afterEach(async () => {
    await nursery.republisher.stop();
    await relay.stop();
    await consumer.stop();
  });

  test('that are gone, stale or damaged become what their originals are', async () => {
    const planted = await nursery.plant(300);
    await nursery.admin.query('INSERT INTO sapling_copy SELECT * FROM sapling');
    const damaged = (from: number, sql: string) =>
      nursery.admin.query(sql, [idsOf(planted.slice(from, from + 50))]);
    await damaged(0, `DELETE FROM sapling_copy WHERE id = ANY ($1)`);
    await damaged(50, `UPDATE sapling_copy SET version = 1, name = 'x' WHERE id = ANY ($1)`);
    await damaged(100, `UPDATE sapling_copy SET name = 'y' WHERE id = ANY ($1)`);
    // A fact that is under way: the copy has heard of what the original is only about to say.
    await damaged(150, `UPDATE sapling_copy SET version = 9, name = 'newer' WHERE id = ANY ($1)`);
    nursery.republisher.start();
    const id = await nursery.request();
    await eventually(async () => expect(await nursery.count('inbox')).toBe(300), SLOW);
    expect(await runOf(id)).toMatchObject({ state: 'done', republished: 300 });
    const wrong = await nursery.wrongCopies();
    expect(new Set(wrong)).toEqual(new Set(idsOf(planted.slice(150, 200))));
    expect(await nursery.count('dead_letter')).toBe(0);
  });

  test('never get older while writers go on, whatever is said again meanwhile', async () => {
    const planted = await nursery.plant(450);
    nursery.republisher.start();
    const enough = new AbortController();
    const writers = Array.from({ length: 6 }, async (_, writer) => {
      for (let turn = writer; !enough.signal.aborted; turn += 7)
        await nursery.change(planted[turn % 450]!);
    });
    const ids = [await nursery.request(), await nursery.request()];
    for (const id of ids)
      await eventually(
        async () => expect(await runOf(id)).toMatchObject({ state: 'done', republished: 450 }),
        SLOW,
      );
    enough.abort();
    await Promise.all(writers);
    await eventually(async () => {
      expect(await nursery.count('outbox')).toBe(0);
      expect(await nursery.wrongCopies()).toEqual([]);
    }, SLOW);
    expect(await nursery.stepsBack()).toEqual([]);
  });
});

if (kafkaUnavailable) test.skip(`on the kafka transport: ${kafkaUnavailable}`, () => undefined);

describe('a service does not start', () => {
  @EventType<SaplingSold>({
    type: 'orchard.sale.closed.v1',
    key: 'saplingId',
    subject: 'saplingId',
    example: { saplingId: newId() },
  })
  class SaplingSold {
    @IsUUID() saplingId!: string;
  }
  const sold: StateFact = { ...saplingFact, type: SaplingSold, entity: Sapling };

  test.each<[string, string, readonly StateFact[], string]>([
    ['that forgets one of its state facts', 'orchard', [], `${FACT} carries state`],
    ['that would say a happening again', 'orchard', [saplingFact, sold], 'orchard.sale.closed.v1'],
    ['that would say another’s state', 'garden', [saplingFact], 'not a fact of garden'],
  ])('%s', (_, service, facts, complaint) => {
    expect(() => stateFactsOf(service, facts)).toThrow(complaint);
  });
});

/** Does something while somebody else has a row. */
async function whileHeld<T>(table: string, id: string, meanwhile: () => Promise<T>): Promise<T> {
  const holder = await nursery.admin.connect();
  await holder.query('BEGIN');
  try {
    await holder.query(`SELECT FROM ${table} WHERE id = $1 FOR UPDATE`, [id]);
    return await meanwhile();
  } finally {
    await holder.query('ROLLBACK');
    holder.release();
  }
}

/** Somebody stands in line for a row. */
async function expectInLine(): Promise<void> {
  const { rowCount } = await nursery.admin.query(
    `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  );
  expect(rowCount).toBeGreaterThan(0);
}

async function expectLocked({ id }: Planted): Promise<void> {
  const { rowCount } = await nursery.admin.query(
    'SELECT FROM sapling WHERE id = $1 FOR UPDATE SKIP LOCKED',
    [id],
  );
  expect(rowCount).toBe(0);
}

function anotherProcess(): ChildProcess {
  const argv = [
    '--conditions=fieldline-source',
    '--disable-warning=ExperimentalWarning',
    `--import=${new URL('storm/typescript.mjs', import.meta.url).href}`,
  ];
  const file = fileURLToPath(new URL('republishing-process.ts', import.meta.url));
  return fork(file, [JSON.stringify(nursery.settings)], { execArgv: argv, stdio: 'inherit' });
}
