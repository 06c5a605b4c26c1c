import type { CallbackQueue } from '../callback/callback.queue.js';
import { Rows } from '../state/rows.js';
import type { Store } from '../state/store.js';
import { cloudEvent, type EventName, typeOf } from './event-type.js';
import type { Sink, Subscription } from './stream.js';

/** Tells subscribers what happens to registrations; each account hears of its own. */
export class EventStreams {
  readonly sinks: Rows<Sink>;
  readonly subscriptions: Rows<Subscription>;

  constructor(
    store: Store,
    private readonly callbacks: CallbackQueue,
  ) {
    this.sinks = new Rows(store, 'sink');
    this.subscriptions = new Rows(store, 'subscription');
  }

  tell(accountSid: string, name: EventName, data: object): void {
    const wanted = typeOf(name);
    for (const subscription of this.subscriptions.listOf(accountSid)) {
      const sink = this.sinks.get(subscription.sinkSid);
      if (!sink || !subscription.types.some(({ type }) => type === wanted)) continue;
      this.callbacks.add({
        url: sink.destination,
        method: 'POST',
        accountSid,
        stream: subscription.sid,
        params: {},
        json: JSON.stringify([cloudEvent(name, data, accountSid)]),
      });
    }
  }
}
