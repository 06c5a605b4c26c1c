/** What a business is given of what messaging keeps of it. */
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { EXPORT_END, Exporter } from '@fieldline/service';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Business, RunningMessaging } from './running-messaging.js';

const MESSAGES = 10_000;
/** Of each: far more than a text has, so that few rows are much. */
const BODY_LETTERS = 20_000;
/** A page is 200 of them: so many may lie in the sockets between us. */
const PAGES_AHEAD = 12;
const PAUSE_MS = 2_000;

interface Line {
  readonly table?: string;
  readonly row?: Record<string, unknown>;
  readonly rows?: number;
  readonly leftOut?: string;
}

let messaging: RunningMessaging;
let acme: Business;
beforeAll(async () => {
  messaging = await RunningMessaging.start();
  acme = await messaging.business();
});
afterAll(() => messaging.stop());

const download = (tenantId: string, role: 'operator' | 'owner' = 'operator') =>
  messaging.service.call<string>(tenantId, ['GET', '/export'], { role });
const linesOf = (text: string): Line[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
const rowsOf = (lines: readonly Line[], table: string) =>
  lines.flatMap((line) => (line.table === table && line.row ? [line.row] : []));

describe('an export', () => {
  test('names every table that has tenants: it is there, or there is a reason', async () => {
    const { rows } = await messaging.service.admin.query<{ name: string }>(
      `SELECT c.relname AS name FROM pg_class c
         JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
        WHERE c.relnamespace = 'messaging'::regnamespace AND c.relkind IN ('r', 'p')`,
    );
    const lines = linesOf(String((await download(acme.tenantId)).body));
    const told = lines.flatMap(({ table, rows: count, leftOut }) =>
      table !== undefined && (count !== undefined || leftOut) ? [table] : [],
    );
    expect(told.toSorted()).toEqual(rows.map(({ name }) => name).toSorted());
  });

  test('has all of a business, to the last digit, and nothing of another', async () => {
    const other = await messaging.business('Other Heating');
    for (const [business, name] of [
      [acme, 'Dana “D.” Whitfield'],
      [other, 'Somebody else'],
    ] as const)
      await messaging.putContact(business.tenantId, 'C-1', { kind: 'customer', name });
    const { body } = await download(acme.tenantId);
    const lines = linesOf(String(body));
    expect(rowsOf(lines, 'contact')).toMatchObject([{ name: 'Dana “D.” Whitfield' }]);
    expect(lines).toContainEqual({ service: 'messaging', table: 'contact', rows: 1 });
    expect(String(body)).not.toContain('Somebody else');
    expect(String(body).endsWith(EXPORT_END)).toBe(true);
  });

  test('leaves secrets out', async () => {
    await messaging.service.admin.query(
      `INSERT INTO smtp (tenant_id, host, port, secure, username, password, key_id, from_address, updated_at)
       VALUES ($1, 'mail.example', 587, true, 'acme', 'sealed', 'k1', 'a@b.example', now())`,
      [acme.tenantId],
    );
    const lines = linesOf(String((await download(acme.tenantId)).body));
    const [smtp] = rowsOf(lines, 'smtp');
    expect(smtp).toMatchObject({ host: 'mail.example', username: 'acme' });
    expect([smtp && 'password' in smtp, smtp && 'key_id' in smtp]).toEqual([false, false]);
  });

  test('is the operators’', async () => {
    expect((await download(acme.tenantId, 'owner')).status).toBe(403);
  });

  test(`of ${MESSAGES} messages is read no faster than it is taken`, async () => {
    const busy = await messaging.business('Busy Plumbing');
    await fill(busy);
    const pages = countPages();
    const before = process.memoryUsage().rss;
    const { count, pagesAtPause, highest } = await readWithAPause(busy.tenantId, pages);
    const grown = Math.round((highest - before) / 1024 / 1024);
    process.stdout.write(
      `  ${count} messages, 200 MB: ${pagesAtPause} pages ahead, ${grown} MB more\n`,
    );
    expect(count).toBe(MESSAGES);
    expect(pages.count).toBe(MESSAGES / 200);
    expect(pagesAtPause).toBeLessThan(PAGES_AHEAD);
  }, 180_000);
});

/** How many pages of messages have been read of the database. */
function countPages(): { count: number } {
  const pages = { count: 0 };
  const { lines } = Exporter.prototype;
  jest.spyOn(Exporter.prototype, 'lines').mockImplementation(async function* (this: Exporter, id) {
    for await (const page of lines.call(this, id)) {
      if (page.includes('"table":"message","row"')) pages.count += 1;
      yield page;
    }
  });
  return pages;
}

async function fill({ tenantId }: Business): Promise<void> {
  // Without the triggers that make them searchable.
  await messaging.service.admin.query(`SET session_replication_role = replica`);
  await messaging.service.admin.query(
    `WITH r AS (
       INSERT INTO recipient (tenant_id, id, phone_number)
       VALUES ($1, gen_random_uuid(), '+13125550199') RETURNING id),
     c AS (
       INSERT INTO conversation (tenant_id, id, number_id, recipient_id)
       SELECT $1, gen_random_uuid(), n.id, r.id FROM r, number n WHERE n.tenant_id = $1
       RETURNING id, number_id, recipient_id)
     INSERT INTO message (tenant_id, id, conversation_id, number_id, recipient_id, direction, status,
                          body, encoding, quoted_segments, timeline)
     SELECT $1, gen_random_uuid(), c.id, c.number_id, c.recipient_id, 'outbound', 'delivered',
            repeat('x', ${BODY_LETTERS}), 'GSM-7', 10, '[]'
       FROM c, generate_series(1, ${MESSAGES})`,
    [tenantId],
  );
  await messaging.service.admin.query(`SET session_replication_role = DEFAULT`);
}

/** As a browser on a line that stands still for a while: the service must not read on meanwhile. */
async function readWithAPause(
  tenantId: string,
  pages: { readonly count: number },
): Promise<{ count: number; pagesAtPause: number; highest: number }> {
  const token = await messaging.service.tokenOf(tenantId, 'operator');
  const response = await fetch(`${messaging.service.url}/export`, {
    headers: { authorization: `Bearer ${token}` },
  });
  let [count, pagesAtPause, highest, rest] = [0, 0, 0, ''];
  for await (const chunk of response.body ?? []) {
    const lines = (rest + Buffer.from(chunk).toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    count += lines.filter((line) => line.includes('"table":"message","row"')).length;
    if (pagesAtPause === 0 && count > 0) {
      await sleep(PAUSE_MS);
      pagesAtPause = pages.count;
    }
    highest = Math.max(highest, process.memoryUsage().rss);
  }
  return { count, pagesAtPause, highest };
}
