import { randomUUID } from 'node:crypto';
import { Kafka, logLevel } from 'kafkajs';

export interface TopicRecord {
  readonly topic: string;
  /** Key, value and headers, one after the other. */
  readonly bytes: Buffer;
}

const READ_WITHIN_MS = 60_000;

/** Every record of the topics whose names begin with a prefix, from the first that is kept to the last there is now. */
export async function everythingOnTopics(
  brokers: readonly string[],
  prefix: string,
): Promise<TopicRecord[]> {
  const kafka = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(prefix));
  const unread = new Map<string, bigint>();
  for (const topic of topics)
    for (const { partition, low, high } of await admin.fetchTopicOffsets(topic))
      if (BigInt(high) > BigInt(low)) unread.set(`${topic} ${partition}`, BigInt(high));
  await admin.disconnect();
  if (unread.size === 0) return [];

  const consumer = kafka.consumer({ groupId: `${prefix}reader-${randomUUID()}` });
  const records: TopicRecord[] = [];
  const { promise: done, resolve, reject } = Promise.withResolvers<void>();
  const late = setTimeout(
    () => reject(new Error('the topics were not read in time')),
    READ_WITHIN_MS,
  );
  await consumer.connect();
  await consumer.subscribe({ topics, fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ topic, partition, message: { key, value, headers, offset } }) => {
      const texts = Object.entries(headers ?? {}).flat(2);
      const parts = [key, value, ...texts].map((part) => Buffer.from(part ?? ''));
      records.push({ topic, bytes: Buffer.concat(parts) });
      const end = unread.get(`${topic} ${partition}`);
      if (end !== undefined && BigInt(offset) >= end - 1n) unread.delete(`${topic} ${partition}`);
      if (unread.size === 0) resolve();
    },
  });
  try {
    await done;
  } finally {
    clearTimeout(late);
    await consumer.disconnect();
  }
  return records;
}
