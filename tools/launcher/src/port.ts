import { createServer, type AddressInfo } from 'node:net';

/**
 * Makes sure, before anything else is started, that a port is free.
 * @returns the port itself, or a free one for 0
 * @throws Error that names the setting
 */
export function reservePort(host: string, port: number, setting: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      const busy = `Port ${port} is in use by another program. Choose another with ${setting}, for instance ${setting}=${port + 1}.`;
      reject(error.code === 'EADDRINUSE' ? new Error(busy) : error);
    });
    server.listen(port, host, () => {
      const { port: bound } = server.address() as AddressInfo;
      server.close(() => resolve(bound));
    });
  });
}
