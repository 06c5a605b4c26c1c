/** The command line as a person or a program meets it, against an API that answers what it is taught. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { operate } from '../src/operate.js';

const ID = '01a205f4-fdad-7079-9b21-2fb91903cf31';
const LETTER = {
  id: ID,
  service: 'billing',
  state: 'open',
  reason: 'failed',
  error: 'TypeError: no such fruit',
  topic: 'messaging.message',
  partition: 3,
  offset: '17',
  key: 'k',
  subject: 's',
  type: 'messaging.message.accepted.v1',
  eventId: 'e',
  tenantId: 't',
  attempts: 0,
  createdAt: '2026-11-23T01:11:11.501Z',
  resolution: null,
};
const RESOLVED = {
  outcome: 'handled',
  repeated: false,
  letter: LETTER,
  handledBehind: 2,
  waiting: 0,
  heldUpBy: null,
};

let url: string;
let answer: { status: number; body: unknown };
/** Answers that come before it, one each. */
let first: { status: number; body: unknown }[];
let asked: { line: string; authorization?: string; body: string }[];
async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { authorization } = request.headers;
  const line = `${request.method} ${request.url}`;
  asked.push({ line, authorization, body: await text(request) });
  const { status, body } = first.shift() ?? answer;
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}
const server = createServer((request, response) => void respond(request, response));
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
  asked = [];
  first = [];
  answer = { status: 200, body: {} };
});

async function run(line: string, environment: Record<string, string | undefined> = {}) {
  let [out, err] = ['', ''];
  const argv = line.match(/"[^"]*"|\S+/g)?.map((word) => word.replaceAll('"', '')) ?? [];
  const code = await operate(
    argv,
    { FIELDLINE_URL: url, FIELDLINE_OPERATOR_KEY: 'the-key', ...environment },
    { out: (said) => void (out += said), err: (said) => void (err += said) },
  );
  return { code, out, err };
}

describe('dead-letters list', () => {
  test('asks for open ones with the key, and shows a line each', async () => {
    answer.body = { items: [LETTER], nextCursor: 'abc', unavailable: ['scheduler'] };
    const { code, out } = await run('dead-letters list');
    expect(code).toBe(0);
    expect(asked).toEqual([
      { line: 'GET /v1/dead-letters?state=open', authorization: 'Bearer the-key', body: '' },
    ]);
    expect(out.split('\n')).toEqual([
      `${ID}  2026-11-23T01:11:11.501Z  billing  open  failed  messaging.message.accepted.v1  TypeError: no such fruit`,
      'More: --cursor abc',
      'Not asked, because away: scheduler',
    ]);
  });

  test('hands on its filters', async () => {
    answer.body = { items: [], nextCursor: null, unavailable: [] };
    const filters = '--state all --reason parked --topic a.b --type c&d --limit 7 --cursor xy=';
    expect(await run(`dead-letters list ${filters}`)).toMatchObject({ out: 'No dead letters.' });
    expect(asked[0]?.line).toBe(
      'GET /v1/dead-letters?reason=parked&topic=a.b&type=c%26d&limit=7&cursor=xy%3D',
    );
  });
});

test('show prints the event whole, and pretty where it is JSON', async () => {
  answer.body = {
    ...LETTER,
    headers: { ce_id: 'e' },
    payload: '{"step":1}',
    payloadEncoding: 'utf8',
    waiting: 4,
  };
  const { out } = await run(`dead-letters show ${ID}`);
  expect(asked[0]?.line).toBe(`GET /v1/dead-letters/${ID}`);
  const { resolution: _, ...fields } = LETTER;
  expect(out.split('\n')).toEqual([
    ...Object.entries(fields).map(([name, value]) => `${name}  ${value}`),
    'waiting behind it  4',
    'headers',
    '  ce_id: e',
    'payload (utf8)',
    '{',
    '  "step": 1',
    '}',
  ]);
});

describe.each(['replay', 'drop'])('%s', (verb) => {
  test('says why, and what came of it', async () => {
    answer.body = RESOLVED;
    const { code, out } = await run(`dead-letters ${verb} ${ID} --reason "mended in 1.4"`);
    expect(asked[0]).toMatchObject({
      line: `POST /v1/dead-letters/${ID}/${verb}`,
      body: '{"reason":"mended in 1.4"}',
    });
    expect([code, out]).toEqual([0, 'Handled.\n2 that waited behind it handled too.']);
  });

  test('without a reason or a letter asks nothing', async () => {
    for (const line of [`dead-letters ${verb} ${ID}`, `dead-letters ${verb} --reason why`]) {
      const { code, err } = await run(line);
      expect(code).toBe(2);
      expect(err).toContain('Exit codes');
    }
    expect(asked).toEqual([]);
  });
});

describe('republish', () => {
  const FACT = 'messaging.contact.changed.v1';
  const at = (state: string, republished: number, error: string | null = null) => ({
    status: 200,
    body: {
      id: ID,
      state,
      tenantId: null,
      reason: 'a copy is damaged',
      requestedBy: 'user:dana',
      requestedAt: '2026-11-23T01:11:11.501Z',
      runs: [{ fact: FACT, service: 'messaging', state, republished, error, endedAt: null }],
    },
  });
  const line = `republish ${FACT} --reason "a copy is damaged"`;

  test('asks for it, shows how far it is, and ends when it does', async () => {
    first = [at('running', 0), at('running', 0), at('running', 200)];
    answer = at('done', 210);
    const { code, out, err } = await run(`${line} --tenant ${ID}`);
    expect(asked.map((each) => each.line)).toEqual([
      'POST /v1/republications',
      ...Array.from({ length: 3 }, () => `GET /v1/republications/${ID}`),
    ]);
    expect(JSON.parse(asked[0]?.body ?? '')).toEqual({
      facts: [FACT],
      reason: 'a copy is damaged',
      tenantId: ID,
    });
    expect(err).toBe(`${ID} has begun. Ctrl-C leaves it running.${FACT}  running  200 said`);
    expect([code, out]).toEqual([0, `${FACT}  done  210 said`]);
  });

  test('goes on looking while nobody answers', async () => {
    const away = { status: 503, body: { code: 'service_unavailable' } };
    first = [at('running', 0), away, away];
    answer = at('done', 5);
    expect(await run(line)).toMatchObject({ code: 0, out: `${FACT}  done  5 said` });
  });

  test('says why it failed', async () => {
    answer = at('failed', 7, 'MalformedEvent: invalid name');
    expect(await run(line)).toMatchObject({
      code: 1,
      out: `${FACT}  failed  7 said  MalformedEvent: invalid name`,
    });
  });

  test('that is refused is over', async () => {
    answer = { status: 400, body: { code: 'invalid_request', detail: 'Because.' } };
    expect(await run(line)).toEqual({ code: 1, out: '', err: 'Because. (invalid_request)' });
    expect(asked).toHaveLength(1);
  });

  test('is listed and shown', async () => {
    const { body } = at('done', 210);
    answer.body = { items: [body], nextCursor: 'abc', unavailable: ['scheduler'] };
    const { out } = await run('republications list --limit 7 --cursor xy=');
    expect(asked[0]?.line).toBe('GET /v1/republications?limit=7&cursor=xy%3D');
    expect(out.split('\n')).toEqual([
      `${ID}  2026-11-23T01:11:11.501Z  done  (all)  210 said  user:dana  ${FACT}`,
      'More: --cursor abc',
      'Not asked, because away: scheduler',
    ]);
    answer.body = body;
    expect((await run(`republications show ${ID}`)).out.split('\n')).toEqual([
      `${ID}  done  every business`,
      'by user:dana at 2026-11-23T01:11:11.501Z: a copy is damaged',
      `${FACT}  done  210 said`,
    ]);
    expect(asked[1]?.line).toBe(`GET /v1/republications/${ID}`);
  });
});

describe('what is told', () => {
  test('when a replay failed again', async () => {
    answer.body = { ...RESOLVED, outcome: 'failed', handledBehind: 0, waiting: 3, heldUpBy: ID };
    expect(await run(`dead-letters replay ${ID} --reason "mended"`)).toMatchObject({
      code: 1,
      out: `Failed again; the letter stays open.\nTypeError: no such fruit\n3 still open, held up by ${ID}.`,
    });
  });

  test('when somebody had decided before', async () => {
    const resolution = { outcome: 'dropped', by: 'user:lee', at: 'then', reason: 'gone' };
    const letter = { ...LETTER, resolution };
    answer.body = { ...RESOLVED, outcome: 'dropped', repeated: true, letter, handledBehind: 0 };
    expect(await run(`dead-letters drop ${ID} --reason "gone too"`)).toMatchObject({
      code: 0,
      out: 'Dropped.\nIt had been decided before, by user:lee at then: gone',
    });
  });

  test.each([
    [409, 'dead_letter_busy', 1],
    [404, 'not_found', 1],
    [403, 'forbidden', 1],
    [503, 'service_unavailable', 3],
  ])('when the API answers %i', async (status, code, exit) => {
    answer = { status, body: { status, code, detail: 'Because.' } };
    const line = `dead-letters replay ${ID} --reason "why not"`;
    expect(await run(line)).toEqual({ code: exit, out: '', err: `Because. (${code})` });
    const asJson = await run(`${line} --json`);
    expect([asJson.code, JSON.parse(asJson.out)]).toEqual([exit, answer.body]);
  });

  test('with each field that the API refuses, and why', async () => {
    const errors = [
      { field: 'facts', message: 'facts are among a, b' },
      { field: 'tenantId', message: 'tenantId must be a UUID' },
    ];
    answer = { status: 400, body: { code: 'invalid_request', detail: 'Not valid.', errors } };
    expect(await run('republish nope --tenant zzz --reason "why not"')).toEqual({
      code: 1,
      out: '',
      err: [
        'Not valid. (invalid_request)',
        '  facts: facts are among a, b',
        '  tenantId: tenantId must be a UUID',
      ].join('\n'),
    });
  });

  test('when nobody answers, or somebody else', async () => {
    const away = { FIELDLINE_URL: 'http://127.0.0.1:9' };
    expect(await run('dead-letters list', away)).toMatchObject({ code: 3, out: '' });
    answer.body = '<html>';
    expect(await run('dead-letters list')).toMatchObject({
      code: 3,
      err: expect.stringContaining('is not Fieldline'),
    });
  });

  test('to a program: the answer as it is', async () => {
    answer.body = { items: [LETTER], nextCursor: null, unavailable: [] };
    expect(JSON.parse((await run('dead-letters list --json')).out)).toEqual(answer.body);
  });

  test.each([
    ['letters list', 'Unknown command: letters'],
    ['dead-letters', "can't (nothing)"],
    ['dead-letters burn', "can't burn"],
    ['republish', 'Name a fact'],
    ['republish messaging.contact.changed.v1', 'Say why'],
    ['republications replay x --reason why', 'list or show'],
    ['dead-letters list x', 'takes no id'],
    ['dead-letters show', 'by its id'],
    [`dead-letters show ${ID} more`, 'Too many arguments: more'],
    ['dead-letters list --colour', '--colour'],
  ])('of %j that it is not understood', async (line, complaint) => {
    const { code, err } = await run(line);
    expect(code).toBe(2);
    expect(err).toContain(complaint);
    expect(asked).toEqual([]);
  });

  test('without a key, or with no address', async () => {
    for (const environment of [{ FIELDLINE_OPERATOR_KEY: '' }, { FIELDLINE_URL: 'nowhere' }])
      expect(await run('dead-letters list', environment)).toMatchObject({ code: 2 });
    expect(await run('--help')).toMatchObject({ code: 0, err: '' });
    expect(await run('')).toMatchObject({ code: 0 });
  });
});
