import type { AddressInfo, ListenOptions } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** Somebody else listens there. */
export class PortBusyError extends Error {
  override readonly name = 'PortBusyError';

  constructor(
    readonly port: number,
    cause?: unknown,
  ) {
    super(`Port ${port} is in use: stop the program that holds it, or set another port.`, {
      cause,
    });
  }
}

/**
 * Starts to listen and answers the port, which is a free one when `port` is 0. With `reusePort` processes
 * that all say so share it.
 * @throws PortBusyError
 */
export async function listenOn(
  app: NestFastifyApplication,
  host: string,
  port: number,
  reusePort = false,
): Promise<number> {
  // Fastify hands them on to Node as they are, of which its types know less.
  const options: ListenOptions = { port, host, reusePort };
  try {
    await app.listen(options);
  } catch (error) {
    const busy = (error as { code?: unknown }).code === 'EADDRINUSE';
    throw busy ? new PortBusyError(port, error) : error;
  }
  return (app.getHttpServer().address() as AddressInfo).port;
}
