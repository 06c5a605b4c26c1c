import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { OwnClients } from './own-clients.js';
import { TwilioFailure } from './twilio-failure.js';

const account = `AC${'1'.repeat(32)}`;
const PARENT = `AC${'0'.repeat(32)}`;

let server: Server;
let clients: OwnClients;
let token = 'first-token';
let tokensRead = 0;
let answerUsers: (response: ServerResponse, authorization: string) => void;

const json = (response: ServerResponse, status: number, body: object): void =>
  void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

beforeAll(async () => {
  server = createServer((request, response) => {
    const isAccount = request.url?.includes(`/Accounts/${account}.json`);
    if (!isAccount) return answerUsers(response, request.headers.authorization ?? '');
    tokensRead += 1;
    json(response, 200, { sid: account, auth_token: token });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  tokensRead = 0;
  answerUsers = (response) => json(response, 200, { end_users: [], meta: { key: 'end_users' } });
  clients = new OwnClients({
    twilioAccountSid: PARENT,
    twilioAuthToken: 'parent-token',
    twilioBaseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    twilioTimeoutMs: 300,
  });
});

const list = () =>
  clients.call(account, (client) => client.trusthub.v1.endUsers.list({ limit: 9 }));
const failure = (): Promise<unknown> => list().then(() => 'answered', TwilioFailure.of);

test('a call goes with the account’s own token, which is read once', async () => {
  const seen: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  answerUsers = (response, authorization) => {
    seen.push(Buffer.from(authorization.slice(6), 'base64').toString());
    json(response, 200, { end_users: [], meta: { key: 'end_users' } });
    resolve();
  };
  await Promise.all([list(), list(), promise]);
  expect([seen, tokensRead]).toEqual([Array(2).fill(`${account}:first-token`), 1]);
});

test('a token that was changed is read anew for the next call', async () => {
  await list();
  token = 'second-token';
  answerUsers = (response, authorization) =>
    json(
      response,
      authorization.endsWith(Buffer.from(`${account}:second-token`).toString('base64')) ? 200 : 401,
      {
        end_users: [],
        meta: { key: 'end_users' },
      },
    );
  expect(await failure()).toMatchObject({ kind: 'busy', status: 401 });
  expect(await list()).toEqual([]);
});

test('without an answer it ends, and may have been done', async () => {
  answerUsers = () => undefined;
  expect(await failure()).toMatchObject({ kind: 'unknown', code: null });
});

test('an account that Twilio can’t be asked about is busy: nothing was done', async () => {
  const away = new OwnClients({
    twilioAccountSid: PARENT,
    twilioAuthToken: 'parent-token',
    twilioBaseUrl: 'http://127.0.0.1:1',
    twilioTimeoutMs: 300,
  });
  const ended = await away.call(account, () => Promise.resolve(1)).catch(TwilioFailure.of);
  expect(ended).toMatchObject({ kind: 'busy' });
});
