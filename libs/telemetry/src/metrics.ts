import {
  type Counter,
  type Histogram,
  type Meter,
  metrics,
  type ObservableGauge,
} from '@opentelemetry/api';
import { METRICS, type MetricLabels, type MetricName } from './metric-names.js';

export interface Observation<N extends MetricName> {
  readonly value: number;
  readonly labels?: MetricLabels<N>;
}

/** Create instruments after telemetry has started, in a constructor for instance: before, they count nothing. */
export function counter<N extends MetricName>(name: N): Counter<MetricLabels<N>> {
  return meter().createCounter(name, options(name));
}

/** Seconds get buckets from 5 ms to 10 min. */
export function histogram<N extends MetricName>(name: N): Histogram<MetricLabels<N>> {
  return meter().createHistogram(name, {
    ...options(name),
    ...(METRICS[name].unit === 's' && {
      advice: { explicitBucketBoundaries: SECONDS },
    }),
  });
}

/**
 * A value that is read when metrics are collected. A read that fails reports nothing, which an alert
 * on absence sees.
 */
export function observableGauge<N extends MetricName>(
  name: N,
  observe: () => Promise<readonly Observation<N>[]> | readonly Observation<N>[],
): ObservableGauge<MetricLabels<N>> {
  const gauge = meter().createObservableGauge<MetricLabels<N>>(name, options(name));
  gauge.addCallback(async (result) => {
    try {
      for (const { value, labels } of await observe()) result.observe(value, labels);
    } catch {
      // Collecting metrics must not bring a service down.
    }
  });
  return gauge;
}

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600];

function meter(): Meter {
  return metrics.getMeter('fieldline');
}

function options(name: MetricName): { description: string; unit: string } {
  const { description, unit } = METRICS[name];
  return { description, unit };
}
