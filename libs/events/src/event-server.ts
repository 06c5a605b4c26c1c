import { eventCatalogue, eventMetaOfType, type EventClass, eventMeta } from '@fieldline/contracts';
import type { Database } from '@fieldline/database';
import { type Logger, observableGauge } from '@fieldline/telemetry';
import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import type { DeadLetters } from './dead-letter/dead-letters.js';
import { EventConsumer } from './event-consumer.js';
import type { EventHandler, HandlerTable } from './handlers.js';
import type { Consumer, Transport } from './transport.js';

export interface EventServerOptions {
  /** Name of the service, and of its consumer group. */
  readonly service: string;
  readonly database: Database;
  readonly transport: Transport;
  readonly logger: Logger;
  /** Replayed by the same handlers. */
  readonly deadLetters?: DeadLetters;
  /** Types of the topics it listens to that it has no use for: said once, so that none is missed unseen. */
  readonly ignores?: readonly EventClass[];
}

/** Nest's door for events: hands the methods marked `@OnEvent` to the transport, and nothing on to Nest's own servers. */
export class EventServer extends Server implements CustomTransportStrategy {
  override readonly propagatesEventHandlerErrors = true;
  private consumer: Consumer | undefined;

  constructor(private readonly options: EventServerOptions) {
    super();
  }

  async listen(callback: (error?: unknown) => void): Promise<void> {
    try {
      const { service, database, transport, logger, deadLetters, ignores = [] } = this.options;
      const table = handlerTable(this.messageHandlers, ignores);
      const consumer = new EventConsumer(service, database, table, logger);
      deadLetters?.replayBy(consumer.dispatcher);
      if (table.topics.length > 0) {
        this.consumer = await transport.consume({
          group: service,
          topics: table.topics,
          handle: (records, run) => consumer.handle(records, run),
        });
        observableGauge('fieldline.consumer.progress_age', () => this.progressAge());
      }
      callback();
    } catch (error) {
      callback(error);
    }
  }

  /** @throws Error when this service isn't receiving its events */
  async check(): Promise<void> {
    await this.consumer?.check();
  }

  async close(): Promise<void> {
    await this.consumer?.stop();
  }

  private progressAge() {
    const value = (this.consumer?.stalledMs() ?? 0) / 1_000;
    return [{ value, labels: { service: this.options.service } }];
  }

  on(): never {
    throw new Error('events are handled by methods marked @OnEvent');
  }

  unwrap<T>(): T {
    return this.options.transport as T;
  }
}

/**
 * Several handlers of one type follow each other, in the order of the module's controllers.
 * @throws Error when they differ in whether they take runs, or a type of a heard topic has neither handler
 *   nor leave to be ignored
 */
export function handlerTable(
  found: ReadonlyMap<string, MessageHandler>,
  ignores: readonly EventClass[],
): HandlerTable {
  const handlers = new Map<string, EventHandler>();
  const topics = new Set<string>();
  for (const [type, handler] of found) {
    const meta = eventMetaOfType(type);
    if (!meta) throw new Error(`A handler is registered for ${type}, which is not an event`);
    topics.add(meta.topic);
    handlers.set(type, inTurn(type, apart(handler)));
  }
  const ignored = new Set(ignores.map((Class) => eventMeta(Class).type));
  for (const { type, topic } of eventCatalogue()) {
    if (!topics.has(topic)) continue;
    if (handlers.has(type) && ignored.has(type))
      throw new Error(`${type} is both handled and ignored`);
    if (!handlers.has(type) && !ignored.has(type))
      throw new Error(`${type} is heard but has no handler`);
  }
  return { topics: [...topics], handlers, ignored };
}

/** Nest chains the handlers of a type and calls all at once, but ours share a transaction. */
function apart(head: MessageHandler): MessageHandler[] {
  const { next } = head;
  delete head.next;
  return next ? [head, ...apart(next as MessageHandler)] : [head];
}

function inTurn(type: string, all: readonly MessageHandler[]): EventHandler {
  const [batch = false, ...others] = new Set(all.map(({ extras }) => extras?.['batch'] === true));
  if (others.length > 0) throw new Error(`${type} is handled both by the run and one by one`);
  const handles = all.map(invoke);
  return {
    batch,
    handle: async (events, delivery) => {
      for (const handle of handles) await handle(events, delivery);
    },
  };
}

function invoke(handler: MessageHandler): EventHandler['handle'] {
  return async (events, delivery) => {
    const result: unknown = await handler(events, delivery);
    if (isObservable(result)) await lastValueFrom(result, { defaultValue: undefined });
  };
}
