import type { Logger } from '@fieldline/telemetry';
import type { EachBatchPayload, Kafka, Consumer as KafkaJsConsumer } from 'kafkajs';
import { Progress } from '../progress.js';
import { ConsumerStopped, MICRO_BATCH, type BatchHandler, type Consumer } from '../transport.js';
import { Watchdog } from '../watchdog.js';
import { Heartbeat } from './heartbeat.js';
import { toIncoming } from './incoming.js';
import { type Assignment, Membership } from './membership.js';

export const SESSION_TIMEOUT_MS = 30_000;
const HEARTBEATS_PER_SESSION = 10;
const PARTITIONS_AT_ONCE = 4;
const FETCHING = 'fetching';
/**
 * A quiet partition is asked for two seconds of a session of thirty: shorter costs CPU, longer holds up an
 * orderly stop, and heartbeats, which wait behind it on the same connection.
 */
const LONG_POLLS_PER_SESSION = 15;

interface Supervisor {
  readonly prefix: string;
  readonly logger: Logger;
  readonly sessionTimeoutMs: number;
  readonly stallMs: number;
  onFatal(error: Error): void;
  countPartitions(topics: readonly string[]): Promise<number>;
}

/**
 * One group's consumer. Offsets move only behind settled records, a long batch keeps its heartbeat, and
 * what kafkajs doesn't recover from, or dies of without a word, ends the process instead of leaving it
 * alive and deaf.
 */
export class KafkaConsumer implements Consumer {
  private readonly consumer: KafkaJsConsumer;
  private readonly progress = new Progress();
  private readonly watchdog: Watchdog;
  private readonly membership = new Membership(() => this.census());
  private readonly heartbeatMs: number;
  private topics: readonly string[] = [];
  private stopping = false;

  constructor(
    kafka: Kafka,
    private readonly group: string,
    private readonly supervisor: Supervisor,
  ) {
    const { sessionTimeoutMs, stallMs } = supervisor;
    this.heartbeatMs = sessionTimeoutMs / HEARTBEATS_PER_SESSION;
    this.consumer = kafka.consumer({
      groupId: group,
      sessionTimeout: sessionTimeoutMs,
      heartbeatInterval: this.heartbeatMs,
      rebalanceTimeout: 2 * sessionTimeoutMs,
      maxWaitTimeInMs: Math.ceil(sessionTimeoutMs / LONG_POLLS_PER_SESSION),
      minBytes: 1,
      allowAutoTopicCreation: false,
      retry: { retries: 10, restartOnFailure: async () => !this.stopping },
    });
    this.watchdog = new Watchdog({
      name: group,
      progress: this.progress,
      stallMs,
      onFatal: (error) => supervisor.onFatal(error),
      // Out of the group it joins anew by itself, or crashes aloud.
      isDue: () => this.membership.isAssigned && !this.stopping,
    });
  }

  async start(topics: readonly string[], handle: BatchHandler): Promise<void> {
    this.topics = topics.map((topic) => `${this.supervisor.prefix}${topic}`);
    this.listen();
    await this.consumer.connect();
    await this.consumer.subscribe({ topics: [...this.topics], fromBeginning: true });
    this.watchdog.start();
    await this.consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: PARTITIONS_AT_ONCE,
      eachBatch: (payload) => this.eachBatch(payload, handle),
    });
  }

  async check(): Promise<void> {
    await this.membership.check(this.group);
    this.watchdog.check();
  }

  stalledMs(): number {
    return this.progress.stalledMs();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.watchdog.stop();
    await this.consumer.disconnect();
    this.progress.keep(new Set());
  }

  private listen(): void {
    const { CRASH, GROUP_JOIN, STOP, REBALANCING, FETCH, FETCH_START } = this.consumer.events;
    this.consumer.on(GROUP_JOIN, ({ payload }) => this.join(payload.memberAssignment));
    this.consumer.on(REBALANCING, () => this.membership.left());
    this.consumer.on(STOP, () => this.membership.left());
    this.consumer.on(FETCH_START, () => this.progress.sign(FETCHING));
    this.consumer.on(FETCH, () => this.progress.moved(FETCHING));
    this.consumer.on(CRASH, ({ payload }) => {
      this.membership.left();
      if (!payload.restart && !this.stopping) this.supervisor.onFatal(payload.error);
    });
  }

  private join(assignment: Assignment): void {
    const places = Object.entries(assignment).flatMap(([topic, partitions]) =>
      partitions.map((partition) => placeOf(topic, partition)),
    );
    this.progress.keep(new Set([FETCHING, ...places]));
    this.progress.begin(FETCHING);
    this.membership.joined(assignment);
  }

  private async census(): Promise<{ members: number; partitions: number }> {
    const { members } = await this.consumer.describeGroup();
    const partitions = await this.supervisor.countPartitions(this.topics);
    return { members: members.length, partitions };
  }

  private async eachBatch(payload: EachBatchPayload, handle: BatchHandler): Promise<void> {
    const { topic, partition } = payload.batch;
    const place = placeOf(topic, partition);
    this.progress.begin(place);
    const heartbeat = new Heartbeat(payload.heartbeat, this.heartbeatMs, this.supervisor.logger);
    const isActive = (): boolean => {
      this.sign(place);
      return !heartbeat.isLost && !this.stopping && payload.isRunning() && !payload.isStale();
    };
    try {
      await this.settleAll(payload, handle, isActive);
    } catch (error) {
      if (!(error instanceof ConsumerStopped)) throw error;
    } finally {
      heartbeat.stop();
      // What was given up comes again, here or elsewhere, and is taken in hand anew.
      this.progress.end(place);
    }
    heartbeat.checkKept();
  }

  private async settleAll(
    {
      batch,
      heartbeat,
      resolveOffset,
      commitOffsetsIfNecessary,
      uncommittedOffsets,
    }: EachBatchPayload,
    handle: BatchHandler,
    isActive: () => boolean,
  ): Promise<void> {
    const topic = batch.topic.slice(this.supervisor.prefix.length);
    const place = placeOf(batch.topic, batch.partition);
    for (let from = 0; from < batch.messages.length; from += MICRO_BATCH) {
      if (!isActive()) return;
      const messages = batch.messages.slice(from, from + MICRO_BATCH);
      const records = messages.map((message) => toIncoming(topic, batch.partition, message));
      await handle(records, { isActive });
      const last = messages.at(-1);
      if (last) resolveOffset(last.offset);
      await commitOffsetsIfNecessary(uncommittedOffsets());
      this.progress.moved(place);
      this.progress.moved(FETCHING);
      await heartbeat();
    }
  }

  /** While a batch is in hand nothing is fetched, and rightly so. */
  private sign(place: string): void {
    this.progress.sign(place);
    this.progress.sign(FETCHING);
  }
}

function placeOf(topic: string, partition: number): string {
  return `${topic}/${partition}`;
}
