import type { Logger } from '@fieldline/telemetry';
import { type Admin, Kafka, logLevel, Partitioners, type Producer } from 'kafkajs';
import type { Consumer, OutgoingRecord, Subscription, Transport } from '../transport.js';
import { STALL_MS } from '../watchdog.js';
import { quietIdleTimer } from './idle-timer.js';
import { requestsOf } from './requests.js';
import { KafkaConsumer, SESSION_TIMEOUT_MS } from './kafka-consumer.js';

export interface KafkaOptions {
  readonly brokers: readonly string[];
  /** Shown to the brokers, for instance `fieldline-billing`. */
  readonly clientId: string;
  /** Put before the names of topics and groups, so that two installations can share a cluster. */
  readonly prefix: string;
  readonly logger: Logger;
  /** The consumer can't go on: the process must end, so that its supervisor starts it anew. */
  onFatal(error: Error): void;
  /**
   * A consumer that has made no progress for so long is not ready; one that hasn't even shown a sign of
   * life for twice as long is fatal. Two minutes when omitted.
   */
  readonly stallMs?: number;
  /** After which silence the brokers give a consumer's partitions to others; 30 s when omitted. */
  readonly sessionTimeoutMs?: number;
  /** Create missing topics at the start. Off where an operator owns them. */
  readonly createTopics?: { readonly partitions: number; readonly replicationFactor: number };
}

const TOPIC_RETENTION_MS = 7 * 24 * 60 * 60 * 1_000;
const MAX_RECORD_BYTES = 1_100_000;
const NEW_TOPIC_TIMEOUT_MS = 10_000;
const NEW_TOPIC_POLL_MS = 50;
/** Kafka by kafkajs. Nothing outside this folder knows the client. */
export class KafkaTransport implements Transport {
  private readonly kafka: Kafka;
  private readonly producer: Producer;

  /** @throws Error when kafkajs isn't the version that we know */
  constructor(private readonly options: KafkaOptions) {
    quietIdleTimer();
    this.kafka = new Kafka({
      clientId: options.clientId,
      brokers: [...options.brokers],
      logLevel: logLevel.WARN,
      logCreator:
        () =>
        ({ log }) =>
          options.logger.warn({ kafka: log.message, error: log['error'] }, 'kafka client'),
      retry: { initialRetryTime: 100, maxRetryTime: 5_000, retries: 8 },
    });
    this.producer = this.kafka.producer({
      createPartitioner: Partitioners.DefaultPartitioner,
      allowAutoTopicCreation: false,
      // The relay sends one batch after another: with a single request in flight a retry can't overtake.
      maxInFlightRequests: 1,
      retry: { retries: 5 },
    });
  }

  async start(topics: readonly string[]): Promise<void> {
    const { prefix, createTopics } = this.options;
    const names = topics.map((topic) => `${prefix}${topic}`);
    if (createTopics) await this.createTopics(names, createTopics);
    await this.producer.connect();
  }

  async produce(records: readonly OutgoingRecord[]): Promise<void> {
    for (const request of requestsOf(records)) await this.send(request);
  }

  private async send(records: readonly OutgoingRecord[]): Promise<void> {
    const byTopic = Map.groupBy(records, (record) => record.topic);
    await this.producer.sendBatch({
      acks: -1,
      topicMessages: [...byTopic].map(([topic, list]) => ({
        topic: `${this.options.prefix}${topic}`,
        messages: list.map(({ key, value, headers }) => ({ key, value, headers: { ...headers } })),
      })),
    });
  }

  async consume({ group, topics, handle }: Subscription): Promise<Consumer> {
    const { prefix, logger, onFatal, stallMs, sessionTimeoutMs } = this.options;
    const consumer = new KafkaConsumer(this.kafka, `${prefix}fieldline-${group}`, {
      prefix,
      logger,
      onFatal,
      stallMs: stallMs ?? STALL_MS,
      sessionTimeoutMs: sessionTimeoutMs ?? SESSION_TIMEOUT_MS,
      countPartitions: (names) => this.countPartitions(names),
    });
    await consumer.start(topics, handle);
    return consumer;
  }

  async close(): Promise<void> {
    await this.producer.disconnect();
  }

  private countPartitions(topics: readonly string[]): Promise<number> {
    return this.asAdmin(async (admin) => {
      const metadata = await admin.fetchTopicMetadata({ topics: [...topics] });
      return metadata.topics.reduce((sum, { partitions }) => sum + partitions.length, 0);
    });
  }

  private createTopics(
    topics: readonly string[],
    { partitions, replicationFactor }: NonNullable<KafkaOptions['createTopics']>,
  ): Promise<void> {
    return this.asAdmin(async (admin) => {
      const existing = new Set(await admin.listTopics());
      const missing = topics.filter((topic) => !existing.has(topic));
      if (missing.length === 0) return;
      await admin.createTopics({
        waitForLeaders: false,
        topics: missing.map((topic) => ({
          topic,
          numPartitions: partitions,
          replicationFactor,
          configEntries: [
            { name: 'retention.ms', value: String(TOPIC_RETENTION_MS) },
            { name: 'max.message.bytes', value: String(MAX_RECORD_BYTES) },
          ],
        })),
      });
      await untilKnown(admin, missing);
    });
  }

  private async asAdmin<T>(work: (admin: Admin) => Promise<T>): Promise<T> {
    const admin = this.kafka.admin();
    await admin.connect();
    try {
      return await work(admin);
    } finally {
      await admin.disconnect();
    }
  }
}

/** Brokers know a new topic a moment after it was made. kafkajs's own wait throws at one that isn't known yet. */
async function untilKnown(admin: Admin, topics: string[]): Promise<void> {
  const deadline = Date.now() + NEW_TOPIC_TIMEOUT_MS;
  for (;;) {
    try {
      await admin.fetchTopicMetadata({ topics });
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, NEW_TOPIC_POLL_MS));
    }
  }
}
