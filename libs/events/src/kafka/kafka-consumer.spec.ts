import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createLogger } from '@fieldline/telemetry';
import type { EachBatchPayload, Kafka } from 'kafkajs';
import { ConsumerStopped, type BatchHandler } from '../transport.js';
import { KafkaConsumer } from './kafka-consumer.js';

const EVENTS = ['CRASH', 'GROUP_JOIN', 'STOP', 'REBALANCING', 'FETCH', 'FETCH_START'];
const STALL_MS = 8_000;

type Payload = Record<string, unknown>;
type EachBatch = (payload: EachBatchPayload) => Promise<void>;

/** kafkajs's consumer as far as ours knows it, moved by the test. */
class FakeKafka {
  private readonly listeners = new Map<string, (event: { payload: Payload }) => void>();
  private eachBatch: EachBatch | undefined;
  members = 1;
  readonly events = Object.fromEntries(EVENTS.map((name) => [name, name]));

  consumer = (): this => this;
  on = (name: string, listener: (event: { payload: Payload }) => void): void =>
    void this.listeners.set(name, listener);
  connect = async (): Promise<void> => undefined;
  subscribe = async (): Promise<void> => undefined;
  disconnect = async (): Promise<void> => undefined;
  run = async ({ eachBatch }: { eachBatch: EachBatch }): Promise<void> =>
    void (this.eachBatch = eachBatch);
  describeGroup = async (): Promise<object> => ({ members: { length: this.members } });

  emit(name: string, payload: Payload = {}): void {
    this.listeners.get(name)?.({ payload });
  }

  async bring(heartbeat: () => Promise<void> = async () => undefined): Promise<void> {
    const nothing = (): undefined => undefined;
    await this.eachBatch?.({
      batch: { topic: 'tree', partition: 0, messages: [{ offset: '0', value: null }] },
      heartbeat,
      resolveOffset: nothing,
      commitOffsetsIfNecessary: nothing,
      uncommittedOffsets: nothing,
      isRunning: () => true,
      isStale: () => false,
    } as unknown as EachBatchPayload);
  }
}

/** The clock is the tests': what comes of a stall doesn't depend on how busy the machine is. */
const passed = (ms: number): Promise<void> => jest.advanceTimersByTimeAsync(ms);

describe('KafkaConsumer', () => {
  let kafka: FakeKafka;
  let fatal: string[];
  let consumer: KafkaConsumer;
  let handle: BatchHandler;
  afterEach(() => void jest.useRealTimers());
  beforeEach(async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] });
    kafka = new FakeKafka();
    fatal = [];
    handle = async () => undefined;
    consumer = new KafkaConsumer(kafka as unknown as Kafka, 'billing', {
      prefix: '',
      logger: createLogger({ service: 'test', level: 'silent' }),
      sessionTimeoutMs: 30_000,
      stallMs: STALL_MS,
      onFatal: ({ message }) => fatal.push(message),
      countPartitions: async () => 4,
    });
    await consumer.start(['tree'], (records, run) => handle(records, run));
    kafka.emit('GROUP_JOIN', { memberAssignment: { tree: [0] } });
  });

  test('is given up when kafkajs falls silent, without a crash and with nothing in hand', async () => {
    await consumer.check();
    await passed(1.5 * STALL_MS);
    await expect(consumer.check()).rejects.toThrow('no progress');
    await passed(STALL_MS);
    expect(fatal).toEqual([expect.stringMatching(/^billing has shown no sign of life/)]);
  });

  test('is given up for one partition that is stuck, although other brokers are heard', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    handle = () => promise;
    const batch = kafka.bring();
    for (let fetches = 0; fetches < 24; fetches++) {
      kafka.emit('FETCH');
      await passed(STALL_MS / 8);
    }
    resolve();
    await batch;
    await consumer.stop();
    expect(fatal).toHaveLength(1);
  });

  test('is not well while brokers answer nothing, but not given up while it asks them', async () => {
    for (let tries = 0; tries < 6; tries++) {
      kafka.emit('FETCH_START');
      await passed(STALL_MS / 2);
    }
    await expect(consumer.check()).rejects.toThrow('no progress');
    expect(fatal).toEqual([]);
    kafka.emit('FETCH');
    await consumer.check();
    await consumer.stop();
  });

  test('is not given up while it is out of its group, nor once it stops', async () => {
    kafka.emit('REBALANCING');
    await expect(consumer.check()).rejects.toThrow('not joined');
    await passed(4 * STALL_MS);
    kafka.emit('GROUP_JOIN', { memberAssignment: { tree: [0] } });
    await consumer.stop();
    await passed(4 * STALL_MS);
    expect(fatal).toEqual([]);
  });

  test('has nothing in hand after a batch, however that ended', async () => {
    const aBeat = (): Promise<void> => Promise.reject(new Error('rebalancing'));
    await expect(kafka.bring(aBeat)).rejects.toThrow('rebalancing');
    handle = async () => {
      throw new ConsumerStopped();
    };
    await kafka.bring();
    handle = async () => {
      throw new TypeError('a bug');
    };
    await expect(kafka.bring()).rejects.toThrow('a bug');
    for (let fetches = 0; fetches < 48; fetches++) {
      kafka.emit('FETCH');
      await passed(STALL_MS / 8);
    }
    expect(fatal).toEqual([]);
    expect(consumer.stalledMs()).toBeLessThan(STALL_MS);
    await consumer.stop();
  });

  test('tells of a crash that is the end, and only of that', async () => {
    kafka.emit('CRASH', { restart: true, error: new Error('no brokers') });
    await expect(consumer.check()).rejects.toThrow('not joined');
    expect(fatal).toEqual([]);
    kafka.emit('CRASH', { restart: false, error: new Error('a bug') });
    expect(fatal).toEqual(['a bug']);
    await consumer.stop();
  });

  test('stands by without partitions only among more members than partitions', async () => {
    kafka.emit('GROUP_JOIN', { memberAssignment: {} });
    await expect(consumer.check()).rejects.toThrow('no partitions, although');
    kafka.members = 5;
    kafka.emit('FETCH');
    await consumer.check();
    await consumer.stop();
  });
});
