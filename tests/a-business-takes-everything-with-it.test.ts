import { beforeAll, expect, test } from '@jest/globals';
import { ask, Business, type Json, newPhone } from './support/business.js';
import { connectAs } from './support/database.js';
import { onEveryTransport } from './support/on-every-transport.js';
import { accepted, becomes } from './support/sending.js';

const SERVICES = ['gateway', 'messaging', 'billing', 'compliance', 'scheduler'] as const;

onEveryTransport('a business takes everything with it', (place) => {
  let business: Business;
  let text: string;
  let lines: Json[];

  beforeAll(async () => {
    business = await Business.open(place, 20);
    const contactId = await business.customer(newPhone());
    const { id } = await accepted(business, { contactId, body: 'On our way to you' });
    await becomes(business, id, { status: 'delivered' });
    text = await download('POST');
    lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  }, 120_000);

  async function download(method: string): Promise<string> {
    const path = `/v1/tenants/${business.tenantId}/export`;
    const answer = await ask(place, place.operatorKey, method, path, { key: 'once' });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      200,
      expect.stringContaining('ndjson'),
    ]);
    return answer.body;
  }

  test('every table with tenants is in it, or there is a reason', async () => {
    const told = new Set(
      lines.flatMap(({ service, table, rows, leftOut }) =>
        rows === undefined && !leftOut ? [] : [`${service}.${table}`],
      ),
    );
    for (const service of SERVICES) {
      const client = await connectAs(place.dataDir, service, 'worker');
      const { rows } = await client.query<{ name: string }>(
        `SELECT c.relname AS name FROM pg_class c
           JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
          WHERE c.relnamespace = to_regnamespace($1) AND c.relkind IN ('r', 'p')`,
        [service],
      );
      await client.end();
      expect(
        rows.map(({ name }) => `${service}.${name}`).filter((name) => !told.has(name)),
      ).toEqual([]);
    }
    expect(lines.at(-1)).toEqual({ complete: true });
  });

  test('what they wrote, bought and were told is there, and nothing of another', async () => {
    const other = await Business.open(place, 5, 'Other Heating');
    const rows = (table: string): Json[] =>
      lines.filter((line) => line.table === table && line.row).map(({ row }) => row);
    expect(rows('message')).toMatchObject([{ body: 'On our way to you', status: 'delivered' }]);
    expect(rows('contact')).toHaveLength(1);
    expect(rows('consent_event')).toHaveLength(1);
    expect(rows('tenant')).toMatchObject([{ name: 'Story Plumbing' }]);
    for (const table of ['entry', 'hold', 'audit', 'acknowledgement', 'decision'])
      expect([table, rows(table).length > 0]).toEqual([table, true]);
    expect(text).not.toContain(other.tenantId);
    const tenants = new Set(lines.flatMap(({ row }) => row?.tenant_id ?? []));
    expect([...tenants]).toEqual([business.tenantId]);
  });

  test('no secret is', async () => {
    expect(text).not.toMatch(/argon2|"password"|"hash"|idempotency_key","row"/);
    expect(text).not.toContain(business.apiKey);
  });

  test('it may be had again, by operators alone', async () => {
    expect((await download('GET')).endsWith('{"complete":true}\n')).toBe(true);
    expect((await download('POST')).length).toBeGreaterThan(1_000);
    const path = `/v1/tenants/${business.tenantId}/export`;
    expect((await business.get(path)).status).toBe(403);
  });
});
