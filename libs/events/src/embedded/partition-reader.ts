import type { Logger } from '@fieldline/telemetry';
import type { Progress } from '../progress.js';
import { ConsumerStopped, MICRO_BATCH, type BatchHandler } from '../transport.js';
import type { EventLog } from './event-log.js';

export interface PartitionReaderOptions {
  readonly log: EventLog;
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  /** Position of the first record that the group hasn't settled. */
  readonly from: number;
  readonly handle: BatchHandler;
  /** Where it tells how it gets on, as `topic/partition`. */
  readonly progress: Progress;
  readonly logger: Logger;
}

const RETRY_MS = 500;

/** One group's way through one partition: reads when woken, moves on only behind settled records. */
export class PartitionReader {
  readonly topic: string;
  readonly partition: number;
  private next: number;
  private reading: Promise<void> | undefined;
  private woken = false;
  private stopping = false;
  private failure: unknown;

  constructor(private readonly options: PartitionReaderOptions) {
    this.topic = options.topic;
    this.partition = options.partition;
    this.next = options.from;
  }

  wake(): void {
    this.woken = true;
    this.reading ??= this.readAll().finally(() => {
      this.reading = undefined;
      if (this.woken && !this.stopping) this.wake();
    });
  }

  check(): void {
    if (this.stopping) throw new Error(`${this.options.group} has stopped`);
    if (this.failure)
      throw new Error(`${this.options.group} is not reading ${this.topic}`, {
        cause: this.failure,
      });
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.reading;
  }

  private async readAll(): Promise<void> {
    const { group, progress, logger } = this.options;
    const place = `${this.topic}/${this.partition}`;
    progress.begin(place);
    while (this.woken && !this.stopping) {
      this.woken = false;
      try {
        await this.readBatch(place);
        this.failure = undefined;
      } catch (error) {
        if (error instanceof ConsumerStopped && this.stopping) return;
        this.failure = error;
        this.woken = true;
        progress.sign(place);
        logger.warn({ err: error, group, topic: this.topic }, 'log not read, trying again');
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
    progress.end(place);
  }

  private async readBatch(place: string): Promise<void> {
    const { log, group, handle, progress } = this.options;
    const { topic, partition, next } = this;
    const { records, more } = await log.read(topic, partition, next, MICRO_BATCH);
    this.woken ||= more;
    const last = records.at(-1);
    if (last) {
      await handle(records, { isActive: () => this.isActive(place) });
      await log.advance(group, topic, partition, last.position + 1);
      this.next = last.position + 1;
    }
    progress.moved(place);
  }

  private isActive(place: string): boolean {
    this.options.progress.sign(place);
    return !this.stopping;
  }
}
