import { metrics } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';

/** What gauges say when they are collected. To be made before the service that has them. */
export class Gauges {
  private readonly exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  private readonly provider = new MeterProvider({
    readers: [
      new PeriodicExportingMetricReader({
        exporter: this.exporter,
        exportIntervalMillis: 3_600_000,
      }),
    ],
  });

  constructor() {
    metrics.setGlobalMeterProvider(this.provider);
  }

  /** The only value of a gauge; undefined when it says nothing. */
  async read(name: string): Promise<number | undefined> {
    this.exporter.reset();
    await this.provider.forceFlush();
    const scopes = this.exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics);
    const metric = scopes
      .flatMap((scope) => scope.metrics)
      .find(({ descriptor }) => descriptor.name === name);
    return metric?.dataPoints[0]?.value as number | undefined;
  }

  async stop(): Promise<void> {
    await this.provider.shutdown();
  }
}
