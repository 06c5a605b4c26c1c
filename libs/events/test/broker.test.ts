/** A broker of its own that hangs, dies and comes back, under a relay and a consumer that must outlive it. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '@fieldline/contracts';
import { KafkaUnavailable, startKafka } from '@fieldline/local-kafka';
import { eventually } from '@fieldline/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EventConsumer } from '../src/event-consumer.js';
import { KafkaTransport, Relay } from '../src/index.js';
import type { Consumer } from '../src/transport.js';
import { Gardener, openOrchard, type Orchard, TOPICS, TreePlanted } from './orchard.js';
import { kafkaUnavailable, logger } from './transports.js';

/** Longer than a session, so that the group has to find together anew. By hand: a minute. */
const HUNG_MS = Number(process.env['BROKER_HUNG_SECONDS'] ?? 8) * 1_000;
const SESSION_MS = 3_000;
const SLOW = { timeoutMs: 60_000 };

const dataDir = await mkdtemp(join(tmpdir(), 'fieldline-broker-'));
/** Only one on the local Java can be frozen. */
const kafka = kafkaUnavailable
  ? undefined
  : await startKafka({ dataDir }).catch((error: unknown) => {
      if (error instanceof KafkaUnavailable) return undefined;
      throw error;
    });

const suite = (broker: NonNullable<typeof kafka>): void => {
  let orchard: Orchard;
  let transport: KafkaTransport;
  let relay: Relay;
  let consumer: Consumer;
  const fatal: Error[] = [];

  beforeAll(async () => {
    orchard = await openOrchard();
    transport = new KafkaTransport({
      brokers: broker.brokers,
      clientId: 'test',
      prefix: '',
      logger,
      sessionTimeoutMs: SESSION_MS,
      onFatal: (error) => void fatal.push(error),
      createTopics: { partitions: 4, replicationFactor: 1 },
    });
    await transport.start(TOPICS);
    const { name, database, outbox } = orchard;
    relay = new Relay(name, database, transport, logger, outbox);
    relay.start();
    const events = new EventConsumer(name, database, new Gardener().table(), logger);
    const handle = events.handle.bind(events);
    consumer = await transport.consume({ group: name, topics: TOPICS, handle });
    await eventually(() => consumer.check(), SLOW);
  });
  afterAll(async () => {
    await relay.stop();
    await consumer.stop();
    await transport.close();
    await orchard.close();
    await broker.kill();
  });

  test.each([
    [
      'hangs for a while',
      async () => {
        broker.pause();
        await sleep(HUNG_MS);
        broker.resume();
      },
    ],
    ['is stopped and started', () => broker.restart()],
    [
      'dies and is started',
      async () => {
        await broker.kill();
        await sleep(1_000);
        await broker.restart();
      },
    ],
  ])(
    '%s, what was said meanwhile has its effect once, in order',
    async (_, happens) => {
      const [treeId, rowId] = [newId(), newId()];
      const say = (step: number) => orchard.say(TreePlanted, { treeId, rowId, step });
      await say(0);
      const happening = happens();
      for (let step = 1; step < 10; step++) {
        await say(step);
        await sleep(200);
      }
      await happening;
      await say(10);
      const all = Array.from({ length: 11 }, (_step, index) => index);
      await eventually(async () => expect(await orchard.stepsOf(treeId)).toEqual(all), SLOW);
      await eventually(async () => expect(await orchard.count('outbox')).toBe(0), SLOW);
      await eventually(() => Promise.all([relay.check(), consumer.check()]), SLOW);
      expect(await orchard.deadLettersOf(rowId)).toEqual([]);
      expect(fatal).toEqual([]);
    },
    150_000,
  );
};

afterAll(() => rm(dataDir, { recursive: true, force: true }));

if (kafka)
  describe('when the broker', () => {
    suite(kafka);
  });
else
  test.skip(`when the broker hangs or dies: ${kafkaUnavailable ?? 'no local Java'}`, () =>
    undefined);
