import { trace } from '@opentelemetry/api';
import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino';
import { describeError } from './error-description.js';
import { maskFields, maskText } from './mask.js';
import { maskNumbers } from './mask-text.js';

export type { Logger } from 'pino';

export interface LoggerOptions {
  /** Which service speaks, on every line. */
  readonly service: string;
  /** `fatal` to `trace`, or `silent`; `info` when omitted. */
  readonly level?: string;
  /** Where lines go; standard output when omitted. */
  readonly destination?: DestinationStream;
}

/**
 * A JSON logger: one object a line with time, level, service and, within a span, trace_id and span_id.
 * Private fields, phone numbers and what clients hang on errors are masked on the way.
 */
export function createLogger({ service, level = 'info', destination }: LoggerOptions): Logger {
  const options = {
    level,
    base: { service },
    timestamp: stdTimeFunctions.isoTime,
    mixin: traceFields,
    formatters: {
      level: (label: string) => ({ level: label }),
      log: maskFields,
      bindings: maskFields,
    },
    serializers: {
      err: (error: unknown) => (error instanceof Error ? describeError(error) : error),
    },
    hooks: { logMethod: maskMessages, streamWrite: maskNumbers },
  };
  const logger = destination ? pino(options, destination) : pino(options);
  const child: Logger['child'] = Reflect.get(logger, 'child');
  // pino drops the bindings formatter for child loggers.
  logger.child = function maskedChild(this: Logger, bindings: object, ...rest: never[]) {
    return child.call(this, maskFields(bindings), ...rest);
  } as typeof child;
  return logger;
}

function traceFields(): object {
  const span = trace.getActiveSpan()?.spanContext();
  return span ? { trace_id: span.traceId, span_id: span.spanId } : {};
}

type LogMethod = (...parts: unknown[]) => void;

/** Strings to be formatted are masked; an error logged alone would otherwise repeat its bare message as `msg`. */
function maskMessages(this: Logger, parts: unknown[], method: LogMethod): void {
  const [first, ...rest] = parts;
  const error = first instanceof Error ? first : (first as { err?: unknown } | undefined)?.err;
  const alone = error instanceof Error && rest.length === 0;
  const spoken = alone ? [first instanceof Error ? { err: first } : first, error.message] : parts;
  method.apply(
    this,
    spoken.map((part) => (typeof part === 'string' ? maskText(part) : part)),
  );
}
