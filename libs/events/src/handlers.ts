import type { Transaction } from '@fieldline/database';
import type { Received } from './envelope.js';

/** What a handler gets beside its event. Everything it writes through `tx` is the event's effect. */
export interface Delivery {
  readonly tx: Transaction;
  /**
   * All events of this transaction, in their order: who locks rows that several handlers touch locks
   * them for all of these at first, in one order, or two consumers wait for each other.
   */
  readonly batch: readonly Received[];
}

export interface EventHandler {
  readonly batch: boolean;
  /** One event, or for a batch handler a run of events of its type, in order. */
  handle(events: Received | readonly Received[], delivery: Delivery): Promise<void>;
}

/** What one service does with the events of its topics, by type. */
export interface HandlerTable {
  readonly topics: readonly string[];
  readonly handlers: ReadonlyMap<string, EventHandler>;
  /** Types of those topics that the service has no use for. */
  readonly ignored: ReadonlySet<string>;
}
