import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** How long a connection that was just opened has to say what it wants, once the server closes. */
const GRACE_MS = 1_000;

/**
 * Ends connections that never asked for anything when the server closes. Node counts them as busy until
 * their headers are overdue, a minute later: a client that gave up before it asked would hold up a drain.
 */
export function endSilentConnections(fastify: FastifyInstance): void {
  const silent = new Set<Socket>();
  fastify.server.on('connection', (socket) => {
    silent.add(socket);
    socket.once('close', () => silent.delete(socket));
  });
  fastify.server.on('request', ({ socket }) => silent.delete(socket));
  fastify.addHook('preClose', (done) => {
    setTimeout(() => {
      // Whoever has begun to send is not silent, though its request isn't whole yet.
      for (const socket of silent) if (socket.bytesRead === 0) socket.destroy();
    }, GRACE_MS).unref();
    done();
  });
}
