/** That kafkajs, whose last release is of 2023, gets along with the Kafka we pin. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Consumer, Kafka, logLevel, type Producer } from 'kafkajs';
import { eventually, kafkaForTests } from '../src/index.js';

const server = await kafkaForTests();
const brokers = 'brokers' in server ? server.brokers : [];
afterAll(async () => {
  if ('stop' in server) await server.stop();
});

('unavailable' in server ? describe.skip : describe)('kafkajs on this Kafka', () => {
  const kafka = new Kafka({ clientId: 'spec', brokers, logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  const topic = `spec.${Date.now()}`;
  const groupId = `${topic}.group`;
  const received = new Map<string, string>();
  let producer: Producer;

  /** A member of the group that commits each batch after it was handled. */
  async function join(name: string): Promise<{ consumer: Consumer; assigned: () => number[] }> {
    const consumer = kafka.consumer({
      groupId,
      sessionTimeout: 10_000,
      heartbeatInterval: 500,
      // A member notices a rebalance, and can leave, only between two fetches.
      maxWaitTimeInMs: 250,
    });
    let assigned: number[] = [];
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      assigned = payload.memberAssignment[topic] ?? [];
    });
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      eachBatch: async (payload) => {
        const { batch } = payload;
        for (const message of batch.messages) {
          received.set(message.value!.toString(), name);
          payload.resolveOffset(message.offset);
        }
        const offset = String(Number(batch.lastOffset()) + 1);
        await consumer.commitOffsets([{ topic, partition: batch.partition, offset }]);
      },
    });
    return { consumer, assigned: () => assigned };
  }

  const send = (prefix: string, count: number) =>
    producer.send({
      topic,
      acks: -1,
      messages: Array.from({ length: count }, (_, i) => ({
        key: `${prefix}${i}`,
        value: `${prefix}${i}`,
        headers: { type: 'spec' },
      })),
    });

  const receivedOf = (prefix: string) => [...received.keys()].filter((v) => v.startsWith(prefix));

  beforeAll(async () => {
    await admin.connect();
    await admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: 4 }] });
    producer = kafka.producer({ allowAutoTopicCreation: false });
    await producer.connect();
  }, 30_000);
  afterAll(async () => {
    await producer.disconnect();
    await admin.disconnect();
  });

  it('creates topics and tells that one exists', async () => {
    expect(await admin.createTopics({ topics: [{ topic, numPartitions: 4 }] })).toBe(false);
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    expect(topics[0]!.partitions).toHaveLength(4);
  });

  it('shares a topic between members, commits, and hands over when one leaves', async () => {
    await send('a', 100);
    const first = await join('first');
    await eventually(() => expect(receivedOf('a')).toHaveLength(100), { timeoutMs: 15_000 });
    await eventually(async () => {
      const [offsets] = await admin.fetchOffsets({ groupId, topics: [topic] });
      const sum = offsets!.partitions.reduce((total, { offset }) => total + Number(offset), 0);
      expect(sum).toBe(100);
    });
    const second = await join('second');
    await eventually(
      () => expect([first.assigned().length, second.assigned().length]).toEqual([2, 2]),
      { timeoutMs: 15_000 },
    );
    await send('b', 100);
    await eventually(() => expect(receivedOf('b')).toHaveLength(100), { timeoutMs: 15_000 });
    expect(new Set(receivedOf('b').map((value) => received.get(value))).size).toBe(2);
    await second.consumer.disconnect();
    await eventually(() => expect(first.assigned()).toHaveLength(4), { timeoutMs: 15_000 });
    await first.consumer.disconnect();
  }, 60_000);

  it('deletes groups and topics', async () => {
    expect(await admin.deleteGroups([groupId])).toEqual([{ groupId, errorCode: 0 }]);
    await admin.deleteTopics({ topics: [topic] });
    expect(await admin.listTopics()).not.toContain(topic);
  });
});
