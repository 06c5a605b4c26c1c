import { connect } from 'node:net';

/**
 * Whether a broker on the port serves clients: it answers Metadata with itself among the brokers.
 * A port that merely accepts may belong to a broker still fenced off.
 */
export function isServing(port: number, timeoutMs = 1000): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    let received = Buffer.alloc(0);
    const settle = (serving: boolean) => {
      socket.destroy();
      resolve(serving);
    };
    socket.setTimeout(timeoutMs, () => settle(false));
    socket.once('error', () => settle(false));
    socket.once('close', () => settle(false));
    socket.once('connect', () => socket.write(metadataRequest()));
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      // Size, correlation id, then the number of brokers.
      if (received.length >= 12) settle(received.readInt32BE(8) > 0);
    });
  });
}

/** Metadata, version 1, for no topic. */
function metadataRequest(): Buffer {
  const request = Buffer.alloc(18);
  request.writeInt32BE(14, 0);
  request.writeInt16BE(3, 4);
  request.writeInt16BE(1, 6);
  request.writeInt32BE(1, 8);
  request.writeInt16BE(-1, 12);
  request.writeInt32BE(0, 14);
  return request;
}
