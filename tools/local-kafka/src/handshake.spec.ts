import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { isServing } from './handshake.js';
import { freePort } from './port.js';

let server: Server | undefined;
afterEach(() => {
  server?.close();
});

async function listen(onConnection: (socket: Socket) => void): Promise<number> {
  const port = await freePort();
  server = createServer(onConnection).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return port;
}

/** Size, correlation id and the number of brokers */
const response = (brokers: number) => {
  const buffer = Buffer.alloc(12);
  buffer.writeInt32BE(8, 0);
  buffer.writeInt32BE(1, 4);
  buffer.writeInt32BE(brokers, 8);
  return buffer;
};

describe('isServing', () => {
  it('is false where nobody listens', async () => {
    expect(await isServing(await freePort())).toBe(false);
  });

  it('is false while the broker is fenced, true once it names itself', async () => {
    let brokers = 0;
    const port = await listen((socket) => {
      socket.on('data', () => {
        const answer = response(brokers);
        socket.write(answer.subarray(0, 5));
        setTimeout(() => socket.write(answer.subarray(5)), 5);
      });
    });
    expect(await isServing(port)).toBe(false);
    brokers = 1;
    expect(await isServing(port)).toBe(true);
  });

  it('is false for one who says nothing or hangs up', async () => {
    const port = await listen(() => undefined);
    expect(await isServing(port, 50)).toBe(false);
    server?.close();
    expect(await isServing(await listen((socket) => socket.destroy()))).toBe(false);
  });
});
