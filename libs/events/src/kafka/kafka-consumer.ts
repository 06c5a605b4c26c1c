import type { Logger } from '@fieldline/telemetry';
import type { EachBatchPayload, Kafka, KafkaMessage, Consumer as KafkaJsConsumer } from 'kafkajs';
import {
  ConsumerStopped,
  MICRO_BATCH,
  type BatchHandler,
  type Consumer,
  type IncomingRecord,
} from '../transport.js';

const SESSION_TIMEOUT_MS = 30_000;
const HEARTBEAT_MS = 3_000;
const PARTITIONS_AT_ONCE = 4;

interface Supervisor {
  readonly prefix: string;
  readonly logger: Logger;
  onFatal(error: Error): void;
}

/**
 * One group's consumer. Offsets move only behind settled records, a long batch keeps its
 * heartbeat, and a crash that kafkajs doesn't recover from ends the process instead of
 * leaving it alive and deaf.
 */
export class KafkaConsumer implements Consumer {
  private readonly consumer: KafkaJsConsumer;
  private joined = false;
  private stopping = false;

  constructor(
    kafka: Kafka,
    private readonly group: string,
    private readonly supervisor: Supervisor,
  ) {
    this.consumer = kafka.consumer({
      groupId: group,
      sessionTimeout: SESSION_TIMEOUT_MS,
      heartbeatInterval: HEARTBEAT_MS,
      rebalanceTimeout: 2 * SESSION_TIMEOUT_MS,
      maxWaitTimeInMs: 500,
      minBytes: 1,
      allowAutoTopicCreation: false,
      retry: { retries: 10, restartOnFailure: async () => !this.stopping },
    });
  }

  async start(topics: readonly string[], handle: BatchHandler): Promise<void> {
    const { CRASH, GROUP_JOIN, STOP, REBALANCING } = this.consumer.events;
    this.consumer.on(GROUP_JOIN, () => (this.joined = true));
    this.consumer.on(REBALANCING, () => (this.joined = false));
    this.consumer.on(STOP, () => (this.joined = false));
    this.consumer.on(CRASH, ({ payload }) => {
      this.joined = false;
      if (!payload.restart && !this.stopping) this.supervisor.onFatal(payload.error);
    });
    await this.consumer.connect();
    const { prefix } = this.supervisor;
    await this.consumer.subscribe({
      topics: topics.map((topic) => `${prefix}${topic}`),
      fromBeginning: true,
    });
    await this.consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: PARTITIONS_AT_ONCE,
      eachBatch: (payload) => this.eachBatch(payload, handle),
    });
  }

  async check(): Promise<void> {
    if (!this.joined) throw new Error(`${this.group} has no partitions assigned`);
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.consumer.disconnect();
  }

  private async eachBatch(payload: EachBatchPayload, handle: BatchHandler): Promise<void> {
    const { batch, heartbeat, resolveOffset, commitOffsetsIfNecessary, uncommittedOffsets } =
      payload;
    const topic = batch.topic.slice(this.supervisor.prefix.length);
    let lost: unknown;
    const isActive = (): boolean =>
      !lost && !this.stopping && payload.isRunning() && !payload.isStale();
    const beat = setInterval(() => {
      // Others may have the partition by now, or wait for us to give it up.
      heartbeat().catch((error: unknown) => {
        lost ??= error;
        this.supervisor.logger.warn({ err: error }, 'heartbeat failed, the batch is given up');
      });
    }, HEARTBEAT_MS);
    try {
      for (let from = 0; from < batch.messages.length && isActive(); from += MICRO_BATCH) {
        const messages = batch.messages.slice(from, from + MICRO_BATCH);
        const records = messages.map((message) => toIncoming(topic, batch.partition, message));
        await handle(records, { isActive });
        const last = messages.at(-1);
        if (last) resolveOffset(last.offset);
        await commitOffsetsIfNecessary(uncommittedOffsets());
        await heartbeat();
      }
    } catch (error) {
      if (!(error instanceof ConsumerStopped)) throw error;
    } finally {
      clearInterval(beat);
    }
    // kafkajs joins the group again only when it sees the error itself.
    if (lost) throw lost;
  }
}

/** Postgres, where it all ends up, has no NUL in text: one in a key would hold up its partition for good. */
function textOf(bytes: Buffer | string): string {
  return bytes.toString().replaceAll('\0', '\uFFFD');
}

function toIncoming(topic: string, partition: number, message: KafkaMessage): IncomingRecord {
  const headers = Object.entries(message.headers ?? {}).flatMap(([name, value]) => {
    const first = Array.isArray(value) ? value[0] : value;
    return first === undefined ? [] : [[textOf(name), textOf(first)] as const];
  });
  return {
    topic,
    partition,
    offset: message.offset,
    key: message.key ? textOf(message.key) : '',
    headers: Object.fromEntries(headers),
    value: message.value,
  };
}
