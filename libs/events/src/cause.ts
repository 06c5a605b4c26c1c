import { AsyncLocalStorage } from 'node:async_hooks';
import type { Received } from './envelope.js';

const storage = new AsyncLocalStorage<Received | undefined>();

/** The event that is being handled: what it leads to names it as its cause. Undefined in a run of several. */
export const currentCause = {
  run<T>(event: Received | undefined, work: () => Promise<T>): Promise<T> {
    return storage.run(event, work);
  },
  get(): Received | undefined {
    return storage.getStore();
  },
};
