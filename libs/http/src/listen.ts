import type { AddressInfo, ListenOptions } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { closeInOrder } from './closing.js';

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

export interface ListenChoices {
  /** Processes that all say so share the port. */
  readonly reusePort?: boolean;
  /** How long a server that closes still answers those who are connected, in ms, below 10,000; 0 when omitted. */
  readonly lameDuckMs?: number;
}

/**
 * Starts to listen and answers the port, which is a free one when `port` is 0. All hooks must be there by now.
 * @throws PortBusyError
 */
export async function listenOn(
  app: NestFastifyApplication,
  host: string,
  port: number,
  { reusePort = false, lameDuckMs = 0 }: ListenChoices = {},
): Promise<number> {
  closeInOrder(app.getHttpAdapter().getInstance(), lameDuckMs);
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
