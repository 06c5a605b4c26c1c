import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dockerAnswers } from './docker.js';
import { freePort } from './port.js';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function engine(where: number | string, listener: RequestListener): Promise<void> {
  server = createServer(listener).listen(where);
  await once(server, 'listening');
}

describe('dockerAnswers', () => {
  it('is true for an engine on a socket or a port', async () => {
    const socket = join(tmpdir(), `engine-${process.pid}.sock`);
    await engine(socket, (request, response) => {
      response.writeHead(request.url === '/_ping' ? 200 : 404).end('OK');
    });
    expect(await dockerAnswers({ DOCKER_HOST: `unix://${socket}` })).toBe(true);
    server?.close();
    const port = await freePort();
    await engine(port, (_, response) => response.end('OK'));
    expect(await dockerAnswers({ DOCKER_HOST: `tcp://127.0.0.1:${port}` })).toBe(true);
  });

  it('is false where nothing listens, or something else does', async () => {
    const port = await freePort();
    expect(await dockerAnswers({ DOCKER_HOST: `tcp://127.0.0.1:${port}` })).toBe(false);
    expect(await dockerAnswers({ DOCKER_HOST: 'unix:///nowhere/docker.sock' })).toBe(false);
    await engine(port, (_, response) => response.writeHead(404).end());
    expect(await dockerAnswers({ DOCKER_HOST: `tcp://127.0.0.1:${port}` })).toBe(false);
  });

  it('waits less than a second for one that hangs', async () => {
    const port = await freePort();
    await engine(port, () => undefined);
    const began = performance.now();
    expect(await dockerAnswers({ DOCKER_HOST: `tcp://127.0.0.1:${port}` })).toBe(false);
    expect(performance.now() - began).toBeLessThan(1000);
  });
});
