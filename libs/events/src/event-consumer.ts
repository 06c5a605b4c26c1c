import { eventMetaOfType } from '@fieldline/contracts';
import type { Database, Transaction } from '@fieldline/database';
import { counter, type Logger } from '@fieldline/telemetry';
import { context, propagation, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { currentCause } from './cause.js';
import { bury, parkedSubjects, type Burial } from './dead-letter.js';
import { fromRecord, MalformedEvent, type Received } from './envelope.js';
import { describeFailure, isTransient } from './failure.js';
import type { HandlerTable } from './handlers.js';
import { admit } from './inbox.js';
import { ConsumerStopped, type ConsumerRun, type IncomingRecord } from './transport.js';

const BACKOFF_MIN_MS = 50;
const BACKOFF_MAX_MS = 10_000;

interface Letter {
  readonly record: IncomingRecord;
  readonly event: Received | undefined;
  readonly fault: MalformedEvent | undefined;
}

/**
 * Exactly once in effect: a batch's inbox rows and its effects are one transaction, and the
 * transport's offset moves only after it. Transient errors wait and try again; an event that can't
 * be handled goes to the dead letters and parks its aggregate, while every other one flows on.
 */
export class EventConsumer {
  private readonly handled = counter('fieldline.consumer.handled');
  private readonly buried = counter('fieldline.consumer.dead_letters');
  private readonly tracer = trace.getTracer('@fieldline/events');

  constructor(
    private readonly service: string,
    private readonly database: Database,
    private readonly table: HandlerTable,
    private readonly logger: Logger,
  ) {}

  async handle(records: readonly IncomingRecord[], run: ConsumerRun): Promise<void> {
    const letters = records.map(open);
    try {
      await this.settle(letters, run);
    } catch (error) {
      if (error instanceof ConsumerStopped) throw error;
      for (const letter of letters) await this.settleAlone(letter, run);
    }
  }

  private async settleAlone(letter: Letter, run: ConsumerRun): Promise<void> {
    try {
      await this.settle([letter], run);
    } catch (error) {
      if (error instanceof ConsumerStopped) throw error;
      const where = { type: letter.event?.type, eventId: letter.event?.id };
      this.logger.error(
        { err: error, ...where },
        'event can not be handled, its aggregate is parked',
      );
      await this.retryTransient(run, () =>
        this.database.asWorker(async (tx) => {
          if (letter.event) await admit(tx, [letter.event.id]);
          await this.bury(tx, [
            { record: letter.record, reason: 'failed', error: describeFailure(error) },
          ]);
        }),
      );
    }
  }

  private settle(letters: readonly Letter[], run: ConsumerRun): Promise<void> {
    return this.retryTransient(run, () => this.database.asWorker((tx) => this.apply(tx, letters)));
  }

  private async apply(tx: Transaction, letters: readonly Letter[]): Promise<void> {
    const admitted = await admit(
      tx,
      letters.flatMap(({ event }) => event?.id ?? []),
    );
    const parked = await parkedSubjects(
      tx,
      letters.map(({ record }) => record),
    );
    const burials: Burial[] = [];
    const due: Received[] = [];
    for (const { record, event, fault } of letters) {
      if (!event) {
        burials.push({ record, reason: 'malformed', error: fault?.message ?? 'malformed' });
      } else if (!admitted.delete(event.id) || this.table.ignored.has(event.type)) {
        continue;
      } else if (parked.has(record)) {
        burials.push({
          record,
          reason: 'parked',
          error: 'an earlier event of the aggregate is parked',
        });
      } else {
        due.push(event);
      }
    }
    await this.bury(tx, burials);
    for (const events of runsByType(due)) await this.dispatch(tx, events);
  }

  private async dispatch(
    tx: Transaction,
    events: readonly [Received, ...Received[]],
  ): Promise<void> {
    const [first, ...others] = events;
    const { type } = first;
    const handler = this.table.handlers.get(type);
    if (!handler) throw new MalformedEvent(`no handler for ${type}`);
    if (handler.batch) {
      const cause = others.length === 0 ? first : undefined;
      await this.traced(type, events, () =>
        currentCause.run(cause, () => handler.handle(events, { tx })),
      );
    } else {
      for (const event of events) {
        await this.traced(type, [event], () =>
          currentCause.run(event, () => handler.handle(event, { tx })),
        );
      }
    }
    this.handled.add(events.length, { service: this.service, topic: eventMetaOfType(type)?.topic });
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

  private async bury(tx: Transaction, burials: readonly Burial[]): Promise<void> {
    if (burials.length === 0) return;
    await bury(tx, burials);
    this.buried.add(burials.length, { service: this.service });
  }

  private async retryTransient<T>(run: ConsumerRun, work: () => Promise<T>): Promise<T> {
    for (let backoffMs = BACKOFF_MIN_MS; ; backoffMs = Math.min(backoffMs * 2, BACKOFF_MAX_MS)) {
      if (!run.isActive()) throw new ConsumerStopped();
      try {
        return await work();
      } catch (error) {
        if (!isTransient(error)) throw error;
        this.logger.warn({ err: error, backoffMs }, 'transient error, the batch is tried again');
        await new Promise((resolve) => setTimeout(resolve, backoffMs * (0.5 + Math.random())));
      }
    }
  }
}

function open(record: IncomingRecord): Letter {
  try {
    return { record, event: fromRecord(record), fault: undefined };
  } catch (error) {
    if (!(error instanceof MalformedEvent)) throw error;
    return { record, event: undefined, fault: error };
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
