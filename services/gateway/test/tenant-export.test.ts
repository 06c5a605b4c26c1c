/** Everything of a business, from every service. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { newId } from '@fieldline/contracts';
import { setTimeout as sleep } from 'node:timers/promises';
import { problem } from './fake-services.js';
import { OPERATOR_KEY, type Running, startGateway } from './running-gateway.js';

const SERVICES = ['messaging', 'billing', 'compliance', 'scheduler'];
const TEXTS = 100_000;
/** With what is kept beside its words. */
const TEXT_BYTES = 1_000;
const PAGE = 200;
/** So much may lie in the sockets between messaging, us and who reads. */
const TEXTS_AHEAD = 20_000;

let gateway: Running;
let id: string;
beforeAll(async () => {
  gateway = await startGateway();
}, 60_000);
afterAll(() => gateway.stop());
beforeEach(async () => {
  gateway.services.forget();
  ({ id } = await gateway.newTenant());
  for (const service of SERVICES) answers(service);
});

function answers(service: string, end = '"complete":true}\n'): void {
  const lines = `{"service":"${service}","table":"thing","rows":0}\n{"service":"${service}",${end}`;
  gateway.services.on('GET', new RegExp(`^/${service}/export$`), { lines });
}
const download = (method = 'GET', as = OPERATOR_KEY, tenantId = id) =>
  gateway.call<{ text: string }>(method, `/v1/tenants/${tenantId}/export`, {
    as,
    headers: { 'idempotency-key': 'once' },
  });

test('has the gateway’s own rows without their secrets, and every service’s', async () => {
  await gateway.newUser(id, 'owner');
  const key = await gateway.newKey(id, ['messages:read']);
  const { status, headers, body } = await download('POST');
  expect([status, headers.get('content-type')]).toEqual([200, expect.stringContaining('ndjson')]);
  const lines = body.text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const rows = (table: string) =>
    lines.flatMap((line) => (line['table'] === table && line['row'] ? [line['row']] : []));
  expect(rows('account_user')).toMatchObject([{ name: 'Dana', role: 'owner' }]);
  expect(rows('api_key')).toMatchObject([{ id: key.id, name: 'Nightly sync' }]);
  expect(body.text).not.toMatch(/argon2|"password":|"hash":/);
  expect(body.text).not.toContain(key.secret);
  for (const service of ['gateway', ...SERVICES])
    expect(lines).toContainEqual({ service, complete: true });
  expect(lines.at(-1)).toEqual({ complete: true });
  for (const asked of gateway.services.askedFor('GET', /export$/))
    expect(asked.principal).toMatchObject({ tenantId: id, role: 'operator' });
});

test('may be had again, and each time is in the audit', async () => {
  await download('POST');
  expect((await download('POST')).body.text).toContain('"complete":true');
  const { rows } = await gateway.admin.query(
    `SELECT 1 FROM audit WHERE tenant_id = $1 AND action = 'tenant.exported'`,
    [id],
  );
  expect(rows).toHaveLength(2);
});

test('that a service breaks off doesn’t pass for a whole one', async () => {
  for (const fail of [
    () => answers('billing', '"rows":1}\n'),
    () => gateway.services.on('GET', /^\/billing\/export$/, problem(503, 'service_unavailable')),
  ]) {
    fail();
    const text = await download().then(
      ({ body }) => body.text,
      () => '',
    );
    expect(text.endsWith('{"complete":true}\n')).toBe(false);
  }
});

test('is the operators’', async () => {
  const owner = await gateway.as(id, 'owner');
  expect((await download('GET', owner)).status).toBe(403);
  expect((await download('GET', OPERATOR_KEY, newId())).status).toBe(404);
});

test(`of ${TEXTS} texts is handed on no faster than it is taken`, async () => {
  const taken = { texts: 0 };
  gateway.services.on('GET', /^\/messaging\/export$/, { lines: pagesOfTexts(taken) });
  const before = process.memoryUsage().rss;
  const response = await fetch(`${gateway.url}/v1/tenants/${id}/export`, {
    headers: { authorization: `Bearer ${OPERATOR_KEY}` },
  });
  let [bytes, atPause, highest, end] = [0, 0, 0, ''];
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    end = (end + Buffer.from(chunk.subarray(-100)).toString('latin1')).slice(-100);
    if (atPause === 0 && bytes > PAGE * TEXT_BYTES) {
      await sleep(1_000);
      atPause = taken.texts;
    }
    highest = Math.max(highest, process.memoryUsage().rss);
  }
  const grownMb = Math.round((highest - before) / 1024 / 1024);
  process.stdout.write(`  ${TEXTS} texts: ${atPause} ahead, ${grownMb} MB more\n`);
  expect([taken.texts, bytes > TEXTS * TEXT_BYTES]).toEqual([TEXTS, true]);
  expect(end.endsWith('{"complete":true}\n')).toBe(true);
  expect(atPause).toBeLessThan(TEXTS_AHEAD);
}, 120_000);

/** As messaging gives them, and how many it was asked for. */
function* pagesOfTexts(taken: { texts: number }): Generator<string> {
  const row = JSON.stringify({ status: 'delivered', body: 'x'.repeat(TEXT_BYTES) });
  const line = `{"service":"messaging","table":"message","row":${row}}\n`;
  for (; taken.texts < TEXTS; taken.texts += PAGE) yield line.repeat(PAGE);
  yield '{"service":"messaging","complete":true}\n';
}
