import { setTimeout as sleep } from 'node:timers/promises';
import { command } from '../../tools/launcher/src/processes/control.js';
import type { Product } from './product.js';

export const SERVICES = ['billing', 'compliance', 'scheduler', 'messaging', 'gateway'] as const;
export type ServiceName = (typeof SERVICES)[number];

const BACK_WITHIN_MS = 60_000;

/** What a developer sees by `npm run start:kafka -- status`. @returns the processes of each service */
export async function processesOf({
  dataDir,
}: Pick<Product, 'dataDir'>): Promise<Map<string, number[]>> {
  const processes = new Map<string, number[]>();
  await command(dataDir, ['status'], (line) => {
    const [name = '', ...pids] = line.split(/\s+/);
    processes.set(name, pids[0] === 'down' ? [] : pids.map(Number));
  });
  return processes;
}

/** As `npm run start:kafka -- restart <service>` does. */
export async function restart({ dataDir }: Pick<Product, 'dataDir'>, name: string): Promise<void> {
  await command(dataDir, ['restart', name], () => undefined);
}

/** Sends a signal to a service's process and waits until another serves in its place. @returns how long it took, in ms */
export async function strike(
  product: Pick<Product, 'dataDir'>,
  name: ServiceName,
  signal: 'SIGTERM' | 'SIGKILL',
): Promise<number> {
  const began = performance.now();
  const [pid = 0] = (await processesOf(product)).get(name) ?? [];
  process.kill(pid, signal);
  while (performance.now() - began < BACK_WITHIN_MS) {
    const [next = pid] = (await processesOf(product)).get(name) ?? [];
    if (next !== pid) return performance.now() - began;
    await sleep(100);
  }
  throw new Error(`${name} didn't come back`);
}
