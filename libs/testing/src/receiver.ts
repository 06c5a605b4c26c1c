import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** Plays whoever is called back. */
export interface Receiver {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Answers each request 204 once it is dealt with, 500 if that fails.
 * @param receive gets the path and the body
 */
export async function startReceiver(
  receive: (path: string, body: string) => Promise<void>,
): Promise<Receiver> {
  const server = createServer((request, response) => {
    const answer = (status: number): void => void response.writeHead(status).end();
    text(request)
      .then((body) => receive(request.url ?? '', body))
      .then(
        () => answer(204),
        () => answer(500),
      );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
