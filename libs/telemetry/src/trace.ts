import {
  context,
  isSpanContextValid,
  propagation,
  ROOT_CONTEXT,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { getRPCMetadata, RPCType } from '@opentelemetry/core';

/** The trace that is being worked on: 32 hex digits; undefined outside one or with telemetry off. */
export function currentTraceId(): string | undefined {
  const span = trace.getActiveSpan()?.spanContext();
  return span && isSpanContextValid(span) ? span.traceId : undefined;
}

/** Gives the server span and its metrics the route's pattern (`/v1/messages/:id`), never the path that was asked for. */
export function nameRoute(method: string, route: string): void {
  const rpc = getRPCMetadata(context.active());
  if (rpc?.type === RPCType.HTTP) rpc.route = route;
  trace.getActiveSpan()?.updateName(`${method} ${route}`);
}

/** The span that is being worked on, as W3C writes it; undefined outside one or with telemetry off. */
export function traceparent(): string | undefined {
  const carrier: { traceparent?: string } = {};
  propagation.inject(context.active(), carrier);
  return carrier.traceparent;
}

/**
 * Does some work in a span that goes on from one that was written down; whatever is being worked on
 * besides is linked. Without one, or with one that isn't W3C's, it goes on from where we are.
 */
export function inTrace<T>(
  name: string,
  from: string | null | undefined,
  work: () => Promise<T>,
): Promise<T> {
  const known = from ? propagation.extract(ROOT_CONTEXT, { traceparent: from }) : ROOT_CONTEXT;
  const origin = trace.getSpanContext(known);
  const here = trace.getSpanContext(context.active());
  const links = origin && here ? [{ context: here }] : [];
  const parent = origin ? known : context.active();
  const tracer = trace.getTracer('fieldline');
  return tracer.startActiveSpan(name, { links }, parent, async (span) => {
    try {
      return await work();
    } catch (error) {
      span.recordException(error as Error);
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}
