/** What comes from outside or goes wrong outside, and what becomes of it on every transport. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '@fieldline/contracts';
import { eventually } from '@fieldline/testing';
import { Kafka, logLevel } from 'kafkajs';
import { Client } from 'pg';
import { EventConsumer } from '../src/event-consumer.js';
import { Relay } from '../src/index.js';
import type { Consumer, OutgoingRecord, Transport } from '../src/transport.js';
import { Gardener, openOrchard, type Orchard, recordOf, TOPICS, TreePlanted } from './orchard.js';
import { type Ground, kafkaUnavailable, logger, PREFIX, transports } from './transports.js';

const SLOW = { timeoutMs: 20_000 };
const TEN_MB = 10_000_000;

describe.each(transports)('on the $name transport', ({ name, ground: prepare }) => {
  let ground: Ground;
  let transport: Transport;
  let orchard: Orchard;
  let relay: Relay;
  let consumer: Consumer;
  /** The ids of records, as often as they came. */
  let delivered: string[] = [];

  const hear = (): Promise<Consumer> => {
    const { name: service, database } = orchard;
    const events = new EventConsumer(service, database, new Gardener().table(), logger);
    return transport.consume({
      group: service,
      topics: TOPICS,
      handle: async (records, run) => {
        delivered.push(...records.map(({ headers }) => String(headers['ce_id'])));
        await events.handle(records, run);
      },
    });
  };
  beforeAll(async () => {
    ground = await prepare();
    transport = await ground.open(TOPICS);
    orchard = await openOrchard();
    relay = new Relay(orchard.name, orchard.database, transport, logger, orchard.outbox);
    relay.start();
    consumer = await hear();
    await eventually(() => consumer.check(), SLOW);
  });
  afterAll(async () => {
    await relay.stop();
    await consumer.stop();
    await transport.close();
    await orchard.close();
    await ground.clear();
  });

  const newTree = () => {
    const [treeId, rowId] = [newId(), newId()];
    return { treeId, rowId, step: (step: number) => ({ treeId, rowId, step }) };
  };
  const expectSteps = (treeId: string, steps: readonly number[]): Promise<void> =>
    eventually(async () => expect(await orchard.stepsOf(treeId)).toEqual(steps), SLOW);

  /** As an operator would who wants everything once more. */
  async function resetOffsets(): Promise<void> {
    if (name === 'embedded') {
      const client = new Client({ connectionString: ground.address });
      await client.connect();
      await client.query(`DELETE FROM progress WHERE consumer_group = $1`, [orchard.name]);
      return client.end();
    }
    const kafka = new Kafka({ brokers: ground.address.split(','), logLevel: logLevel.NOTHING });
    const admin = kafka.admin();
    await admin.connect();
    for (const topic of TOPICS)
      await admin.resetOffsets({
        groupId: `${PREFIX}fieldline-${orchard.name}`,
        topic: `${PREFIX}${topic}`,
        earliest: true,
      });
    await admin.disconnect();
  }

  test('an event of 10 MB is refused where it is said, and its transaction with it', async () => {
    const tree = newTree();
    const huge = { ...tree.step(0), note: 'x'.repeat(TEN_MB) };
    await expect(orchard.say(TreePlanted, huge)).rejects.toThrow(/larger than 1000000 bytes/);
    await orchard.say(TreePlanted, tree.step(1));
    await expectSteps(tree.treeId, [1]);
  });

  test('a record of 10 MB that is there all the same holds up nobody', async () => {
    const tree = newTree();
    const huge = recordOf(TreePlanted, { ...tree.step(0), note: 'x'.repeat(TEN_MB) });
    const produced = transport.produce([huge]);
    // Brokers turn it away; the log in Postgres takes it.
    if (name === 'kafka') await expect(produced).rejects.toThrow(/larger than/);
    else await produced;
    await transport.produce([recordOf(TreePlanted, tree.step(1))]);
    await expectSteps(tree.treeId, name === 'kafka' ? [1] : [0, 1]);
  });

  test('a version that is not known is put aside, not guessed at', async () => {
    const tree = newTree();
    const record = recordOf(TreePlanted, tree.step(0));
    const headers = { ...record.headers, ce_type: 'orchard.tree.planted.v2' };
    await transport.produce([{ ...record, headers }, recordOf(TreePlanted, tree.step(1))]);
    await expectSteps(tree.treeId, [1]);
    expect(await orchard.deadLettersOf(tree.rowId)).toMatchObject([
      { reason: 'malformed', type: 'orchard.tree.planted.v2' },
    ]);
  });

  test('offsets reset to the beginning bring everything again, and change nothing', async () => {
    const trees = Array.from({ length: 20 }, newTree);
    const all = trees.flatMap((tree) =>
      [0, 1].map((step) => recordOf(TreePlanted, tree.step(step))),
    );
    await transport.produce(all);
    for (const { treeId } of trees) await expectSteps(treeId, [0, 1]);
    const [effects, letters] = [await orchard.count('effect'), await orchard.count('dead_letter')];
    await consumer.stop();
    await resetOffsets();
    delivered = [];
    consumer = await hear();
    const last = newTree();
    await transport.produce([recordOf(TreePlanted, last.step(0))]);
    await eventually(() => expect(delivered.length).toBeGreaterThan(all.length), SLOW);
    await expectSteps(last.treeId, [0]);
    expect(await orchard.count('effect')).toBe((effects ?? 0) + 1);
    expect(await orchard.count('dead_letter')).toBe(letters);
  });

  test('reply and tenant headers from outside mean nothing', async () => {
    const tree = newTree();
    const [tenantId, victim] = [newId(), newId()];
    const record = recordOf(TreePlanted, tree.step(0), { tenantId });
    const forged: OutgoingRecord['headers'] = {
      kafka_replyTopic: `${PREFIX}orchard.fruit`,
      kafka_replyPartition: '0',
      kafka_correlationId: newId(),
      kafka_nestRealTopic: 'orchard.fruit',
      'x-tenant-id': victim,
      tenantid: victim,
      CE_TENANTID: victim,
    };
    // What came before may come again just now, whether or not it has yet.
    const { rows: known } = await orchard.admin.query<{ id: string }>(
      `SELECT event_id AS id FROM inbox UNION SELECT event_id FROM dead_letter`,
    );
    const before = new Set([...delivered, ...known.map(({ id }) => id)]);
    await transport.produce([{ ...record, headers: { ...record.headers, ...forged } }]);
    await transport.produce([recordOf(TreePlanted, tree.step(1), { tenantId })]);
    await expectSteps(tree.treeId, [0, 1]);
    const { rows } = await orchard.admin.query(
      `SELECT DISTINCT tenant_id FROM effect WHERE tree_id = $1`,
      [tree.treeId],
    );
    expect(rows).toEqual([{ tenant_id: tenantId }]);
    expect(await orchard.count('effect', `tenant_id = '${victim}'`)).toBe(0);
    // Two records, and no reply to either.
    expect(delivered.filter((id) => !before.has(id))).toHaveLength(2);
  });
});

if (kafkaUnavailable) test.skip(`on the kafka transport: ${kafkaUnavailable}`, () => undefined);
