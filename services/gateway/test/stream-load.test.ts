import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Database } from '@fieldline/database';
import { type EventStream, eventually } from '@fieldline/testing';
import { appendStreamEvents } from '../src/stream/stream.writer.js';
import { type Running, startGateway } from './running-gateway.js';
import { listen, openDatabase, viewersChanged } from './streaming.js';

const MB = 1024 * 1024;

let gateway: Running;
let database: Database;
let acme: string;
beforeAll(async () => {
  gateway = await startGateway();
  database = await openDatabase(gateway);
  acme = (await gateway.newTenant()).id;
}, 60_000);
afterAll(async () => {
  await database.close();
  await gateway.stop();
});

const append = (tenantId: string, count: number, words?: object) =>
  database.asWorker((tx) =>
    appendStreamEvents(
      tx,
      Array.from({ length: count }, () => viewersChanged(tenantId, words)),
    ),
  );
/** Well below a second; a machine that is busy with something else gets some time more. */
const BUSY_MS = 5_000;

const keyOf = async (tenantId: string) =>
  (await gateway.newKey(tenantId, ['conversations:read'])).secret;

describe('a reader who doesn’t keep up', () => {
  test('is cut, holds up nobody, and has everything once it comes back', async () => {
    const [fast, slow] = [await keyOf(acme), await keyOf(acme)];
    const [keeping, lagging] = [await listen(gateway, fast), await listen(gateway, slow)];
    const { id } = await lagging.next('hello');
    lagging.pause();
    // More than what the system's own buffers take.
    const words = { filler: 'x'.repeat(10_000) };
    const parts = 40;
    const slowest: number[] = [];
    for (let part = 0; part < parts; part += 1) {
      const startedAt = performance.now();
      await append(acme, 50, words);
      await eventually(async () => expect(keeping.lastId).toBe(id + (part + 1) * 50));
      slowest.push(performance.now() - startedAt);
    }
    expect(slowest.toSorted((a, b) => a - b)[parts / 2]).toBeLessThan(BUSY_MS);
    lagging.resume();
    expect(await lagging.end).toBe(false);
    const told = lagging.events.length - 1;
    expect(told).toBeLessThan(parts * 50);
    const again = await listen(gateway, slow, { after: lagging.lastId });
    await eventually(async () => expect(again.lastId).toBe(id + parts * 50), { timeoutMs: 20_000 });
    const ids = [...lagging.events.slice(1), ...again.events.slice(1)].map(
      (event) => event.id - id,
    );
    expect(ids).toEqual(Array.from({ length: parts * 50 }, (_, place) => place + 1));
    for (const stream of [keeping, again]) stream.close();
  }, 60_000);

  test('that has much to catch up on takes it at its own pace', async () => {
    const stream = await listen(gateway, await keyOf(acme), { after: 0 });
    stream.pause();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    stream.resume();
    await eventually(async () => expect(stream.events).toHaveLength(2_001), { timeoutMs: 20_000 });
    expect(stream.isOver).toBe(false);
    stream.close();
  }, 30_000);

  test('and is overtaken meanwhile misses nothing', async () => {
    const tenantId = (await gateway.newTenant()).id;
    const key = await keyOf(tenantId);
    // Less than a page, and more than the system's own buffers take.
    for (let part = 0; part < 10; part += 1)
      await append(tenantId, 15, { filler: 'x'.repeat(60_000) });
    const [ahead, behind] = [await listen(gateway, key), await listen(gateway, key, { after: 0 })];
    behind.pause();
    await append(tenantId, 5);
    await eventually(async () => expect(ahead.lastId).toBe(155));
    behind.resume();
    await eventually(async () => expect(behind.events).toHaveLength(156), { timeoutMs: 20_000 });
    await append(tenantId, 1);
    await eventually(async () => expect(behind.lastId).toBe(156));
    expect(behind.events.map(({ id }) => id)).toEqual(Array.from({ length: 157 }, (_, id) => id));
    for (const stream of [ahead, behind]) stream.close();
  }, 30_000);
});

describe('a thousand open streams', () => {
  test('are told within a second, and need little memory', async () => {
    const tenants = await Promise.all(
      Array.from({ length: 10 }, async () => (await gateway.newTenant()).id),
    );
    const keys: [string, string][] = [];
    for (const tenantId of tenants)
      for (let each = 0; each < 5; each += 1) keys.push([tenantId, await keyOf(tenantId)]);
    const before = memory();
    const streams: EventStream[] = [];
    for (const [, key] of keys)
      streams.push(...(await Promise.all(Array.from({ length: 20 }, () => listen(gateway, key)))));
    expect(streams).toHaveLength(1_000);
    for (const stream of streams) await stream.next('hello');
    // Both ends of each live in this process.
    const perStream = (memory() - before) / 1_000;
    process.stdout.write(`both ends of an open stream: ${Math.round(perStream / 1024)} KiB\n`);
    expect(perStream).toBeLessThan(0.2 * MB);
    const startedAt = performance.now();
    await database.asWorker((tx) =>
      appendStreamEvents(
        tx,
        tenants.map((tenantId) => viewersChanged(tenantId)),
      ),
    );
    for (const stream of streams) await stream.next('viewers.changed');
    const slowest = Math.max(...streams.map(({ events }) => events[1]!.atMs)) - startedAt;
    process.stdout.write(`the last of 1,000 streams was told after ${Math.round(slowest)} ms\n`);
    expect(slowest).toBeLessThan(BUSY_MS);
    for (const stream of streams) stream.close();
  }, 120_000);
});

function memory(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
