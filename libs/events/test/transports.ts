import { createTestDatabase } from '@fieldline/testing';
import { createLogger } from '@fieldline/telemetry';
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedTransport, KafkaTransport, type Transport } from '../src/index.js';

/** Differs from file to file and from run to run, which may share a Kafka. */
export const PREFIX = `t${randomBytes(4).toString('hex')}-`;
export const PARTITIONS = 4;
export const logger = createLogger({
  service: 'test',
  level: process.env['TEST_LOG_LEVEL'] ?? 'silent',
});

export interface OpenOptions {
  readonly prefix?: string;
  readonly stallMs?: number;
  /** Kafka's. */
  readonly sessionTimeoutMs?: number;
  readonly partitions?: number;
}

/** Where records survive while transports come and go. */
export interface Ground {
  /** Address of the embedded log, or of the brokers. */
  readonly address: string;
  /** A transport on it: another process, as far as the ground can tell. */
  open(topics: readonly string[], options?: OpenOptions): Promise<Transport>;
  /** Errors that would have ended the process. */
  readonly fatal: Error[];
  clear(): Promise<void>;
}

export interface TransportCase {
  readonly name: 'embedded' | 'kafka';
  ground(): Promise<Ground>;
}

const embedded: TransportCase = {
  name: 'embedded',
  async ground() {
    const database = await createTestDatabase(process.env['TEST_POSTGRES_URL'] ?? '');
    const fatal: Error[] = [];
    return {
      address: database.url,
      fatal,
      clear: () => database.drop(),
      async open(_, { stallMs } = {}) {
        const onFatal = (error: Error): void => void fatal.push(error);
        const transport = new EmbeddedTransport(database.url, logger, { stallMs, onFatal });
        await transport.start();
        return transport;
      },
    };
  },
};

const kafka: TransportCase = {
  name: 'kafka',
  async ground() {
    const address = process.env['TEST_KAFKA_BROKERS'] ?? '';
    const fatal: Error[] = [];
    return {
      address,
      fatal,
      clear: async () => undefined,
      async open(topics, { prefix = PREFIX, partitions = PARTITIONS, ...limits } = {}) {
        const transport = new KafkaTransport({
          brokers: address.split(','),
          clientId: 'test',
          prefix,
          logger,
          ...limits,
          onFatal: (error) => fatal.push(error),
          createTopics: { partitions, replicationFactor: 1 },
        });
        await transport.start(topics);
        return transport;
      },
    };
  },
};

/** Why the suites run on the embedded transport alone, when they do. */
export const kafkaUnavailable = process.env['TEST_KAFKA_BROKERS']
  ? undefined
  : (process.env['TEST_KAFKA_UNAVAILABLE'] ?? 'no TEST_KAFKA_BROKERS');
export const transports: readonly TransportCase[] = kafkaUnavailable
  ? [embedded]
  : [embedded, kafka];

/** A promise that is kept from outside. */
export function gate(): { readonly opened: Promise<void>; open(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: () => resolve() };
}

/** @throws Error when `work` is still at it after `timeoutMs` */
export async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  const late = sleep(timeoutMs, undefined, { ref: false }).then(() => {
    throw new Error(`not done within ${timeoutMs} ms`);
  });
  return Promise.race([work, late]);
}
