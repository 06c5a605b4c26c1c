import { eventMetaOfType } from '@fieldline/contracts';
import type { Database, Transaction } from '@fieldline/database';
import { counter } from '@fieldline/telemetry';
import { context, propagation, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { currentCause } from './cause.js';
import { MalformedEvent, type Received } from './envelope.js';
import type { Delivery, HandlerTable } from './handlers.js';

/** Hands admitted events to their handlers, live ones and replayed ones alike. */
export class Dispatcher {
  private readonly handled = counter('fieldline.consumer.handled');
  private readonly tracer = trace.getTracer('@fieldline/events');

  constructor(
    private readonly service: string,
    private readonly database: Database,
    private readonly table: HandlerTable,
  ) {}

  /** Whether the service has said that it has no use for events of this type. */
  ignores(type: string): boolean {
    return this.table.ignored.has(type);
  }

  /**
   * Events in their order, neighbours of one type together where their handler takes runs.
   * @param between called between two events of a handler that takes one; what it throws ends the work
   * @throws whatever a handler throws; what was written through `tx` must then be rolled back
   */
  async dispatch(
    tx: Transaction,
    events: readonly Received[],
    between: () => void = () => undefined,
  ): Promise<void> {
    for (const run of runsByType(events))
      await this.dispatchRun({ tx, batch: events }, run, between);
  }

  private async dispatchRun(
    delivery: Delivery,
    events: readonly [Received, ...Received[]],
    between: () => void,
  ): Promise<void> {
    const [first, ...others] = events;
    const { type } = first;
    const handler = this.table.handlers.get(type);
    if (!handler) throw new MalformedEvent(`no handler for ${type}`);
    if (handler.batch) {
      const cause = others.length === 0 ? first : undefined;
      await this.traced(type, events, () =>
        currentCause.run(cause, () => handler.handle(events, delivery)),
      );
    } else {
      for (const event of events) {
        between();
        await this.traced(type, [event], () =>
          currentCause.run(event, () => handler.handle(event, delivery)),
        );
      }
    }
    const labels = { service: this.service, topic: eventMetaOfType(type)?.topic };
    this.database.afterCommit(delivery.tx, () => this.handled.add(events.length, labels));
  }

  /** One event continues its trace; a batch, which joins several, links to them. */
  private traced(
    type: string,
    events: readonly Received[],
    work: () => Promise<void>,
  ): Promise<void> {
    const contexts = events.map(({ traceparent }) =>
      propagation.extract(ROOT_CONTEXT, traceparent ? { traceparent } : {}),
    );
    const [only] = contexts;
    const links = contexts.flatMap((parent) => {
      const span = trace.getSpanContext(parent);
      return span ? [{ context: span }] : [];
    });
    const parent = contexts.length === 1 && only ? only : context.active();
    const options = { kind: SpanKind.CONSUMER, ...(contexts.length > 1 ? { links } : {}) };
    return this.tracer.startActiveSpan(`handle ${type}`, options, parent, async (span) => {
      try {
        await work();
      } catch (error) {
        span.recordException(error as Error);
        throw error;
      } finally {
        span.end();
      }
    });
  }
}

/** Neighbours of one type together; the order between types stays. */
function runsByType(events: readonly Received[]): [Received, ...Received[]][] {
  const runs: [Received, ...Received[]][] = [];
  for (const event of events) {
    const last = runs.at(-1);
    if (last && last[0].type === event.type) last.push(event);
    else runs.push([event]);
  }
  return runs;
}
