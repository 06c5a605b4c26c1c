export { createLogger, type Logger, type LoggerOptions } from './logger.js';
export { describeError, type ErrorDescription } from './error-description.js';
export { maskFields, maskText } from './mask.js';
export { counter, histogram, observableGauge, type Observation } from './metrics.js';
export { METRICS, type MetricLabels, type MetricName } from './metric-names.js';
export { NestLogger } from './nest-logger.js';
export {
  shutdownTelemetry,
  startTelemetry,
  type Telemetry,
  type TelemetryOptions,
} from './start.js';
export { currentTraceId, inTrace, nameRoute, traceparent } from './trace.js';
