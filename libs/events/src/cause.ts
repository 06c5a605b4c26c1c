import { AsyncLocalStorage } from 'node:async_hooks';
import type { Received } from './envelope.js';

const storage = new AsyncLocalStorage<Received>();

/** The event that is being handled: what it leads to names it as its cause. */
export const currentCause = {
  run<T>(event: Received, work: () => Promise<T>): Promise<T> {
    return storage.run(event, work);
  },
  get(): Received | undefined {
    return storage.getStore();
  },
};
