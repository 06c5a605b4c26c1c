/** What alarms are made of: each measures what it says, on a service that is in trouble. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventMeta, newId } from '@fieldline/contracts';
import { eventually } from '@fieldline/testing';
import { metrics } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { EventConsumer } from '../src/event-consumer.js';
import { EventMetrics } from '../src/event-metrics.js';
import { DeadLetters, EventServer, Relay, TransientError } from '../src/index.js';
import type { Consumer, IncomingRecord, OutgoingRecord, Transport } from '../src/transport.js';
import {
  Gardener,
  openOrchard,
  type Orchard,
  recordOf,
  TreeFelled,
  TreePlanted,
  TreePruned,
} from './orchard.js';
import { logger } from './transports.js';

const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
const provider = new MeterProvider({ readers: [reader] });

let orchard: Orchard;
beforeAll(async () => {
  metrics.setGlobalMeterProvider(provider);
  orchard = await openOrchard();
  new EventMetrics(orchard.name, orchard.database).observe();
});
afterAll(async () => {
  await provider.shutdown();
  await orchard.close();
});

/** The values of a metric as it is collected now, by its labels but the service. */
async function read(name: string): Promise<Record<string, number>> {
  exporter.reset();
  await provider.forceFlush();
  const emitted = exporter.getMetrics().flatMap((r) => r.scopeMetrics.flatMap((s) => s.metrics));
  const points = emitted.find(({ descriptor }) => descriptor.name === name)?.dataPoints ?? [];
  return Object.fromEntries(
    points.map(({ attributes: { service, ...labels }, value }) => {
      expect(service).toBe('orchard');
      return [Object.values(labels).join() || 'all', value as number];
    }),
  );
}

const HANDLERS = Object.fromEntries(
  [TreePlanted, TreePruned, TreeFelled].map((type) => [
    eventMeta(type).type,
    async () => undefined,
  ]),
);

const step = (treeId = newId()): { treeId: string; rowId: string; step: number } => ({
  treeId,
  rowId: newId(),
  step: 0,
});
let offset = 0;
const incoming = (record: OutgoingRecord): IncomingRecord => ({
  ...record,
  partition: 0,
  offset: String(offset++),
});

test('the outbox: how old its oldest event is, and how many went out', async () => {
  expect(await read('fieldline.outbox.oldest_age')).toEqual({ all: 0 });
  for (let said = 0; said < 3; said++) await orchard.say(TreePlanted, step());
  await orchard.admin.query(
    `UPDATE outbox SET occurred_at = now() - interval '90 s' WHERE id = (SELECT min(id) FROM outbox)`,
  );
  const { all } = await read('fieldline.outbox.oldest_age');
  expect(all).toBeGreaterThan(89);
  expect(all).toBeLessThan(120);

  let attempts = 0;
  const transport = {
    produce: async () => {
      if (++attempts === 1) throw new Error('no brokers');
    },
  } as unknown as Transport;
  const relay = new Relay(orchard.name, orchard.database, transport, logger, orchard.outbox);
  relay.start();
  await eventually(async () => expect(await orchard.count('outbox')).toBe(0));
  await relay.stop();
  expect(await read('fieldline.outbox.published')).toEqual({ 'orchard.tree': 3 });
  expect(await read('fieldline.outbox.oldest_age')).toEqual({ all: 0 });
});

test('dead letters: open ones by their reason, what stands still behind them, and every burial', async () => {
  const gardener = new Gardener();
  const [first, second] = [newId(), newId()];
  for (const treeId of [first, second])
    gardener.on(treeId, async () => {
      throw new TypeError('ill');
    });
  const events = new EventConsumer(orchard.name, orchard.database, gardener.table(), logger);
  const active = { isActive: () => true };
  const records = [first, first, first, second].map((id) => recordOf(TreePlanted, step(id)));
  const strange = { ...recordOf(TreePlanted, step()), headers: {} };
  await events.handle([...records, strange].map(incoming), active);
  const open = 'fieldline.dead_letter.open';
  expect(await read(open)).toEqual({ malformed: 1, failed: 2, parked: 2 });
  expect(await read('fieldline.dead_letter.parked_aggregates')).toEqual({ all: 2 });
  expect(await read('fieldline.consumer.dead_letters')).toEqual({ 'orchard.tree': 5 });

  const letters = new DeadLetters(orchard.name, orchard.database, logger);
  letters.replayBy(events.dispatcher);
  for (const { id } of (await letters.list({ limit: 10 })).toReversed())
    await letters.drop(id, { by: 'user:lee', reason: 'gone' });
  expect(await read(open)).toEqual({ malformed: 0, failed: 0, parked: 0 });
  expect(await read('fieldline.dead_letter.parked_aggregates')).toEqual({ all: 0 });
});

test('events: what had its effect, not what was taken back, and what will be tried again', async () => {
  const gardener = new Gardener();
  const treeId = newId();
  let tries = 0;
  const events = new EventConsumer(orchard.name, orchard.database, gardener.table(), logger);
  const before = (await read('fieldline.consumer.handled'))['orchard.tree'] ?? 0;
  gardener.on(treeId, async () => {
    if (++tries <= 2) throw new TransientError('not now');
  });
  // The first of them is handled each time, and taken back with the second.
  const batch = [recordOf(TreePruned, step()), recordOf(TreePlanted, step(treeId))].map(incoming);
  await events.handle(batch, { isActive: () => true });
  expect(await read('fieldline.consumer.handled')).toEqual({ 'orchard.tree': before + 2 });
  expect(await read('fieldline.consumer.failed')).toEqual({ 'orchard.tree': 4 });
});

test('progress: for how long the slowest partition has not moved', async () => {
  const consumer: Consumer = {
    check: async () => undefined,
    stalledMs: () => 42_000,
    stop: async () => undefined,
  };
  const transport = { consume: async () => consumer } as unknown as Transport;
  const { name: service, database } = orchard;
  const silent = new EventServer({ service, database, transport, logger });
  await new Promise<void>((resolve) => void silent.listen(() => resolve()));
  expect(await read('fieldline.consumer.progress_age')).toEqual({});
  const server = new EventServer({ service, database, transport, logger });
  for (const [type, handler] of Object.entries(HANDLERS)) server.addHandler(type, handler, true);
  await new Promise<void>((resolve) => void server.listen(() => resolve()));
  expect(await read('fieldline.consumer.progress_age')).toEqual({ all: 42 });
});
