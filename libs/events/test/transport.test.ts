/** What every transport promises, asked of each of them. */
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { eventually } from '@fieldline/testing';
import { Kafka, logLevel } from 'kafkajs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { MAX_PAYLOAD_BYTES } from '../src/index.js';
import {
  type BatchHandler,
  type Consumer,
  ConsumerStopped,
  type IncomingRecord,
  type OutgoingRecord,
  type Transport,
} from '../src/transport.js';
import {
  gate,
  type Ground,
  kafkaUnavailable,
  PARTITIONS,
  PREFIX,
  transports,
  within,
} from './transports.js';

let count = 0;
const fresh = (name: string): string => `${name}-${++count}`;
const textOf = ({ value }: IncomingRecord): string => value?.toString() ?? '(null)';

function records(topic: string, key: string, ...values: string[]): OutgoingRecord[] {
  return values.map((value) => ({
    topic,
    key,
    headers: { ce_id: value },
    value: Buffer.from(value),
  }));
}

function numbers(prefix: string, length: number): string[] {
  return Array.from({ length }, (_, index) => `${prefix}${index}`);
}

describe.each(transports)('$name transport', ({ name, ground: prepare }) => {
  let ground: Ground;
  let transport: Transport;
  const consumers: Consumer[] = [];
  beforeAll(async () => {
    ground = await prepare();
    transport = await ground.open([]);
  });
  afterEach(async () => {
    await Promise.all(consumers.splice(0).map((consumer) => consumer.stop()));
  });
  afterAll(async () => {
    await transport.close();
    await ground.clear();
  });

  async function newTopic(): Promise<string> {
    const topic = fresh('topic');
    const opener = await ground.open([topic]);
    await opener.close();
    return topic;
  }

  async function consume(topic: string, group: string, handle: BatchHandler): Promise<Consumer> {
    const consumer = await transport.consume({ group, topics: [topic], handle });
    consumers.push(consumer);
    await eventually(() => consumer.check());
    return consumer;
  }

  /** A group that writes down what it gets. */
  async function collect(topic: string, group = fresh('group')) {
    const heard: IncomingRecord[] = [];
    const consumer = await consume(topic, group, async (batch) => void heard.push(...batch));
    return {
      group,
      consumer,
      heard,
      values: () => heard.map(textOf),
      hears: (values: readonly string[], timeoutMs = 10_000) =>
        eventually(() => expect(heard.map(textOf)).toEqual(values), { timeoutMs }),
    };
  }

  test('every group gets every record whole, from the first on, in the order of its key', async () => {
    const topic = await newTopic();
    const early = await collect(topic);
    await transport.produce(records(topic, 'k', 'a', 'b'));
    await transport.produce(records(topic, 'k', 'c'));
    await early.hears(['a', 'b', 'c']);
    await early.consumer.stop();
    const late = await collect(topic);
    await late.hears(['a', 'b', 'c']);
    expect(late.heard[0]).toMatchObject({ topic, key: 'k', headers: { ce_id: 'a' } });
  });

  test('a thousand records of many keys, produced at once, keep the order of each key', async () => {
    const topic = await newTopic();
    const heard = new Map<string, string[]>();
    await consume(topic, fresh('group'), async (batch) => {
      await sleep(Math.random() * 5);
      for (const record of batch)
        heard.set(record.key, [...(heard.get(record.key) ?? []), textOf(record)]);
    });
    const keys = numbers('key', 40);
    await Promise.all(
      keys.map(async (key) => {
        for (let from = 0; from < 25; from += 5) {
          const values = numbers('', 25).slice(from, from + 5);
          await transport.produce(records(topic, key, ...values));
        }
      }),
    );
    const expected = Object.fromEntries(keys.map((key) => [key, numbers('', 25)]));
    await eventually(() => expect(Object.fromEntries(heard)).toEqual(expected), {
      timeoutMs: 10_000,
    });
  });

  test('a producer may go on the moment its records are kept', async () => {
    const topic = await newTopic();
    const values = numbers('', 50);
    const all = (async () => {
      for (const value of values) await transport.produce(records(topic, 'k', value));
    })();
    await within(10_000, all);
    const { hears } = await collect(topic);
    await hears(values);
  });

  test('what was not settled when a consumer stopped comes again, and what was does not', async () => {
    const topic = await newTopic();
    const group = fresh('group');
    const reached = gate();
    const settled: string[] = [];
    const stopping = await consume(topic, group, async (batch, run) => {
      if (textOf(batch[0]!) === 'a') {
        settled.push(...batch.map(textOf));
        return;
      }
      reached.open();
      while (run.isActive()) await sleep(5);
      throw new ConsumerStopped();
    });
    await transport.produce(records(topic, 'k', 'a'));
    await eventually(() => expect(settled).toEqual(['a']));
    await transport.produce(records(topic, 'k', 'b', 'c'));
    await reached.opened;
    await stopping.stop();
    await expect(stopping.check()).rejects.toThrow();

    const second = await collect(topic, group);
    await second.hears(['b', 'c']);
    await second.consumer.stop();

    const third = await collect(topic, group);
    await transport.produce(records(topic, 'k', 'd'));
    await third.hears(['d']);
  });

  test('a batch in hand is finished before its consumer has stopped', async () => {
    const topic = await newTopic();
    const group = fresh('group');
    const reached = gate();
    let finished = false;
    const first = await consume(topic, group, async () => {
      reached.open();
      await sleep(200);
      finished = true;
    });
    await transport.produce(records(topic, 'k', 'a'));
    await reached.opened;
    await first.stop();
    expect(finished).toBe(true);
    await transport.produce(records(topic, 'k', 'b'));
    await (await collect(topic, group)).hears(['b']);
  });

  test.each([
    ['an error', new Error('a bad moment')],
    ['ConsumerStopped although nobody stopped it', new ConsumerStopped()],
  ])('after %s the same records come again, and nothing overtakes them', async (_, error) => {
    const topic = await newTopic();
    const batches: string[] = [];
    const done: string[] = [];
    await consume(topic, fresh('group'), async (batch) => {
      batches.push(textOf(batch[0]!));
      if (batches.length <= 2) throw error;
      done.push(...batch.map(textOf));
    });
    await transport.produce(records(topic, 'k', 'a', 'b'));
    await eventually(() => expect(batches.length).toBeGreaterThan(0), { timeoutMs: 10_000 });
    await transport.produce(records(topic, 'k', 'c'));
    await eventually(() => expect(done).toEqual(['a', 'b', 'c']), { timeoutMs: 10_000 });
    expect(batches.slice(0, 3)).toEqual(['a', 'a', 'a']);
  });

  test('a group that is stuck holds up no other', async () => {
    const topic = await newTopic();
    const done = gate();
    const slow: string[] = [];
    await consume(topic, fresh('slow'), async (batch) => {
      await done.opened;
      slow.push(...batch.map(textOf));
    });
    const fast = await collect(topic);
    for (const value of numbers('', 20)) await transport.produce(records(topic, 'k', value));
    await fast.hears(numbers('', 20));
    expect(slow).toEqual([]);
    done.open();
    await eventually(() => expect(slow).toEqual(numbers('', 20)), { timeoutMs: 10_000 });
  });

  test('a restarted transport goes on where its groups had stopped', async () => {
    const topic = await newTopic();
    const group = fresh('group');
    const before = await ground.open([topic]);
    const heard: string[] = [];
    const first = await before.consume({
      group,
      topics: [topic],
      handle: async (batch) => void heard.push(...batch.map(textOf)),
    });
    await before.produce(records(topic, 'k', 'a', 'b'));
    await eventually(() => expect(heard).toEqual(['a', 'b']), { timeoutMs: 10_000 });
    await first.stop();
    await before.produce(records(topic, 'k', 'c'));
    await before.close();

    const after = await ground.open([topic]);
    await after.produce(records(topic, 'k', 'd'));
    const second = await after.consume({
      group,
      topics: [topic],
      handle: async (batch) => void heard.push(...batch.map(textOf)),
    });
    await eventually(() => expect(heard).toEqual(['a', 'b', 'c', 'd']), { timeoutMs: 10_000 });
    await second.stop();
    await after.close();
  });

  test('the largest event comes through, and so do many that are too large together', async () => {
    const topic = await newTopic();
    const largest = Buffer.alloc(MAX_PAYLOAD_BYTES, 'x');
    const large = numbers('', 30).map((value) => ({
      topic,
      key: 'k',
      headers: {},
      value: Buffer.alloc(100_000, value),
    }));
    const headers = { ce_subject: 's'.repeat(200), traceparent: 't'.repeat(55) };
    const { heard } = await collect(topic);
    await transport.produce([...large, { topic, key: 'k', headers, value: largest }]);
    await eventually(() => expect(heard).toHaveLength(31), { timeoutMs: 10_000 });
    expect(heard.map(({ value }) => value?.length)).toEqual([
      ...large.map(() => 100_000),
      MAX_PAYLOAD_BYTES,
    ]);
    expect(heard[30]?.value?.equals(largest)).toBe(true);
  });

  test('a tombstone comes as one', async () => {
    const topic = await newTopic();
    const { heard } = await collect(topic);
    const value = null as unknown as Buffer;
    await transport.produce([{ topic, key: 'k', headers: {}, value }]);
    await eventually(() => expect(heard).toMatchObject([{ key: 'k', value: null }]));
  });

  test('is well while it consumes and not once it has stopped', async () => {
    const topic = await newTopic();
    const { consumer } = await collect(topic);
    await expect(consumer.check()).resolves.toBeUndefined();
    await consumer.stop();
    await expect(consumer.check()).rejects.toThrow();
  });

  describe('a consumer with something in hand', () => {
    const STALL_MS = 1_500;
    let watched: Transport;
    beforeAll(async () => {
      watched = await ground.open([], { stallMs: STALL_MS });
    });
    afterAll(() => watched.close());

    /** A consumer whose handler does this with the first batch, and how well it is every 100 ms since then. */
    async function observe(handle: BatchHandler) {
      const topic = await newTopic();
      const reached = gate();
      const fatalBefore = ground.fatal.length;
      const consumer = await watched.consume({
        group: fresh('group'),
        topics: [topic],
        handle: async (batch, run) => {
          reached.open();
          await handle(batch, run);
        },
      });
      await eventually(() => consumer.check());
      await watched.produce(records(topic, 'k', 'a'));
      await reached.opened;
      const begun = performance.now();
      const wellAt: boolean[] = [];
      const looking = setInterval(() => {
        const at = Math.floor((performance.now() - begun) / STALL_MS);
        consumer.check().then(
          () => (wellAt[at] ??= true),
          () => (wellAt[at] = false),
        );
      }, 100);
      return {
        consumer,
        /** Well throughout the first, second, … stretch of `STALL_MS`. */
        wellAt,
        fatal: () => ground.fatal.slice(fatalBefore).map(({ message }) => message),
        async stop() {
          clearInterval(looking);
          await consumer.stop();
        },
      };
    }

    test('that shows no sign of life is first not ready, then given up', async () => {
      const done = gate();
      const seen = await observe(() => done.opened);
      try {
        await eventually(() => expect(seen.fatal()).toHaveLength(1), { timeoutMs: 4 * STALL_MS });
        expect(seen.fatal()[0]).toMatch(/no sign of life for \d+ s/);
        expect(seen.wellAt.slice(0, 2)).toEqual([true, false]);
        expect(seen.consumer.stalledMs()).toBeGreaterThan(2 * STALL_MS);
        await expect(seen.consumer.check()).rejects.toThrow(/no progress for \d+ s/);
      } finally {
        done.open();
        await seen.stop();
      }
    });

    test('that goes on trying is not ready, but not given up, and well once it got on', async () => {
      const done = gate();
      const enough = new AbortController();
      const seen = await observe(async (_, run) => {
        while (!enough.signal.aborted && run.isActive()) await sleep(50);
        done.open();
      });
      try {
        await sleep(3.5 * STALL_MS);
        expect(seen.fatal()).toEqual([]);
        expect(seen.wellAt.slice(0, 3)).toEqual([true, false, false]);
        enough.abort();
        await done.opened;
        await eventually(() => seen.consumer.check());
      } finally {
        enough.abort();
        await seen.stop();
      }
    });

    test('that gets on, however slowly, is well', async () => {
      const topic = await newTopic();
      await transport.produce(records(topic, 'k', ...numbers('', 2_300)));
      const sizes: number[] = [];
      const consumer = await watched.consume({
        group: fresh('group'),
        topics: [topic],
        handle: async (batch) => {
          sizes.push(batch.length);
          // With room for a busy machine: five of them last longer than any one may.
          await sleep(0.4 * STALL_MS);
        },
      });
      const fatalBefore = ground.fatal.length;
      await eventually(() => consumer.check());
      await eventually(() => expect(sizes.length).toBeGreaterThan(0));
      while (sizes.length < 5) {
        await consumer.check();
        await sleep(50);
      }
      expect(ground.fatal).toHaveLength(fatalBefore);
      await consumer.stop();
    });
  });

  if (name === 'embedded') {
    test('an append whose answer was lost makes the next one no worse', async () => {
      const topic = await newTopic();
      await transport.produce(records(topic, 'k', 'a'));
      const client = new Client({ connectionString: ground.address });
      await client.connect();
      // Committed, but the connection broke before the transport heard of it.
      await client.query(
        `INSERT INTO log SELECT topic, partition, position + 1, key, headers, 'b'
           FROM log WHERE topic = $1`,
        [topic],
      );
      await client.end();
      await expect(transport.produce(records(topic, 'k', 'b'))).rejects.toThrow();
      await transport.produce(records(topic, 'k', 'b'));
      await (await collect(topic)).hears(['a', 'b', 'b']);
    });

    test('forgets old records once every group has read them', async () => {
      const topic = await newTopic();
      const { hears, consumer } = await collect(topic);
      await transport.produce(records(topic, 'k', 'a', 'b'));
      await hears(['a', 'b']);
      await consumer.stop();
      const client = new Client({ connectionString: ground.address });
      await client.connect();
      await client.query(`UPDATE log SET at = now() - interval '8 days'`);
      const { EventLog } = await import('../src/embedded/event-log.js');
      const log = new EventLog(ground.address);
      await log.trim();
      const { rows } = await client.query(`SELECT value FROM log WHERE topic = $1`, [topic]);
      // The last stays, so that positions go on after it.
      expect(rows.map(({ value }) => String(value))).toEqual(['b']);
      await Promise.all([log.close(), client.end()]);
    });
  }

  if (name === 'kafka') {
    const kafka = (): Kafka =>
      new Kafka({ brokers: ground.address.split(','), logLevel: logLevel.NOTHING });

    test('creates its topics, and finds them when they are there', async () => {
      const topics = [fresh('topic'), fresh('topic')];
      const openers = await Promise.all([1, 2, 3].map(() => ground.open(topics)));
      await Promise.all(openers.map((opener) => opener.close()));
      const admin = kafka().admin();
      await admin.connect();
      const names = topics.map((topic) => `${PREFIX}${topic}`);
      const metadata = await admin.fetchTopicMetadata({ topics: names });
      await admin.disconnect();
      expect(metadata.topics.map(({ partitions }) => partitions.length)).toEqual([
        PARTITIONS,
        PARTITIONS,
      ]);
    });

    test('two installations on one cluster do not hear each other', async () => {
      const topic = await newTopic();
      const other = await ground.open([topic], { prefix: `${PREFIX}other-` });
      const group = fresh('group');
      const ours = await collect(topic, group);
      const theirs: string[] = [];
      const consumer = await other.consume({
        group,
        topics: [topic],
        handle: async (batch) => void theirs.push(...batch.map(textOf)),
      });
      await transport.produce(records(topic, 'k', 'ours'));
      await other.produce(records(topic, 'k', 'theirs'));
      await ours.hears(['ours']);
      await eventually(() => expect(theirs).toEqual(['theirs']), { timeoutMs: 10_000 });
      expect(ours.heard[0]?.topic).toBe(topic);
      await consumer.stop();
      await other.close();
    });

    test('a bug that kafkajs gives up on is fatal, not a process that is alive and deaf', async () => {
      const topic = await newTopic();
      const before = ground.fatal.length;
      const consumer = await consume(topic, fresh('group'), async () => {
        throw new TypeError('a bug');
      });
      await transport.produce(records(topic, 'k', 'a'));
      await eventually(() => expect(ground.fatal).toHaveLength(before + 1));
      await expect(consumer.check()).rejects.toThrow();
    });

    test('a batch that waits makes way when the group gets another member', async () => {
      const topic = await newTopic();
      const group = fresh('group');
      const reached = gate();
      let gaveUp = false;
      const heard: string[] = [];
      const first = await consume(topic, group, async (batch, run) => {
        reached.open();
        if (gaveUp) return void heard.push(...batch.map(textOf));
        while (run.isActive()) await sleep(20);
        gaveUp = true;
        throw new ConsumerStopped();
      });
      await transport.produce(records(topic, 'k', 'a'));
      await reached.opened;
      const joining = transport.consume({
        group,
        topics: [topic],
        handle: async (batch) => void heard.push(...batch.map(textOf)),
      });
      const second = await within(10_000, joining);
      consumers.push(second);
      await eventually(() => expect(heard).toEqual(['a']), { timeoutMs: 10_000 });
      await Promise.all([first.check(), second.check()]);
    });

    test('a handler longer than the session keeps its partition', async () => {
      const topic = await newTopic();
      const group = fresh('group');
      const patient = await ground.open([topic], { sessionTimeoutMs: 2_000 });
      const handled: string[] = [];
      let lost = 0;
      const members = await Promise.all(
        ['first', 'second'].map((member) =>
          patient.consume({
            group,
            topics: [topic],
            handle: async (batch, run) => {
              handled.push(`${member} ${batch.map(textOf).join()}`);
              for (let rest = 0; rest < 60; rest++) {
                await sleep(100);
                if (!run.isActive()) lost++;
              }
            },
          }),
        ),
      );
      await eventually(() => Promise.all(members.map((member) => member.check())), {
        timeoutMs: 10_000,
      });
      // Both have their part of the partitions by now; who comes second makes the first join anew.
      await sleep(1_000);
      await patient.produce(records(topic, 'k', 'a'));
      await eventually(() => expect(handled).toHaveLength(1), { timeoutMs: 10_000 });
      await sleep(6_500);
      const well = await Promise.allSettled(members.map((member) => member.check()));
      const seen = { handled: [...handled], lost, well: well.map(({ status }) => status) };
      await Promise.all(members.map((member) => member.stop()));
      await patient.close();
      expect(seen).toEqual({
        handled: [expect.stringMatching(/^(first|second) a$/)],
        lost: 0,
        well: ['fulfilled', 'fulfilled'],
      });
    });

    test('a member without a partition stands by, and is well', async () => {
      const topic = fresh('narrow');
      const narrow = await ground.open([topic], { partitions: 1 });
      const subscription = {
        group: fresh('group'),
        topics: [topic],
        handle: async () => undefined,
      };
      const members = [await narrow.consume(subscription), await narrow.consume(subscription)];
      await eventually(() => Promise.all(members.map((member) => member.check())), {
        timeoutMs: 15_000,
      });
      await Promise.all(members.map((member) => member.stop()));
      await narrow.close();
    });

    test('a consumer that has nothing to do sets next to no timers', async () => {
      const { consumer } = await collect(await newTopic());
      await sleep(500);
      const timers = jest.spyOn(globalThis, 'setTimeout');
      await sleep(2_000);
      const count = timers.mock.calls.length;
      timers.mockRestore();
      await consumer.check();
      // kafkajs by itself: some two thousand.
      expect(count).toBeLessThan(60);
    });

    test('text that Postgres can not hold is replaced on the way in', async () => {
      const topic = await newTopic();
      const { heard } = await collect(topic);
      const value = Buffer.from('a');
      await transport.produce([{ topic, key: 'k\0', headers: { ce_id: 'x\0y' }, value }]);
      await eventually(() => expect(heard).toHaveLength(1));
      expect(heard[0]).toMatchObject({ key: 'k\uFFFD', headers: { ce_id: 'x\uFFFDy' } });
    });
  }
});

if (kafkaUnavailable) test.skip(`kafka transport: ${kafkaUnavailable}`, () => undefined);
