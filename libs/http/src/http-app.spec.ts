import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  Body,
  ConflictException,
  Controller,
  Delete,
  Get,
  Module,
  Param,
  Post,
  Query,
  Res,
} from '@nestjs/common';
import { createLogger } from '@fieldline/telemetry';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Type } from 'class-transformer';
import { Allow, IsInt, IsOptional, IsString, MaxLength, ValidateNested } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { createHttpApp, formBody, jsonLinesBodies, listenOn, Problem } from './index.js';

class Line {
  @IsString() @MaxLength(5) name!: string;
}
class Order {
  @IsString() body!: string;
  @IsOptional() @IsInt() count?: number;
  @IsOptional() @ValidateNested({ each: true }) @Type(() => Line) lines?: Line[];
  @IsOptional() @Allow() anything?: unknown;
}
class Paging {
  @IsOptional() @IsString() cursor?: string;
}

class QueryFailedError extends Error {
  query = 'SELECT canary';
  parameters = ['canary'];
}

@Controller('things')
class ThingController {
  @Post() make(@Body() order: Order) {
    return Object.assign({ isOrder: order instanceof Order }, order);
  }
  @Post('raw') raw(@Body() body: unknown) {
    return { body };
  }
  @Get('broken') broken(): never {
    throw new QueryFailedError('canary relation does not exist');
  }
  @Get('thrown') thrown(): never {
    throw 'canary';
  }
  @Get('conflict') conflict(): never {
    throw new ConflictException('canary');
  }
  @Get('lost') lost(): never {
    throw new Problem({
      code: 'already_claimed',
      status: 409,
      detail: 'Somebody else was first.',
      extras: { claimedBy: 'u1', status: 200, retryAfterSeconds: 1.5 },
    });
  }
  @Get('half') half(@Res() reply: FastifyReply) {
    reply.raw.writeHead(200, { 'content-type': 'text/plain' });
    reply.raw.write('half');
    throw new Error('canary');
  }
  @Get() list(@Query() query: Paging) {
    return query;
  }
  @Delete('gone') remove() {
    return { isDone: true };
  }
  @Post('done') done() {
    return { isDone: true };
  }
  @Get(':id') one(@Param('id') id: string) {
    return { id };
  }
}
@Module({ controllers: [ThingController] })
class SpecModule {}

const lines: string[] = [];
const destination = { write: (line: string) => void lines.push(line) };
let app: NestFastifyApplication;
let port: number;

beforeAll(async () => {
  app = await createHttpApp(SpecModule, {
    logger: createLogger({ service: 'spec', destination }),
    bodyParsers: [formBody, ...jsonLinesBodies],
  });
  port = await listenOn(app, '127.0.0.1', 0);
});
afterAll(() => app.close());

const url = (path: string) => `http://127.0.0.1:${port}${path}`;
const post = (path: string, body: string | Buffer, type = 'application/json') =>
  fetch(url(path), { method: 'POST', body, headers: { 'content-type': type } });

async function problemOf(response: Response) {
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  const answer = await response.text();
  expect(answer).not.toContain('canary');
  const problem = JSON.parse(answer);
  expect(problem).toMatchObject({
    type: `/problems/${problem.code}`,
    title: expect.any(String),
    status: response.status,
    detail: expect.any(String),
    traceId: expect.any(String),
  });
  return problem;
}

const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
const asked = async (id: string) =>
  (await fetch(url('/things'), { headers: { 'x-request-id': id } })).headers.get('x-request-id');

/** What no HTTP client would send. */
async function send(bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(bytes);
  return text(socket);
}

describe('bodies', () => {
  test('a valid one becomes its class', async () => {
    const response = await post('/things', '{"body":"hi","lines":[{"name":"a"}]}');
    expect(response.status).toBe(201);
    expect(await response.json()).toEqual({ isOrder: true, body: 'hi', lines: [{ name: 'a' }] });
  });

  test('faults are named by path, without values', async () => {
    const body = { body: 7, count: '3', lines: [{ name: 'canary-name' }, 5], extra: 'canary' };
    const problem = await problemOf(await post('/things', JSON.stringify(body)));
    expect(problem).toMatchObject({ status: 400, code: 'invalid_request' });
    const fields = problem.errors.map(({ field }: { field: string }) => field);
    expect(fields).toEqual(expect.arrayContaining(['body', 'count', 'extra', 'lines.0.name']));
    expect(fields.some((field: string) => field.startsWith('lines.1'))).toBe(true);
  });

  test('a field that isn’t known is named only if it reads like one of ours', async () => {
    const faultsOf = async (order: object) => {
      const problem = await problemOf(await post('/things', JSON.stringify(order)));
      return problem.errors.map(({ field, code }: { field: string; code?: string }) =>
        [field, code].join(' '),
      );
    };
    const extra = { 'canary, 410 Desert Willow Way': 1, canary2: {} };
    expect(await faultsOf({ body: 'hi', ...extra })).toEqual(['(unknown) unknown_field']);
    expect(await faultsOf({ body: 'hi', boddy: 1 })).toEqual(['boddy unknown_field']);
    expect(await faultsOf({ body: 'hi', lines: [{ name: 'a', ...extra }] })).toEqual([
      'lines.0.(unknown) unknown_field',
    ]);
    for (const key of ['12-3456789', 'EIN 123456789', 'canary 123-45-6789'])
      expect([key, await faultsOf({ body: 'hi', [key]: 1 })]).toEqual([
        key,
        ['(unknown) tax_number_in_key'],
      ]);
  });

  test('a field is named once, with what it must be', async () => {
    const faultsOf = async (name: unknown) => {
      const order = JSON.stringify({ body: 'hi', lines: [{ name }] });
      return (await problemOf(await post('/things', order))).errors;
    };
    const field = 'lines.0.name';
    expect(await faultsOf(7)).toEqual([{ field, message: 'name must be a string' }]);
    expect(await faultsOf('much too long')).toEqual([
      { field, message: expect.stringMatching(/shorter/) },
    ]);
  });

  test.each(['null', '[]', '"canary"', '7', 'true', '{}', '[{"body":"x"}]'])(
    '%s is not an order',
    async (body) => {
      const problem = await problemOf(await post('/things', body));
      expect(problem).toMatchObject({ status: 400, code: 'invalid_request' });
    },
  );

  test('unknown and wrongly typed query parameters are refused', async () => {
    expect(await (await fetch(url('/things?cursor=c'))).json()).toEqual({ cursor: 'c' });
    for (const query of [
      'unknown=canary',
      'cursor=a&cursor=b',
      'cursor[x]=1',
      '__proto__=1',
      'constructor=1',
    ]) {
      const response = await fetch(url(`/things?${query}`));
      expect(await problemOf(response)).toMatchObject({ status: 400, code: 'invalid_request' });
    }
  });

  test.each(['{"body":"canary', 'canary', '', '\u0000', '{"a":1}{"b":2}'])(
    'broken JSON %j is 400 malformed_json',
    async (body) => {
      const problem = await problemOf(await post('/things', body));
      expect(problem).toMatchObject({ status: 400, code: 'malformed_json' });
    },
  );

  test('bytes that are not UTF-8 are refused, a lone surrogate escape passes through', async () => {
    const latin1 = Buffer.from('{"body":"caf\xe9"}', 'latin1');
    expect(await problemOf(await post('/things', latin1))).toMatchObject({ status: 400 });
    const response = await post('/things', String.raw`{"body":"\ud83d"}`);
    expect(await response.text()).toContain(String.raw`"body":"\ud83d"`);
  });

  test('keys that reach for prototypes are refused at any depth', async () => {
    for (const key of ['__proto__', 'constructor', 'prototype']) {
      const body = `{"body":"x","anything":[{"${key}":{"polluted":true}}]}`;
      const problem = await problemOf(await post('/things', body));
      expect(problem).toMatchObject({ status: 400, code: 'invalid_request' });
    }
    expect({}).not.toHaveProperty('polluted');
  });

  test('32 levels pass, 33 and 100,000 do not', async () => {
    expect((await post('/things/raw', nested(32))).status).toBe(201);
    for (const levels of [34, 100_000]) {
      const problem = await problemOf(await post('/things/raw', nested(levels)));
      expect(problem).toMatchObject({ status: 400, code: 'malformed_json' });
    }
  });

  test('a megabyte is 413, announced or chunked', async () => {
    const megabyte = JSON.stringify({ body: 'x'.repeat(1_000_000) });
    const announced = await problemOf(await post('/things', megabyte));
    expect(announced).toMatchObject({ status: 413, code: 'payload_too_large' });
    const chunk = `${(60_000).toString(16)}\r\n${' '.repeat(60_000)}\r\n`;
    const answer = await send(
      `POST /things HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n` +
        `Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(5)}`,
    );
    expect(answer).toMatch(/^HTTP\/1.1 413 /);
    expect(answer).toContain('"payload_too_large"');
  });

  test.each(['text/plain', 'application/xml', 'multipart/form-data; boundary=x', 'canary'])(
    '%s is 415',
    async (type) => {
      const problem = await problemOf(await post('/things', 'canary', type));
      expect(problem).toMatchObject({ status: 415, code: 'unsupported_media_type' });
    },
  );

  test('forms become a map, with their own limit', async () => {
    const type = 'application/x-www-form-urlencoded';
    const response = await post('/things/raw', 'To=%2B1604&To=b&Body=a+b', type);
    expect(await response.text()).toBe('{"body":{"To":["+1604","b"],"Body":"a b"}}');
    const long = await problemOf(await post('/things/raw', `a=${'b'.repeat(70_000)}`, type));
    expect(long.status).toBe(413);
    const proto = await problemOf(await post('/things/raw', '__proto__=c', type));
    expect(proto).toMatchObject({ status: 400, code: 'invalid_request' });
    const many = await problemOf(await post('/things/raw', 'a=b&'.repeat(500), type));
    expect(many).toMatchObject({ status: 400, code: 'invalid_request' });
  });

  test('JSON lines come as text beyond the JSON limit', async () => {
    const rows = '{"a":1}\n'.repeat(100_000);
    const response = await post('/things/raw', rows, 'application/x-ndjson; charset=utf-8');
    expect(await response.json()).toEqual({ body: rows });
    const tooLong = await post('/things/raw', ' '.repeat(11_000_000), 'application/jsonl');
    expect(tooLong.status).toBe(413);
  });
});

test.each([
  ['DELETE', '/things/gone', 200],
  ['POST', '/things/done', 201],
])('%s may announce JSON and send none where none is taken', async (method, path, status) => {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url(path), { method, headers });
  expect([response.status, await response.json()]).toEqual([status, { isDone: true }]);
});

describe('errors', () => {
  test.each([
    ['GET', '/nothing?canary', 404, 'not_found'],
    ['DELETE', '/things/conflict', 404, 'not_found'],
    ['PROPFIND', '/things', 404, 'not_found'],
    ['GET', '/things/%E0%A4%A', 400, 'malformed_url'],
    ['GET', '/canary%', 400, 'malformed_url'],
    ['GET', `/things/${'x'.repeat(600)}`, 414, 'uri_too_long'],
    ['GET', '/things/conflict', 409, 'conflict'],
    ['GET', '/things/broken', 500, 'internal_error'],
    ['GET', '/things/thrown', 500, 'internal_error'],
  ])('%s %s is %d %s', async (method, path, status, code) => {
    const response = await fetch(url(path), { method });
    expect(response.headers.get('x-request-id')).toBeTruthy();
    expect(await problemOf(response)).toMatchObject({ status, code });
  });

  test('a problem keeps what it says; extras cannot override its members', async () => {
    const response = await fetch(url('/things/lost'));
    expect(response.headers.get('retry-after')).toBe('2');
    const problem = await problemOf(response);
    expect(problem).toMatchObject({ code: 'already_claimed', status: 409, claimedBy: 'u1' });
  });

  test('HEAD has no body', async () => {
    const response = await fetch(url('/nothing'), { method: 'HEAD' });
    expect([response.status, await response.text()]).toEqual([404, '']);
  });

  test('the log has name, message, stack and request id, not SQL or parameters', async () => {
    lines.length = 0;
    const response = await fetch(url('/things/broken'));
    const logged = JSON.parse(lines.find((line) => line.includes('QueryFailedError'))!);
    expect(logged).toMatchObject({
      level: 'error',
      requestId: response.headers.get('x-request-id'),
      err: { type: 'QueryFailedError', stack: expect.stringContaining('http-app.spec') },
    });
    expect(lines.join('')).not.toContain('SELECT');
    expect(lines.join('')).not.toContain('"parameters"');
  });

  test('an answer that has begun is cut, not completed', async () => {
    const half = fetch(url('/things/half')).then((response) => response.text());
    await expect(half).rejects.toThrow('terminated');
  });

  test('headers too large, and what is not HTTP', async () => {
    const huge = await send(`GET / HTTP/1.1\r\nHost: x\r\nX: ${'c'.repeat(20_000)}\r\n\r\n`);
    expect(huge).toMatch(/^HTTP\/1.1 431 /);
    expect(huge).toContain('"code":"headers_too_large"');
    const noise = await send('canary\r\n\r\n');
    expect(noise).toMatch(/^HTTP\/1.1 400 [\s\S]*application\/problem\+json/);
    expect(noise).not.toContain('canary');
    const length = await send('POST /things HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n');
    expect(length).toMatch(/^HTTP\/1.1 400 [\s\S]*application\/problem\+json/);
  });
});

describe('request ids', () => {
  test('a sane one is kept, another replaced', async () => {
    expect(await asked('abc-12345')).toBe('abc-12345');
    expect(await asked('+16045550123')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    expect(await asked('x'.repeat(100))).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    for (const id of ['12-3456789', '123-45-6789', 'ein_123456789'])
      expect(await asked(id)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
  });

  test('nothing says what runs here', async () => {
    const { headers } = await fetch(url('/things'));
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('server')).toBeNull();
  });
});
