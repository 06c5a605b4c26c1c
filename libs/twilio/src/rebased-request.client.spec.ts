import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import twilio from 'twilio';
import { RebasedRequestClient } from './rebased-request.client.js';

let server: Server;
let baseUrl: string;
const seen: { url: string | undefined; host: unknown }[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    seen.push({ url: request.url, host: request.headers['x-twilio-host'] });
    response.writeHead(201, { 'content-type': 'application/json' }).end('{"sid":"IT1"}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test('a request goes to the given address, says whose it was, and is forgotten', async () => {
  const httpClient = new RebasedRequestClient({ baseUrl, timeoutMs: 2_000 });
  const client = twilio(`AC${'0'.repeat(32)}`, 'token', { httpClient });
  const attributes = { business_registration_number: '123456789' };
  await client.trusthub.v1.endUsers.create({ friendlyName: 'key', type: 'a', attributes });
  expect(seen).toEqual([{ url: '/v1/EndUsers', host: 'trusthub.twilio.com' }]);
  expect(inspect(httpClient, { depth: 12 })).not.toContain('123456789');
});
