/** From the transaction that says an event to the transaction of its effect: each effect exactly once. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '@fieldline/contracts';
import { query } from '@fieldline/database';
import { eventually } from '@fieldline/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { EventConsumer } from '../src/event-consumer.js';
import { Relay, TransientError } from '../src/index.js';
import type { Consumer, IncomingRecord, OutgoingRecord, Transport } from '../src/transport.js';
import {
  apply,
  FruitCounted,
  Gardener,
  openOrchard,
  type Orchard,
  recordOf,
  TOPICS,
  TreeFelled,
  TreePlanted,
  TreePruned,
} from './orchard.js';
import { gate, type Ground, kafkaUnavailable, logger, transports, within } from './transports.js';

const SLOW = { timeoutMs: 15_000 };
const subjectOf = ({ headers }: { headers: Readonly<Record<string, string>> }): string =>
  headers['ce_subject'] ?? '';
const stepOf = ({ value }: IncomingRecord): number =>
  (JSON.parse(value?.toString() ?? '{}') as { step: number }).step;

describe.each(transports)('on the $name transport', ({ ground: prepare }) => {
  let ground: Ground;
  let transport: Transport;
  let orchard: Orchard;
  let consumer: Consumer;
  let ear: Consumer;
  const gardener = new Gardener();
  /** Everything that was published, as it lies in the topics. */
  const published: IncomingRecord[] = [];
  const batches: string[][] = [];

  beforeAll(async () => {
    ground = await prepare();
    transport = await ground.open(TOPICS);
    orchard = await openOrchard();
    const events = new EventConsumer(orchard.name, orchard.database, gardener.table(), logger);
    consumer = await transport.consume({
      group: orchard.name,
      topics: TOPICS,
      handle: (records, run) => {
        batches.push(records.map(({ headers }) => headers['ce_id'] ?? ''));
        return events.handle(records, run);
      },
    });
    ear = await transport.consume({
      group: 'ear',
      topics: TOPICS,
      handle: async (records) => void published.push(...records),
    });
    await eventually(() => Promise.all([consumer.check(), ear.check()]));
  });
  afterAll(async () => {
    await Promise.all([consumer.stop(), ear.stop()]);
    await transport.close();
    await orchard.close();
    await ground.clear();
  });

  const relays: Relay[] = [];
  afterEach(async () => {
    await Promise.all(relays.splice(0).map((relay) => relay.stop()));
  });

  function startRelay(over: Partial<Transport> = {}): Relay {
    const carrier: Transport = {
      start: (topics) => transport.start(topics),
      produce: (records) => transport.produce(records),
      consume: (subscription) => transport.consume(subscription),
      close: () => transport.close(),
      ...over,
    };
    const relay = new Relay(orchard.name, orchard.database, carrier, logger, orchard.outbox);
    relay.start();
    relays.push(relay);
    return relay;
  }

  const newTree = (rowId = newId()) => {
    const treeId = newId();
    return { treeId, rowId, step: (step: number) => ({ treeId, rowId, step }) };
  };
  const publishedOf = (treeId: string): number[] =>
    published.filter((record) => subjectOf(record) === treeId).map(stepOf);
  const expectSteps = (treeId: string, steps: readonly number[]): Promise<void> =>
    eventually(async () => expect(await orchard.stepsOf(treeId)).toEqual(steps), SLOW);
  const inboxHas = async (eventId: string): Promise<boolean> =>
    (await orchard.count('inbox', `event_id = '${eventId}'`)) === 1;

  describe('from outbox to effect', () => {
    test('what a transaction says has its effect once, in order', async () => {
      startRelay();
      const tree = newTree();
      const tenantId = newId();
      for (const step of [0, 1, 2]) await orchard.say(TreePlanted, tree.step(step), tenantId);
      await expectSteps(tree.treeId, [0, 1, 2]);
      await eventually(async () => expect(await orchard.count('outbox')).toBe(0));
      const [record] = published.filter((candidate) => subjectOf(candidate) === tree.treeId);
      expect(record).toMatchObject({
        key: tree.rowId,
        headers: {
          ce_specversion: '1.0',
          ce_type: 'orchard.tree.planted.v1',
          ce_source: '/fieldline/orchard',
          ce_tenantid: tenantId,
        },
      });
    });

    test('what is rolled back is never said', async () => {
      startRelay();
      const tree = newTree();
      const tenantId = newId();
      const failing = orchard.database.asTenant(tenantId, async (tx) => {
        await orchard.outbox.add(tx, TreePlanted, tenantId, tree.step(0));
        throw new Error('changed its mind');
      });
      await expect(failing).rejects.toThrow('changed its mind');
      await orchard.say(TreePlanted, tree.step(1), tenantId);
      await expectSteps(tree.treeId, [1]);
      expect(publishedOf(tree.treeId)).toEqual([1]);
    });

    test('what an event leads to names it as its cause, alone or in a run', async () => {
      startRelay();
      const [planted, counted, later] = [newTree(), newTree(), newTree()];
      gardener.on(planted.treeId, ([event], tx) =>
        orchard.outbox.add(tx, FruitCounted, event!.tenantId, counted.step(0)),
      );
      gardener.on(counted.treeId, ([event], tx) =>
        orchard.outbox.add(tx, TreePruned, event!.tenantId, later.step(0)),
      );
      await orchard.say(TreePlanted, planted.step(0));
      await expectSteps(later.treeId, [0]);
      const [first, second, third] = [planted, counted, later].map(
        ({ treeId }) => published.find((record) => subjectOf(record) === treeId)!.headers,
      );
      expect(first).toMatchObject({ ce_correlationid: first!['ce_id'] });
      expect(first).not.toHaveProperty('ce_causationid');
      const ce_correlationid = first!['ce_id'];
      expect(second).toMatchObject({ ce_causationid: first!['ce_id'], ce_correlationid });
      expect(third).toMatchObject({ ce_causationid: second!['ce_id'], ce_correlationid });
    });

    test('five hundred events of 340 businesses are each counted, by the run', async () => {
      startRelay();
      const rowId = newId();
      const tenants = Array.from({ length: 340 }, newId);
      const events = Array.from({ length: 500 }, (_, step) => ({
        type: FruitCounted,
        tenantId: tenants[step % tenants.length]!,
        payload: { ...newTree(rowId).step(step) },
      }));
      gardener.runs.length = 0;
      await orchard.database.asWorker((tx) => orchard.outbox.addAll(tx, events));
      const list = `('${tenants.join("','")}')`;
      await eventually(async () => {
        expect(await orchard.count('effect', `tenant_id IN ${list}`)).toBe(500);
      }, SLOW);
      const { rows } = await orchard.admin.query<{ tenant_id: string; step: number }>(
        `SELECT tenant_id, step FROM effect WHERE tenant_id IN ${list} ORDER BY id`,
      );
      expect(rows).toEqual(
        events.map(({ tenantId: tenant_id, payload: { step } }) => ({ tenant_id, step })),
      );
      expect(Math.max(...gardener.runs)).toBeGreaterThan(100);
    });
  });

  describe('the inbox', () => {
    test('the same event twice, in one batch and in another, has one effect', async () => {
      const tree = newTree();
      const id = newId();
      const twin = recordOf(TreePlanted, tree.step(0), { id });
      await transport.produce([twin, twin]);
      await transport.produce([twin, recordOf(TreePlanted, tree.step(1))]);
      await expectSteps(tree.treeId, [0, 1]);
      const together = batches.map((ids) => ids.filter((candidate) => candidate === id).length);
      expect(Math.max(...together)).toBeGreaterThanOrEqual(2);
      expect(together.reduce((sum, times) => sum + times)).toBe(3);
    });

    test('an effect and its mark in the inbox are taken back together', async () => {
      const tree = newTree();
      const id = newId();
      const seen: { effects: number[]; inbox: boolean }[] = [];
      gardener.on(tree.treeId, async (events, tx) => {
        seen.push({ effects: await orchard.stepsOf(tree.treeId), inbox: await inboxHas(id) });
        await apply(tx, events);
        if (seen.length === 1) throw new TransientError('after the effect');
      });
      await transport.produce([recordOf(TreePlanted, tree.step(0), { id })]);
      await expectSteps(tree.treeId, [0]);
      expect(seen).toEqual([
        { effects: [], inbox: false },
        { effects: [], inbox: false },
      ]);
      expect(await inboxHas(id)).toBe(true);
    });

    test('an effect that was not committed when its consumer stopped happens at the next', async () => {
      const tree = newTree();
      const reached = gate();
      gardener.on(tree.treeId, async () => {
        reached.open();
        throw new TransientError('for as long as it runs');
      });
      const table = gardener.table();
      const events = new EventConsumer(orchard.name, orchard.database, table, logger);
      await consumer.stop();
      const subscription = {
        group: orchard.name,
        topics: TOPICS,
        handle: events.handle.bind(events),
      };
      const stopping = await transport.consume(subscription);
      await transport.produce([recordOf(TreePlanted, tree.step(0))]);
      await within(10_000, reached.opened);
      await stopping.stop();
      expect(await orchard.stepsOf(tree.treeId)).toEqual([]);
      gardener.on(tree.treeId, (due, tx) => apply(tx, due));
      consumer = await transport.consume(subscription);
      await expectSteps(tree.treeId, [0]);
    });
  });

  describe('errors', () => {
    test('a transient error is waited out, and nothing overtakes', async () => {
      const tree = newTree();
      let failures = 0;
      gardener.on(tree.treeId, async (events, tx) => {
        if (events[0]!.payload.step === 2 && ++failures <= 2) throw new TransientError('not now');
        await apply(tx, events);
      });
      await transport.produce([0, 1, 2, 3].map((step) => recordOf(TreePlanted, tree.step(step))));
      await transport.produce([recordOf(TreePruned, tree.step(4))]);
      await expectSteps(tree.treeId, [0, 1, 2, 3, 4]);
      expect(failures).toBe(3);
      expect(await orchard.deadLettersOf(tree.rowId)).toEqual([]);
    });

    test('a connection that breaks between two statements is transient', async () => {
      const tree = newTree();
      let times = 0;
      gardener.on(tree.treeId, async (events, tx) => {
        if (++times <= 2) {
          const [row] = await query<{ pid: number }>(tx, 'SELECT pg_backend_pid() AS pid');
          await orchard.admin.query('SELECT pg_terminate_backend($1)', [row?.pid]);
          await sleep(100);
        }
        await apply(tx, events);
      });
      await transport.produce([recordOf(TreePlanted, tree.step(0))]);
      await expectSteps(tree.treeId, [0]);
      expect(times).toBe(3);
      expect(await orchard.deadLettersOf(tree.rowId)).toEqual([]);
    });

    test('a poison event parks its aggregate; others of the same key flow on', async () => {
      const ill = newTree();
      const well = newTree(ill.rowId);
      gardener.on(ill.treeId, async (events, tx) => {
        if (events[0]!.payload.step === 1) throw new TypeError('no such fruit');
        await apply(tx, events);
      });
      const both = (step: number): OutgoingRecord[] =>
        [ill, well].map((tree) => recordOf(TreePlanted, tree.step(step)));
      const records = [0, 1, 2].flatMap(both);
      await transport.produce(records);
      await expectSteps(well.treeId, [0, 1, 2]);
      // Neither what came before nor what nobody has a use for is put aside a second time.
      await transport.produce([...records, ...both(3), recordOf(TreeFelled, ill.step(3))]);
      await expectSteps(well.treeId, [0, 1, 2, 3]);
      await eventually(async () => expect(await orchard.deadLettersOf(ill.rowId)).toHaveLength(3));
      expect(await orchard.stepsOf(ill.treeId)).toEqual([0]);
      const letters = await orchard.deadLettersOf(ill.rowId);
      expect(
        letters.map(({ subject, reason, payload }) => [
          subject,
          reason,
          JSON.parse(String(payload)),
        ]),
      ).toEqual([
        [ill.treeId, 'failed', ill.step(1)],
        [ill.treeId, 'parked', ill.step(2)],
        [ill.treeId, 'parked', ill.step(3)],
      ]);
      expect(letters[0]?.error).toMatch(/^TypeError: no such fruit at /);

      await orchard.admin.query(`DELETE FROM dead_letter WHERE key = $1`, [ill.rowId]);
      await transport.produce([recordOf(TreePlanted, ill.step(4))]);
      await expectSteps(ill.treeId, [0, 4]);
    });

    test('one poison event of a run costs no other its effect', async () => {
      const rowId = newId();
      const trees = Array.from({ length: 20 }, () => newTree(rowId));
      const ill = trees[7]!;
      gardener.on(ill.treeId, async () => {
        throw new RangeError('too many');
      });
      await transport.produce(trees.map((tree) => recordOf(FruitCounted, tree.step(0))));
      await expectSteps(trees[19]!.treeId, [0]);
      const counted = await Promise.all(trees.map(({ treeId }) => orchard.stepsOf(treeId)));
      expect(counted).toEqual(trees.map((tree) => (tree === ill ? [] : [0])));
      expect(await orchard.deadLettersOf(rowId)).toMatchObject([
        { subject: ill.treeId, reason: 'failed', type: 'orchard.fruit.counted.v1', state: 'open' },
      ]);
    });

    test('what is no event of ours is put aside whole, and the flow goes on', async () => {
      const rowId = newId();
      const good = (tree: ReturnType<typeof newTree>): OutgoingRecord =>
        recordOf(TreePlanted, tree.step(1));
      const strange = (change: (record: OutgoingRecord) => object) => {
        const tree = newTree(rowId);
        const record = recordOf(TreePlanted, tree.step(0));
        return { tree, record: { ...record, ...change(record) } as OutgoingRecord };
      };
      const without = (record: OutgoingRecord, header: string): object => {
        const { [header]: _, ...headers } = record.headers;
        return { headers };
      };
      const deep = `{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
      const cases = [
        ['null value', strange(() => ({ value: null })), /without a payload/],
        ['broken JSON', strange(() => ({ value: Buffer.from('{"step":') })), /not JSON/],
        ['a list', strange(() => ({ value: Buffer.from('[]') })), /not an object/],
        ['too deep', strange(() => ({ value: Buffer.from(deep) })), /./],
        [
          'an invalid payload',
          strange(({ value }) => ({
            value: Buffer.from(String(value).replace('"step":0', '"step":-1')),
          })),
          /invalid step/,
        ],
        [
          'an unknown type',
          strange(({ headers }) => ({ headers: { ...headers, ce_type: 'orchard.tree.sold.v9' } })),
          /unknown event type orchard.tree.sold.v9/,
        ],
        ['no type', strange((record) => without(record, 'ce_type')), /\(none\)/],
        ['no id', strange((record) => without(record, 'ce_id')), /no ce_id/],
        ['no tenant', strange((record) => without(record, 'ce_tenantid')), /no ce_tenantid/],
        ['another topic', strange(() => ({ topic: 'orchard.fruit' })), /came on orchard.fruit/],
      ] as const;
      const trees = cases.map(([, { tree }]) => tree);
      await transport.produce(cases.flatMap(([, { tree, record }]) => [record, good(tree)]));
      for (const { treeId } of trees) await expectSteps(treeId, [1]);
      await transport.produce(trees.map((tree) => recordOf(TreePruned, tree.step(2))));
      for (const { treeId } of trees) await expectSteps(treeId, [1, 2]);
      await eventually(async () =>
        expect(await orchard.deadLettersOf(rowId)).toHaveLength(cases.length),
      );
      const letters = await orchard.deadLettersOf(rowId);
      for (const [name, { tree, record }, error] of cases) {
        const letter = letters.find(({ subject }) => subject === tree.treeId);
        expect({ name, ...letter }).toMatchObject({ name, reason: 'malformed', state: 'open' });
        expect({ name, error: letter?.error }).toEqual({
          name,
          error: expect.stringMatching(error),
        });
        expect({ name, payload: letter?.payload }).toEqual({ name, payload: record.value });
      }
    });
  });

  describe('the relay', () => {
    test('of two relays one publishes, each event once', async () => {
      startRelay();
      startRelay();
      const trees = Array.from({ length: 50 }, () => newTree());
      await Promise.all(
        trees.map(async (tree) => {
          for (const step of [0, 1, 2, 3]) await orchard.say(TreePlanted, tree.step(step));
        }),
      );
      await eventually(
        () =>
          expect(trees.map(({ treeId }) => publishedOf(treeId))).toEqual(
            trees.map(() => [0, 1, 2, 3]),
          ),
        SLOW,
      );
      await sleep(200);
      expect(trees.flatMap(({ treeId }) => publishedOf(treeId))).toHaveLength(200);
    });

    test('when one dies in the middle, another takes over; each effect is still one', async () => {
      const tree = newTree();
      const producing = gate();
      const revived = gate();
      startRelay({
        async produce(records) {
          producing.open();
          await revived.opened;
          await transport.produce(records);
        },
      });
      await orchard.say(TreePlanted, tree.step(0));
      await producing.opened;
      await orchard.say(TreePlanted, tree.step(1));
      startRelay();
      await sleep(300);
      expect(publishedOf(tree.treeId)).toEqual([]);

      await orchard.admin.query(`UPDATE outbox_lease SET expires_at = now() - interval '1 ms'`);
      await expectSteps(tree.treeId, [0, 1]);
      revived.open();
      await orchard.say(TreePlanted, tree.step(2));
      await expectSteps(tree.treeId, [0, 1, 2]);
      await eventually(() =>
        expect(publishedOf(tree.treeId).filter((s) => s === 0)).toHaveLength(2),
      );
      await expectSteps(tree.treeId, [0, 1, 2]);
    });

    test('one that stops makes room at once', async () => {
      const tree = newTree();
      const first = startRelay();
      await orchard.say(TreePlanted, tree.step(0));
      await eventually(() => expect(publishedOf(tree.treeId)).toEqual([0]), SLOW);
      startRelay();
      await sleep(100);
      await first.stop();
      await orchard.say(TreePlanted, tree.step(1));
      await eventually(() => expect(publishedOf(tree.treeId)).toEqual([0, 1]), {
        timeoutMs: 2_000,
      });
    });

    test('the only process waits for no lease of one that was killed', async () => {
      const tree = newTree();
      await orchard.admin.query(
        `UPDATE outbox_lease SET owner = $1, expires_at = now() + interval '15 s'`,
        [newId()],
      );
      await orchard.say(TreePlanted, tree.step(0));
      startRelay({ isSole: true });
      await eventually(() => expect(publishedOf(tree.treeId)).toEqual([0]), { timeoutMs: 2_000 });
    });

    test('publishes what is left before it stops, then gives its shards back', async () => {
      const tree = newTree();
      const producing = gate();
      const done = gate();
      const relay = startRelay({
        async produce(records) {
          producing.open();
          await done.opened;
          await transport.produce(records);
        },
      });
      await orchard.say(TreePlanted, tree.step(0));
      await producing.opened;
      await orchard.say(TreePlanted, tree.step(1));
      const stopped = relay.stop();
      done.open();
      await stopped;
      expect(await orchard.count('outbox')).toBe(0);
      await eventually(() => expect(publishedOf(tree.treeId)).toEqual([0, 1]), SLOW);
      const { rows } = await orchard.admin.query(
        `SELECT 1 FROM outbox_lease WHERE owner IS NOT NULL`,
      );
      expect(rows).toEqual([]);
    });

    test('keeps the order when producing fails and recovers, and says that it is not well', async () => {
      const tree = newTree();
      let attempts = 0;
      const relay = startRelay({
        async produce(records) {
          attempts++;
          // Once it fails after the fact, as a broken connection does.
          if (attempts === 2) await transport.produce(records);
          if (attempts <= 3) throw new Error('no brokers');
          await transport.produce(records);
        },
      });
      for (const step of [0, 1]) await orchard.say(TreePlanted, tree.step(step));
      await eventually(() => expect(relay.check()).rejects.toThrow('not being published'));
      for (const step of [2, 3]) await orchard.say(TreePlanted, tree.step(step));
      await expectSteps(tree.treeId, [0, 1, 2, 3]);
      await eventually(() => relay.check());
      const firsts = [...new Set(publishedOf(tree.treeId))];
      expect(firsts).toEqual([0, 1, 2, 3]);
    });

    test('takes no more at once than fits, whatever the size of events', async () => {
      const tree = newTree();
      const note = 'x'.repeat(900_000);
      for (let step = 0; step < 12; step++)
        await orchard.say(TreePlanted, { ...tree.step(step), note });
      const sizes: number[] = [];
      startRelay({
        produce(records) {
          sizes.push(records.reduce((sum, { value }) => sum + value.length, 0));
          return transport.produce(records);
        },
      });
      await expectSteps(tree.treeId, [...Array(12).keys()]);
      expect(Math.max(...sizes)).toBeLessThan(9_000_000);
    });
  });
});

describe('separation of tenants', () => {
  let orchard: Orchard;
  beforeAll(async () => {
    orchard = await openOrchard();
  });
  afterAll(() => orchard.close());

  test('the tenant role says events of its own tenant only', async () => {
    const [mine, yours] = [newId(), newId()];
    const payload = { treeId: newId(), rowId: newId(), step: 0 };
    await orchard.database.asTenant(mine, (tx) =>
      orchard.outbox.add(tx, TreePlanted, mine, payload),
    );
    const forged = orchard.database.asTenant(mine, (tx) =>
      orchard.outbox.add(tx, TreePlanted, yours, payload),
    );
    await expect(forged).rejects.toThrow(/row-level security/);
    const { rows } = await orchard.admin.query(`SELECT tenant_id FROM outbox`);
    expect(rows).toEqual([{ tenant_id: mine }]);
  });

  test.each([
    'SELECT * FROM outbox',
    `UPDATE outbox SET payload = '{}'`,
    'DELETE FROM outbox',
    'SELECT * FROM outbox_lease',
    'SELECT * FROM inbox',
    'SELECT * FROM dead_letter',
  ])('the tenant role may not %s', async (sql) => {
    const reading = orchard.database.asTenant(newId(), (tx) => query(tx, sql));
    await expect(reading).rejects.toThrow(/permission denied/);
  });

  test('the catalogue has no objection', async () => {
    expect(await orchard.catalogProblems()).toEqual([]);
  });
});

if (kafkaUnavailable) test.skip(`on the kafka transport: ${kafkaUnavailable}`, () => undefined);
