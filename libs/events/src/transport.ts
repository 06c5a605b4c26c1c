/** What goes out. Records of one topic and key stay in the order in which they were produced. */
export interface OutgoingRecord {
  readonly topic: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: Buffer;
}

export interface IncomingRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Null is Kafka's tombstone; we never write one. */
  readonly value: Buffer | null;
}

/** Settles every record of the batch, or throws `ConsumerStopped`. Called again with what isn't settled. */
export type BatchHandler = (records: readonly IncomingRecord[], run: ConsumerRun) => Promise<void>;

export interface ConsumerRun {
  /**
   * False once the consumer is stopping or has lost the partition: give up between two records. To ask
   * is a sign of life: who works for long on a batch asks again and again.
   */
  isActive(): boolean;
}

export interface Subscription {
  readonly group: string;
  readonly topics: readonly string[];
  readonly handle: BatchHandler;
}

export interface Consumer {
  /** Whether partitions are assigned and batches are being handled. @throws Error saying why not */
  check(): Promise<void>;
  /** For how long nothing has come of what is in hand, in ms; 0 when nothing is. */
  stalledMs(): number;
  /** Lets handlers finish, or give up what they have not settled, then stops. */
  stop(): Promise<void>;
}

/**
 * The narrow seam between events and whatever carries them.
 * Delivery is at least once, in order per topic and key, to each group once.
 */
export interface Transport {
  /** This process is the only one: a lease that is still held is of one that has died. */
  readonly isSole?: boolean;
  start(topics: readonly string[]): Promise<void>;
  /** Resolves once every record is durable. After an error some of them may be. */
  produce(records: readonly OutgoingRecord[]): Promise<void>;
  consume(subscription: Subscription): Promise<Consumer>;
  close(): Promise<void>;
}

/** The consumer was stopped in the middle of a batch: nothing after the last settled record counts. */
export class ConsumerStopped extends Error {
  override readonly name = 'ConsumerStopped';
}

/** How many records one transaction of a consumer takes at most. */
export const MICRO_BATCH = 500;
