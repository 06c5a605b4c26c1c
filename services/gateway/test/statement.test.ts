import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { problem } from './fake-services.js';
import { OPERATOR_KEY, type Running, startGateway } from './running-gateway.js';

let gateway: Running;
let acme: string;
let owner: string;
beforeAll(async () => {
  gateway = await startGateway();
  acme = (await gateway.newTenant()).id;
  await gateway.admin.query(`UPDATE tenant SET created_at = '2026-02-15T12:00:00Z'`);
  owner = await gateway.as(acme, 'owner');
}, 60_000);
afterAll(() => gateway.stop());
beforeEach(() => gateway.services.forget());

const get = (name: string, as = owner) =>
  gateway.call<{ text?: string }>('GET', `/v1/statements/${name}`, { as });
const asked = () => gateway.services.askedFor('GET', /^\/billing\/statements/);
const statement = { isOpen: false, movements: { sent: 3 } };
const now = new Date();
const year = now.getUTCFullYear();

describe('a statement', () => {
  test('is of a month on the clocks of the business', async () => {
    gateway.services.on('GET', /^\/billing\/statements$/, { body: statement });
    const { status, body } = await get('2026-03');
    expect([status, body]).toEqual([
      200,
      { month: '2026-03', timeZone: 'America/Chicago', ...statement },
    ]);
    expect(asked()).toHaveLength(1);
    expect(asked()[0]).toMatchObject({
      // An hour less: clocks go forward in March.
      query: { from: '2026-03-01T06:00:00.000Z', to: '2026-04-01T05:00:00.000Z' },
      principal: { tenantId: acme },
    });
  });

  test.each([
    ['2026-13', 400, 'invalid_month'],
    ['2026-00', 400, 'invalid_month'],
    ['26-1', 400, 'invalid_month'],
    ['2026-3', 400, 'invalid_month'],
    ['2026-03-01', 400, 'invalid_month'],
    ['NaN', 400, 'invalid_month'],
    ['2026-03.pdf', 400, 'invalid_month'],
    ['2026-03.csv.csv', 400, 'invalid_month'],
    ['.csv', 400, 'invalid_month'],
    ['2026-01', 404, 'not_found'],
    ['0000-01', 404, 'not_found'],
    [`${year + 1}-12`, 404, 'month_not_begun'],
    ['9999-12.csv', 404, 'month_not_begun'],
  ])('of %s: %d %s', async (name, status, code) => {
    const answer = await get(name);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(asked()).toEqual([]);
  });

  test('of the month that the business began in and of the one that is', async () => {
    gateway.services.on('GET', /^\/billing\/statements$/, { body: statement });
    const present = new Intl.DateTimeFormat('en-CA', {
      timeZone: 'America/Chicago',
      year: 'numeric',
      month: '2-digit',
    }).format(now);
    expect((await get('2026-02')).status).toBe(200);
    expect((await get(present.slice(0, 7))).status).toBe(200);
  });

  test.each([
    ['readonly', 200],
    ['agent', 200],
    ['technician', 403],
  ])('is for %s: %d, as the ledger is', async (role, status) => {
    gateway.services.on('GET', /^\/billing\/statements$/, { body: statement });
    expect((await get('2026-03', await gateway.as(acme, role))).status).toBe(status);
  });

  test('is an operator’s only for a business that they name', async () => {
    gateway.services.on('GET', /^\/billing\/statements$/, { body: statement });
    const unnamed = await get('2026-03', OPERATOR_KEY);
    expect([unnamed.status, unnamed.body.code]).toEqual([400, 'tenant_required']);
    const headers = { 'x-tenant-id': acme };
    const named = await gateway.call('GET', '/v1/statements/2026-03', {
      as: OPERATOR_KEY,
      headers,
    });
    expect(named.status).toBe(200);
  });

  test('that billing refuses to show is not shown', async () => {
    gateway.services.on('GET', /^\/billing\/statements$/, problem(500, 'statement_mismatch'));
    const { status, body } = await get('2026-03');
    expect([status, body.code]).toEqual([500, 'statement_mismatch']);
  });
});

describe('its file', () => {
  const line = (jobType: string) => ({
    type: 'sent',
    jobType,
    sent: 1,
    at: '2026-03-02T00:00:00Z',
  });
  const pages = (...jobTypes: string[]) =>
    gateway.services.on('GET', /^\/billing\/statements\/lines$/, ({ query }) => {
      const place = Number(query['cursor'] ?? 0);
      const last = place + 1 === jobTypes.length;
      const items = [line(jobTypes[place]!)];
      return { body: { items, nextCursor: last ? null : String(place + 1) } };
    });

  test('has a header and the lines of all pages, and a name to be saved under', async () => {
    pages('drain', '=cmd', 'boiler, big');
    const { status, headers, body } = await get('2026-03.csv');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    expect(headers.get('content-disposition')).toBe('attachment; filename="statement-2026-03.csv"');
    const lines = (body.text ?? '').split('\r\n');
    expect(lines[0]).toMatch(/^at,type,id/);
    expect(lines.slice(1).map((each) => /drain|'=cmd|"boiler, big"/.exec(each)?.[0])).toEqual([
      'drain',
      "'=cmd",
      '"boiler, big"',
      undefined,
    ]);
    expect(asked().map(({ query }) => query['cursor'])).toEqual([undefined, '1', '2']);
  });

  test('of a statement that is refused is refused', async () => {
    gateway.services.on('GET', /lines$/, problem(503, 'service_unavailable'));
    const { status, headers, body } = await get('2026-03.csv');
    expect([status, body.code]).toEqual([503, 'service_unavailable']);
    expect(headers.get('content-type')).toMatch(/problem\+json/);
  });

  test('that breaks off does not look whole', async () => {
    gateway.services.on('GET', /lines$/, ({ query }) =>
      query['cursor'] ? problem(500, 'internal_error') : { body: { items: [], nextCursor: '1' } },
    );
    await expect(get('2026-03.csv')).rejects.toThrow();
  });
});
