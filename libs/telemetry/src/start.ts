import type { NodeSDK } from '@opentelemetry/sdk-node';

export interface TelemetryOptions {
  /** `service.name` of everything this process emits. */
  readonly service: string;
  readonly version?: string;
}

export interface Telemetry {
  /** Sends what is buffered and stops; at most five seconds, never throws. */
  shutdown(): Promise<void>;
}

const SHUTDOWN_TIMEOUT_MS = 5_000;
const OFF: Telemetry = { shutdown: () => Promise.resolve() };

let running: Telemetry | undefined;

/**
 * Starts tracing and metrics, sent by OTLP to OTEL_EXPORTER_OTLP_ENDPOINT. Without that variable nothing
 * is loaded and nothing is patched. Call it before http and pg are imported, best through
 * `node --import @fieldline/telemetry/register`. A second call changes nothing.
 */
export async function startTelemetry(options: TelemetryOptions): Promise<Telemetry> {
  if (running) return running;
  const enabled = process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] && !process.env['OTEL_SDK_DISABLED'];
  if (!enabled) return OFF;
  const { createSdk } = await import('./sdk.js');
  const sdk = createSdk(options);
  sdk.start();
  running = { shutdown: () => stop(sdk) };
  return running;
}

/** Stops what `startTelemetry` started, wherever that was. */
export async function shutdownTelemetry(): Promise<void> {
  await running?.shutdown();
}

async function stop(sdk: NodeSDK): Promise<void> {
  running = undefined;
  const timeout = new Promise<void>((resolve) => {
    setTimeout(resolve, SHUTDOWN_TIMEOUT_MS).unref();
  });
  await Promise.race([sdk.shutdown().catch(() => undefined), timeout]);
}
