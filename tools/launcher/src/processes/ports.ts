import { createServer } from 'node:net';

const LAST_PORT = 65_535;

/**
 * The next free ports above one, so that a service keeps its address over a restart. Those that the system
 * would choose are lent to connections too, and may be gone when the service comes back.
 * @throws Error when there are none left
 */
export async function freePortsAfter(port: number, host: string, count: number): Promise<number[]> {
  const ports: number[] = [];
  for (let next = port + 1; next <= LAST_PORT && ports.length < count; next++) {
    if (await isFree(next, host)) ports.push(next);
  }
  if (ports.length < count) throw new Error(`There are no ${count} free ports above ${port}.`);
  return ports;
}

function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}
