import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { silentLogger } from './logger.js';
import { checkOptions, InvalidOptions, type SimulatorOptions } from './options.js';
import { assemble } from './simulator.js';

export type { Logger } from './logger.js';
export { InvalidOptions, type SimulatorOptions } from './options.js';

/** In the state's folder: where it was last to be found, for whoever has only the folder. */
const ADDRESS_FILE = 'address';

export interface Simulator {
  url: string;
  port: number;
  close(): Promise<void>;
}

/** Starts the simulator; it goes on where the state in `stateDir` stopped. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  checkOptions(options);
  const host = options.host ?? '127.0.0.1';
  const { server, resume } = await assemble({ ...options, logger: options.logger ?? silentLogger });
  try {
    await server.listen({ port: options.port, host });
  } catch (error) {
    await server.close();
    throw isBusy(error) ? new InvalidOptions(`port ${options.port} of ${host} is in use`) : error;
  }
  resume();
  const address = server.addresses()[0];
  const port = typeof address === 'object' ? address.port : options.port;
  const name = host.includes(':') ? `[${host}]` : host;
  const url = `http://${name}:${port}`;
  if (options.stateDir) await writeFile(join(options.stateDir, ADDRESS_FILE), `${url}\n`);
  return { url, port, close: () => server.close() };
}

function isBusy(error: unknown): boolean {
  return (
    typeof error === 'object' && error !== null && 'code' in error && error.code === 'EADDRINUSE'
  );
}
