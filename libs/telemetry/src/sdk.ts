import { getNumberFromEnv } from '@opentelemetry/core';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import { PinoInstrumentation } from '@opentelemetry/instrumentation-pino';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace';
import { register } from 'import-in-the-middle/register-hooks.mjs';
import { MaskingSpanProcessor } from './masking-span-processor.js';
import type { TelemetryOptions } from './start.js';

/** ES modules are patched by these hooks only; named ones, because hooking every import costs seconds at boot. */
const HOOKED = ['http', 'https', 'pg', 'pino', 'undici'];
const PROBES = new Set(['/healthz', '/readyz']);

/** Variables that the SDK itself reads only for processors and readers of its own making. */
const SPANS_EVERY_MS = getNumberFromEnv('OTEL_BSP_SCHEDULE_DELAY');
const METRICS_EVERY_MS = getNumberFromEnv('OTEL_METRIC_EXPORT_INTERVAL');

/** The SDK, not started. Events carry their own trace context, so Kafka isn't instrumented. */
export function createSdk({ service, version }: TelemetryOptions): NodeSDK {
  register({ include: HOOKED });
  return new NodeSDK({
    resource: resourceFromAttributes({
      'service.name': service,
      ...(version && { 'service.version': version }),
    }),
    autoDetectResources: true,
    spanProcessors: [
      new MaskingSpanProcessor(
        new BatchSpanProcessor({
          exporter: new OTLPTraceExporter(),
          scheduledDelayMillis: SPANS_EVERY_MS,
        }),
      ),
    ],
    metricReaders: [
      new PeriodicExportingMetricReader({
        exporter: new OTLPMetricExporter(),
        exportIntervalMillis: METRICS_EVERY_MS,
      }),
    ],
    // Logs go to standard output; the collector reads them there.
    logRecordProcessors: [],
    instrumentations: [
      new HttpInstrumentation({
        ignoreIncomingRequestHook: ({ url = '' }) => PROBES.has(url.split('?', 1)[0]!),
      }),
      new UndiciInstrumentation(),
      new PgInstrumentation({ enhancedDatabaseReporting: false, requireParentSpan: true }),
      new PinoInstrumentation({ disableLogSending: true }),
    ],
  });
}
