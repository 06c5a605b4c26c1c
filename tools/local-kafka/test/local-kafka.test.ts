import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@fieldline/testing';
import { isServing } from '../src/handshake.js';
import { type Kafka, KafkaUnavailable, startKafka } from '../src/index.js';

const dataDir = await mkdtemp(join(tmpdir(), 'local-kafka-'));
const kafka = await startKafka({ dataDir }).catch((error: unknown) => {
  if (error instanceof KafkaUnavailable && !process.env.REQUIRE_KAFKA) return undefined;
  throw error;
});
let broker: Kafka;
afterAll(async () => {
  await broker?.kill();
  await rm(dataDir, { recursive: true, force: true });
});

const identity = () => readFile(join(dataDir, 'storage', 'meta.properties'), 'utf8');

(kafka ? describe : describe.skip)('startKafka', () => {
  let port: number;
  beforeAll(() => {
    broker = kafka!;
    port = Number(broker.brokers[0]!.split(':')[1]);
  });

  it('serves after a start on nothing', async () => {
    expect(await isServing(port)).toBe(true);
  });

  it('refuses a second broker on the same data', async () => {
    await expect(startKafka({ dataDir })).rejects.toThrow(
      `${dataDir} is in use by another Kafka, process ${broker.pid}.`,
    );
    expect(await isServing(port)).toBe(true);
  });

  it("refuses a port that is another broker's, and doesn't mistake that one for its own", async () => {
    const other = join(dataDir, 'other');
    await expect(startKafka({ dataDir: other, port })).rejects.toThrow(`Port ${port} is in use`);
  });

  it('answers nothing while paused', async () => {
    broker.pause();
    // A signal takes a moment to reach every thread.
    await eventually(async () => expect(await isServing(port, 300)).toBe(false));
    broker.resume();
    expect(await isServing(port, 5000)).toBe(true);
  });

  it('comes back on the same port and cluster after a kill', async () => {
    const { pid } = broker;
    const before = await identity();
    await broker.kill();
    expect(await isServing(port)).toBe(false);
    await broker.restart();
    expect(broker.pid).not.toBe(pid);
    expect(await isServing(port)).toBe(true);
    expect(await identity()).toBe(before);
  });

  it('ends a broker that outlived its starter, and goes on with its data', async () => {
    const before = await identity();
    const messages: string[] = [];
    const { pid } = broker;
    await writeFile(join(dataDir, 'kafka.pid'), `${pid}\n${pid}\n`);
    broker.pause();
    broker = await startKafka({ dataDir, port, onProgress: (message) => messages.push(message) });
    expect(messages[0]).toContain(`process ${pid}, left behind`);
    expect(broker.pid).not.toBe(pid);
    expect(await identity()).toBe(before);
  });

  it('stops in order, even when paused', async () => {
    broker.pause();
    await broker.stop();
    expect(await isServing(port)).toBe(false);
    expect(await readFile(join(dataDir, 'kafka.log'), 'utf8')).toMatch(/shut down completed/);
    await broker.stop();
  });
});
