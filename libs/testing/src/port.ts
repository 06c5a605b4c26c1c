import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below those that systems lend to connections: a port named now is still free when a server comes to it. */
const PORTS = [10_000, 30_000] as const;
const TRIES = 100;

/** A port of the loopback address that the system says is free. @throws Error when none was found */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const port = randomInt(...PORTS);
    if (await isFree(port)) return port;
  }
  throw new Error('No free port was found.');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1' }, () => server.close(() => resolve(true)));
  });
}
