import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setImmediate as polled, setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';

/** How long a connection that was just opened has to say what it wants, once nobody is let in any more. */
const SILENT_MS = 1_000;
/** How long a request that has begun has to arrive whole from then on: Node itself looks no more. */
const UNFINISHED_MS = 10_000;

/**
 * Closes connections in order. From the beginning of a close every answer is the last of its connection.
 * For `lameDuckMs`, when anybody is connected, the server still answers whoever asks; so a client that uses a
 * connection just then isn't cut off, and nobody is sent to a server that is gone. Then idle connections
 * are closed, and no new ones accepted; what is under way ends. To be called as the last of those who hook
 * into Fastify's `preClose`.
 */
export function closeInOrder(fastify: FastifyInstance, lameDuckMs: number): void {
  const { server } = fastify;
  const sockets = new Set<Socket>();
  const answers = new Set<ServerResponse>();
  let closing = false;
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  // First of all: Fastify's own listener may have answered before it returns.
  server.prependListener('request', (_request, answer) => {
    answers.add(answer);
    answer.once('close', () => answers.delete(answer));
    if (closing) makeLast(answer);
  });
  fastify.addHook('preClose', async () => {
    closing = true;
    answers.forEach(makeLast);
    if (sockets.size > 0) await sleep(lameDuckMs);
    endUnasked(sockets, answers);
    // What has arrived by now is read first, so that its connection isn't taken for an idle one.
    await polled();
  });
}

/** An answer that has already promised to keep its connection ends it all the same. */
function makeLast(answer: ServerResponse): void {
  const { socket } = answer;
  if (answer.headersSent) answer.once('finish', () => socket?.destroySoon());
  else answer.setHeader('connection', 'close');
}

/** Node counts connections as busy that haven't asked, or not to the end: they would hold up the close. */
function endUnasked(sockets: Set<Socket>, answers: Set<ServerResponse>): void {
  setTimeout(() => {
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
  }, SILENT_MS).unref();
  setTimeout(() => {
    const asked = [...answers].filter(({ req }) => req.complete).map(({ req }) => req.socket);
    for (const socket of sockets) if (!asked.includes(socket)) socket.destroy();
  }, UNFINISHED_MS).unref();
}
