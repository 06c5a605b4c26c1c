import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';

/**
 * kafkajs 2.2.4 looks for requests that wait although none does, and plans the next look each time: a
 * timer every millisecond or so on every connection, for ever, 3 % of a core while nothing happens.
 * Without anything pending there is nothing to look for; what comes later plans its own look.
 * @throws Error when kafkajs isn't as we know it, so that an update of it can't bring the loop back unseen
 */
export function quietIdleTimer(Queue: { readonly prototype: RequestQueue } = RequestQueue): void {
  const { prototype } = Queue;
  const schedule: unknown = prototype.scheduleCheckPendingRequests;
  if (typeof schedule !== 'function' || typeof prototype.checkPendingRequests !== 'function')
    throw new Error('kafkajs has no scheduleCheckPendingRequests any more: look at idle-timer.ts');
  if (quieted.has(schedule)) return;
  const quiet = function (this: RequestQueue): void {
    if (this.pending.length > 0) schedule.call(this);
  };
  quieted.add(quiet);
  prototype.scheduleCheckPendingRequests = quiet;
}

const quieted = new WeakSet<object>();
