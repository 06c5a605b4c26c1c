import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { metrics } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { counter, histogram, METRICS, observableGauge } from './index.js';

const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
const provider = new MeterProvider({ readers: [reader] });

beforeAll(() => void metrics.setGlobalMeterProvider(provider));
afterAll(() => provider.shutdown());

test('instruments take name, unit and description from the registry', async () => {
  counter('fieldline.twilio.requests').add(2, { outcome: 'ok' });
  histogram('fieldline.message.accepted_to_submitted').record(0.2);
  observableGauge('fieldline.outbox.oldest_age', () => [{ value: 7, labels: { service: 'x' } }]);
  observableGauge('fieldline.consumer.dead_letters', () => {
    throw new Error('no database');
  });
  await provider.forceFlush();
  const emitted = exporter.getMetrics().flatMap((r) => r.scopeMetrics.flatMap((s) => s.metrics));
  const byName = new Map(emitted.map((metric) => [metric.descriptor.name, metric]));
  expect(byName.get('fieldline.twilio.requests')?.dataPoints[0]).toMatchObject({
    value: 2,
    attributes: { outcome: 'ok' },
  });
  expect(byName.get('fieldline.outbox.oldest_age')?.dataPoints[0]?.value).toBe(7);
  expect(byName.get('fieldline.message.accepted_to_submitted')?.descriptor.unit).toBe('s');
});

test('no metric is labelled by tenant, number or name', () => {
  for (const [name, { labels }] of Object.entries(METRICS)) {
    expect(name).toMatch(/^fieldline(\.[a-z_]+)+$/);
    expect(labels.join(' ')).not.toMatch(/tenant|number|name|user|contact|id\b/i);
  }
});
