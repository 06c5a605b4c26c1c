import { setTimeout as sleep } from 'node:timers/promises';
import type { Orchard } from '../orchard.js';
import type { Violation } from './verdict.js';

const LOOK_MS = 100;

/** Waits until nothing is wrong any more, or nothing has changed for `quietMs`. */
export async function settled(
  orchards: ReadonlyMap<string, Orchard>,
  find: () => Promise<readonly Violation[]>,
  quietMs: number,
): Promise<void> {
  let seen = '';
  let changedAt = performance.now();
  while (performance.now() - changedAt < quietMs) {
    const counts = [...orchards.values()].flatMap((orchard) => [
      orchard.count('effect'),
      orchard.count('outbox'),
      orchard.count('dead_letter'),
    ]);
    const now = (await Promise.all(counts)).join();
    if (now === seen && (await find()).length === 0) return;
    if (now !== seen) changedAt = performance.now();
    seen = now;
    await sleep(LOOK_MS);
  }
}
