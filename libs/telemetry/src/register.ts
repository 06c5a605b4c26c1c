/**
 * The file for `node --import @fieldline/telemetry/register`: loaded before anything it has to patch.
 * OTEL_SERVICE_NAME names the service, OTEL_EXPORTER_OTLP_ENDPOINT turns telemetry on.
 */
import { startTelemetry } from './start.js';

await startTelemetry({
  service: process.env['OTEL_SERVICE_NAME'] ?? 'fieldline',
  version: process.env['FIELDLINE_VERSION'],
});
