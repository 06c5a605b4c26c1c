import { context, isSpanContextValid, trace } from '@opentelemetry/api';
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
