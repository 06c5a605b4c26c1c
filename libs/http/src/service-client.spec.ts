import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Principal } from '@fieldline/contracts';
import { path, Problem, ServiceClient, type ServiceClientOptions, serviceUrl } from './index.js';

const alice: Principal = { kind: 'user', id: 'u1', tenantId: 't1', role: 'owner' };
const signer = { sign: ({ id }: Principal) => Promise.resolve(`token-of-${id}`) };

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;
let answers: Answer[] = [];
let asked: { method?: string; url?: string; headers: IncomingMessage['headers']; body: string }[] =
  [];
const server = createServer((request, response) => {
  void answer(request, response);
});
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await text(request);
  asked.push({ method: request.method, url: request.url, headers: request.headers, body });
  const next = answers.length > 1 ? answers.shift() : answers[0];
  next?.(request, response, body);
}
let baseUrl: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  asked = [];
  answers = [json(200, { ok: true })];
});

function json(status: number, body: unknown, type = 'application/json'): Answer {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': type }).end(JSON.stringify(body));
  };
}
const broken: Answer = (request) => void request.socket.destroy();
const silent: Answer = () => {};
const client = (options: Partial<ServiceClientOptions> = {}) =>
  new ServiceClient({ name: 'billing', baseUrl, signer, ...options });

async function unavailable(call: Promise<unknown>): Promise<void> {
  const error = (await call.catch((thrown: unknown) => thrown)) as Problem;
  expect(error).toBeInstanceOf(Problem);
  expect(error).toMatchObject({ code: 'service_unavailable', status: 503 });
  expect(error.detail).toContain('billing');
  expect(error.detail).not.toMatch(/127\.0\.0\.1|ECONN|fetch|canary/);
}

describe('a call', () => {
  test('carries token, query and body', async () => {
    const query = { limit: 5, q: 'a&b=ü', none: undefined, nil: null, s: ['x', 'y'] };
    expect(await client().get('/v1/x', alice, query)).toEqual({ ok: true });
    expect(asked[0]).toMatchObject({
      method: 'GET',
      url: '/v1/x?limit=5&q=a%26b%3D%C3%BC&s=x&s=y',
      headers: { authorization: 'Bearer token-of-u1', accept: 'application/json' },
    });
    await client().post('/v1/x', alice, { a: 1 });
    await client().put('/v1/x', alice, { a: 2 });
    await client().delete('/v1/x', alice);
    expect(asked.slice(1).map(({ method, body }) => [method, body])).toEqual([
      ['POST', '{"a":1}'],
      ['PUT', '{"a":2}'],
      ['DELETE', ''],
    ]);
  });

  test('an empty answer is undefined', async () => {
    answers = [(_request, response) => response.writeHead(204).end()];
    expect(await client().post('/x', alice)).toBeUndefined();
  });

  test('a problem of the other side is thrown as it is', async () => {
    const problem = {
      type: '/problems/already_claimed',
      title: 'Already claimed',
      code: 'already_claimed',
      status: 409,
      detail: 'Somebody else was first.',
      errors: [{ field: 'a', message: 'b' }],
      claimedBy: 'u2',
      traceId: 't',
    };
    answers = [json(409, problem, 'application/problem+json; charset=utf-8')];
    const error = await client()
      .get('/x', alice)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Problem);
    const { code, status, title, detail, errors, extras } = error as Problem;
    expect({ code, status, title, detail, errors, extras }).toEqual({
      code: 'already_claimed',
      status: 409,
      title: 'Already claimed',
      detail: 'Somebody else was first.',
      errors: [{ field: 'a', message: 'b' }],
      extras: { claimedBy: 'u2' },
    });
    expect(asked).toHaveLength(1);
  });

  test.each<[string, Answer]>([
    ['JSON without a problem', json(400, { message: 'canary' })],
    [
      'a page',
      (_request, response) => response.setHeader('content-type', 'text/html').end('<p>canary'),
    ],
    ['a redirect', (_request, response) => response.writeHead(302, { location: '/canary' }).end()],
    [
      'half a JSON',
      (_request, response) =>
        response.setHeader('content-type', 'application/json').end('{"canary'),
    ],
    ['a closed connection', broken],
    [
      '21 MB',
      (_request, response) =>
        response.setHeader('content-type', 'application/json').end(' '.repeat(21 * 1024 * 1024)),
    ],
  ])('%s is service_unavailable', async (_name, answer) => {
    answers = [answer];
    await unavailable(client({ retries: 0 }).get('/x', alice));
    expect(asked.length).toBeGreaterThan(0);
  });

  test('a refused connection is service_unavailable', async () => {
    await unavailable(client({ baseUrl: 'http://127.0.0.1:1' }).get('/x', alice));
    expect(asked).toEqual([]);
  });

  test('silence ends at the deadline, repetitions included', async () => {
    answers = [broken, silent];
    const begun = Date.now();
    await unavailable(client({ timeoutMs: 1_000, retries: 5 }).get('/x', alice));
    expect(Date.now() - begun).toBeLessThan(2_500);
    expect(asked).toHaveLength(2);
  });
});

describe('repetition', () => {
  test.each([broken, json(502, {}), json(503, {}), json(504, {})])(
    'an idempotent call is repeated',
    async (failure) => {
      answers = [failure, failure, json(200, { ok: true })];
      expect(await client().get('/x', alice)).toEqual({ ok: true });
      expect(asked).toHaveLength(3);
      asked = [];
      answers = [failure, json(200, { ok: true })];
      await client().post('/x', alice, { id: 1 }, { idempotent: true });
      expect(asked).toHaveLength(2);
    },
  );

  test('another call is not', async () => {
    for (const failure of [broken, json(503, {})]) {
      asked = [];
      answers = [failure, json(200, { ok: true })];
      await unavailable(client().post('/x', alice, {}));
      expect(asked).toHaveLength(1);
    }
  });

  test('two repetitions and no more; a 500 none', async () => {
    answers = [json(503, {})];
    await unavailable(client().get('/x', alice));
    expect(asked).toHaveLength(3);
    asked = [];
    answers = [json(500, {})];
    await unavailable(client().get('/x', alice));
    expect(asked).toHaveLength(1);
  });
});

test('calls beyond the bound are refused at once, and the bound is given back', async () => {
  answers = [silent];
  const busy = client({ maxInFlight: 2, maxWaiting: 0, timeoutMs: 200, retries: 0 });
  const open = [busy.get('/x', alice), busy.get('/x', alice)].map((call) => unavailable(call));
  await unavailable(busy.get('/x', alice));
  await Promise.all(open);
  expect(asked).toHaveLength(2);
  answers = [json(200, { ok: true })];
  expect(await busy.get('/x', alice)).toEqual({ ok: true });
});

describe('paths', () => {
  test('values are encoded and cannot climb', () => {
    expect(path`/v1/contacts/${'ext:a/b ?ü'}/consent`).toBe(
      '/v1/contacts/ext%3Aa%2Fb%20%3F%C3%BC/consent',
    );
    for (const value of ['', '.', '..']) expect(() => path`/v1/${value}`).toThrow(Problem);
    for (const climb of ['/v1/../x', '/v1/%2e%2E/x', '/v1/..', '/v1/.%2e?x', '/a\\..\\b']) {
      expect(() => serviceUrl(baseUrl, climb)).toThrow(Problem);
    }
    expect(serviceUrl('http://x/', '/v1/a..b/.c?d=1', { e: 2 })).toBe(
      'http://x/v1/a..b/.c?d=1&e=2',
    );
    expect(() => serviceUrl(baseUrl, '//evil/x')).toThrow('must start with /');
  });
});
