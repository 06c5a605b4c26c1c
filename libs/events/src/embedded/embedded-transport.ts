import type { Logger } from '@fieldline/telemetry';
import { Progress } from '../progress.js';
import { shardOf } from '../shard.js';
import type { Consumer, OutgoingRecord, Subscription, Transport } from '../transport.js';
import { STALL_MS, Watchdog } from '../watchdog.js';
import { EventLog } from './event-log.js';
import { PartitionReader } from './partition-reader.js';

const PARTITIONS = 8;
const TRIM_EVERY_MS = 60 * 60 * 1_000;

export interface EmbeddedOptions {
  /** A consumer can't go on: the process must end, so that its supervisor starts it anew. */
  readonly onFatal?: (error: Error) => void;
  /** As for Kafka: not ready without progress for so long, fatal without a sign of life for twice as long. */
  readonly stallMs?: number;
}

interface Waiting {
  readonly records: readonly OutgoingRecord[];
  resolve(): void;
  reject(error: unknown): void;
}

/**
 * Kafka's promises inside one process, on the Postgres that is there anyway: a durable log,
 * order per topic and key, and a place in it for each consumer group. One process may open
 * a log at a time; the launcher's lock on the data directory sees to that.
 */
export class EmbeddedTransport implements Transport {
  private readonly log: EventLog;
  private readonly ends = new Map<string, number>();
  private readonly readers = new Map<string, Set<PartitionReader>>();
  private waiting: Waiting[] = [];
  private appending: Promise<void> | undefined;
  /** False until the log was asked where it ends, and again after an append that may have gone through. */
  private endsKnown = false;
  private trimmer: NodeJS.Timeout | undefined;

  constructor(
    url: string,
    private readonly logger: Logger,
    private readonly options: EmbeddedOptions = {},
  ) {
    this.log = new EventLog(url);
  }

  async start(): Promise<void> {
    await this.log.open();
    await this.findEnds();
    this.trimmer = setInterval(() => {
      this.log
        .trim()
        .catch((error: unknown) => this.logger.warn({ err: error }, 'log not trimmed'));
    }, TRIM_EVERY_MS).unref();
  }

  /** Producers that come together share one transaction, in the order in which they came. */
  produce(records: readonly OutgoingRecord[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ records, resolve, reject });
      this.appending ??= this.append();
    });
  }

  async consume({ group, topics, handle }: Subscription): Promise<Consumer> {
    const read = new Map(
      (await this.log.progress(group)).map((p) => [place(p.topic, p.partition), p.next]),
    );
    const progress = new Progress();
    const readers = topics.flatMap((topic) =>
      Array.from({ length: PARTITIONS }, (_, partition) => {
        const from = read.get(place(topic, partition)) ?? 0;
        const { log, logger } = this;
        const work = { log, group, topic, partition, from, handle, logger, progress };
        return new PartitionReader(work);
      }),
    );
    for (const reader of readers) {
      this.readersOf(reader.topic, reader.partition).add(reader);
      reader.wake();
    }
    const watchdog = this.watch(group, progress);
    return {
      check: async () => {
        for (const reader of readers) reader.check();
        watchdog.check();
      },
      stalledMs: () => progress.stalledMs(),
      stop: async () => {
        watchdog.stop();
        await Promise.all(readers.map((reader) => reader.stop()));
        for (const reader of readers) this.readersOf(reader.topic, reader.partition).delete(reader);
      },
    };
  }

  async close(): Promise<void> {
    clearInterval(this.trimmer);
    await this.appending;
    await this.log.close();
  }

  private watch(name: string, progress: Progress): Watchdog {
    const { stallMs = STALL_MS, onFatal = () => undefined } = this.options;
    const watchdog = new Watchdog({ name, progress, stallMs, onFatal, isDue: () => true });
    watchdog.start();
    return watchdog;
  }

  /** Its end and its last look at `waiting` are one step: who comes later starts it anew. */
  private async append(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting;
      this.waiting = [];
      try {
        await this.appendAll(batch.flatMap(({ records }) => records));
        for (const { resolve } of batch) resolve();
      } catch (error) {
        // A connection that broke tells nothing: the records may be in the log, at these positions.
        this.endsKnown = false;
        for (const { reject } of batch) reject(error);
      }
    }
    this.appending = undefined;
  }

  private async appendAll(records: readonly OutgoingRecord[]): Promise<void> {
    if (!this.endsKnown) await this.findEnds();
    const next = new Map<string, number>();
    const placed = records.map((record) => {
      const partition = shardOf(record.key, PARTITIONS);
      const at = place(record.topic, partition);
      const position = next.get(at) ?? this.ends.get(at) ?? 0;
      next.set(at, position + 1);
      return { ...record, partition, position };
    });
    await this.log.append(placed);
    for (const [at, position] of next) this.moveEnd(at, position);
  }

  private async findEnds(): Promise<void> {
    for (const { topic, partition, next } of await this.log.ends()) {
      const at = place(topic, partition);
      if (this.ends.get(at) !== next) this.moveEnd(at, next);
    }
    this.endsKnown = true;
  }

  private moveEnd(at: string, position: number): void {
    this.ends.set(at, position);
    for (const reader of this.readers.get(at) ?? []) reader.wake();
  }

  private readersOf(topic: string, partition: number): Set<PartitionReader> {
    const at = place(topic, partition);
    const readers = this.readers.get(at) ?? new Set();
    this.readers.set(at, readers);
    return readers;
  }
}

function place(topic: string, partition: number): string {
  return `${topic}/${partition}`;
}
