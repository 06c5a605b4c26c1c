import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  newId,
  type Page,
  TieOutFailed,
  type TieOutRecord,
  type TieOutSummary,
} from '@fieldline/contracts';
import { type ServiceUnderTest, startServiceUnderTest, whileLocked } from '@fieldline/testing';
import { billing } from '../src/index.js';
import { Gauges } from './gauges.js';
import { Day } from './tie-out.day.js';

const gauges = new Gauges();
let service: ServiceUnderTest;
beforeAll(async () => {
  service = await startServiceUnderTest(billing, { tieOutGraceSeconds: 0 });
});
afterAll(async () => {
  await service.stop();
  await gauges.stop();
});

/** What no transaction of ours would do. */
const plant = (sql: string, ...values: unknown[]): Promise<unknown> =>
  service.admin.query(sql, values);

describe('a day on which all agree', () => {
  test('ties out, whatever became of its texts', async () => {
    const day = await Day.open(service);
    await day.sent('delivered', 1);
    await day.sent('delivered', 3, { quoted: 2 });
    await day.sent('sent', 1, { quoted: 2 });
    await day.sent('undelivered', 2);
    await day.sent('failed', 1);
    await day.sent('delivered', 1, { mandatory: true });
    await day.sent('rejected', null);
    await day.sent('canceled', null);
    await day.sent('unknown_final', null);
    await day.received(2);
    await day.sent('failed', null, { quoted: 1_000 });
    const view = await day.tieOut();
    expect(view).toMatchObject({ state: 'tied', mismatches: [], mismatchCount: 0, open: [] });
    const all = { messages: 7, segments: 11 };
    expect([view.ledger, view.messaging, view.twilio]).toEqual([all, all, all]);
    expect(Date.parse(view.ranAt ?? '')).toBeGreaterThan(Date.now() - 60_000);
    const { rows } = await service.admin.query('SELECT FROM tie_out_record WHERE tenant_id = $1', [
      day.tenantId,
    ]);
    expect(rows).toEqual([]);
  });

  test('though a hold came after midnight, and another after the messages were read', async () => {
    const day = await Day.open(service);
    const neighbour = await day.sent('delivered', 1);
    neighbour.standing = 'neighbour';
    await plant(
      `UPDATE hold SET created_at = created_at - interval '5 seconds' WHERE message_id = $1`,
      neighbour.messageId,
    );
    const asOf = new Date();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await day.sent('delivered', 1);
    const run = await day.begin();
    await day.page(run, 1, 1, [neighbour], asOf);
    expect(await day.found()).toMatchObject({ state: 'tied', twilio: { messages: 0 } });
  });

  test('though nothing happened on it', async () => {
    const day = await Day.open(service, 1);
    expect(await day.tieOut()).toMatchObject({ state: 'tied', openCount: 0, failure: null });
  });
});

describe('a mismatch is found and explained:', () => {
  type Planting = (day: Day) => Promise<TieOutRecord>;
  const unposted: Planting = async (day) => {
    const record = await day.sent('submitted', null);
    const known = { status: 'delivered', providerStatus: 'delivered' } as const;
    return Object.assign(record, known, {
      segments: 2,
      providerSegments: 2,
      providerMessageId: 'SM1',
    });
  };
  const cases: [what: string, kind: string, plant: Planting, segments: object][] = [
    [
      'nothing was ever held for it',
      'missing_charge',
      async (day) => day.noted({ messageId: newId(), status: 'delivered', segments: 1 }, true),
      { ledger: null, messaging: 1, twilio: 1 },
    ],
    ['it was never settled', 'missing_charge', unposted, { ledger: null, twilio: 2 }],
    [
      'only Twilio knows how it ended, and nobody asks any more',
      'missing_charge',
      async (day) => Object.assign(await unposted(day), { status: 'submitted', segments: null }),
      { ledger: null, messaging: null, twilio: 2 },
    ],
    [
      'its entries are gone',
      'missing_charge',
      async (day) => {
        const record = await day.sent('delivered', 1);
        await plant(`DELETE FROM entry WHERE message_id = $1 AND kind = 'post'`, record.messageId);
        return record;
      },
      { ledger: null, twilio: 1 },
    ],
    [
      'it was posted again beyond its hold',
      'double_charge',
      async (day) => {
        const record = await day.sent('delivered', 1);
        await plant(
          `INSERT INTO entry (tenant_id, message_id, kind, source, target, segments)
           VALUES ($1, $2, 'shortfall', 'available', 'used', 1)`,
          day.tenantId,
          record.messageId,
        );
        return record;
      },
      { ledger: 2, messaging: 1, twilio: 1 },
    ],
    [
      'it was charged and its hold given back',
      'double_charge',
      async (day) => {
        const record = await day.sent('delivered', 1);
        await plant(
          `UPDATE hold SET state = 'voided', posted_segments = NULL, cost_micros = NULL WHERE message_id = $1`,
          record.messageId,
        );
        return record;
      },
      { ledger: 1, twilio: 1 },
    ],
    [
      'Twilio counts more',
      'wrong_count',
      async (day) => Object.assign(await day.sent('delivered', 1), { providerSegments: 2 }),
      { ledger: 1, messaging: 1, twilio: 2 },
    ],
    [
      'messaging counts less',
      'wrong_count',
      async (day) => Object.assign(await day.sent('delivered', 2), { segments: 1 }),
      { ledger: 2, messaging: 1, twilio: 2 },
    ],
    [
      'a text that came in was charged otherwise',
      'wrong_count',
      async (day) => Object.assign(await day.received(2), { segments: 3, providerSegments: 3 }),
      { ledger: 2, messaging: 3, twilio: 3 },
    ],
    [
      'its hold is open though it was canceled',
      'orphan_hold',
      async (day) => Object.assign(await day.sent('submitted', null), { status: 'canceled' }),
      { ledger: null },
    ],
    [
      'it is held, and messaging has no such message',
      'orphan_hold',
      async (day) => {
        const record = await day.sent('submitted', null);
        day.records.pop();
        return { ...record, status: null };
      },
      { ledger: null, messaging: null, twilio: null },
    ],
    [
      'it was charged, and messaging has no such message',
      'orphan_hold',
      async (day) => {
        const record = await day.sent('delivered', 2);
        day.records.pop();
        return { ...record, status: null };
      },
      { ledger: 2, messaging: null, twilio: null },
    ],
    [
      'it was charged though it was rejected',
      'charged_but_failed',
      async (day) =>
        Object.assign(await day.sent('delivered', 1), {
          status: 'rejected',
          providerStatus: 'canceled',
          segments: null,
          providerSegments: null,
        }),
      { ledger: 1, messaging: null },
    ],
    [
      'Twilio has no record of what we sent',
      'unknown_at_twilio',
      async (day) =>
        Object.assign(await day.sent('delivered', 1), {
          providerStatus: null,
          providerSegments: null,
        }),
      { ledger: 1, messaging: 1, twilio: null },
    ],
    [
      'it was charged and never got an id',
      'unknown_at_twilio',
      async (day) =>
        Object.assign(await day.sent('delivered', 1), {
          status: 'unknown_final',
          providerMessageId: null,
          providerStatus: null,
          providerSegments: null,
          segments: null,
        }),
      { ledger: 1, twilio: null },
    ],
    [
      'Twilio has a text that is none of ours',
      'unknown_to_us',
      async (day) => day.noted({ providerStatus: 'delivered', providerSegments: 2 }, true),
      { ledger: null, messaging: null, twilio: 2 },
    ],
    [
      'Twilio took in a text that never reached us',
      'unknown_to_us',
      async (day) =>
        day.noted({ direction: 'inbound', providerStatus: 'received', providerSegments: 1 }, true),
      { ledger: null, messaging: null, twilio: 1 },
    ],
  ];

  test.each(cases)('%s (%s)', async (_, kind, planting, segments) => {
    const day = await Day.open(service);
    await day.sent('delivered', 1);
    const { messageId, status } = await planting(day);
    await day.received(1);
    const view = await day.tieOut();
    expect(view).toMatchObject({ state: 'mismatched', mismatchCount: 1 });
    expect(view.mismatches).toMatchObject([{ kind, messageId, status, segments }]);
    expect(view.mismatches[0]?.cause).toMatch(/^[A-Z].+\.$/);
  });

  test('it was posted twice (double_charge)', async () => {
    const day = await Day.open(service);
    const { messageId } = await day.sent('delivered', 2, { quoted: 2 });
    await plant('DROP INDEX entry_once_by_message_id');
    try {
      await plant(
        `INSERT INTO entry (tenant_id, message_id, kind, source, target, segments)
         SELECT tenant_id, message_id, kind, source, target, segments FROM entry
          WHERE message_id = $1 AND kind = 'post'`,
        messageId,
      );
      const { mismatches } = await day.tieOut();
      expect(mismatches).toMatchObject([
        { kind: 'double_charge', messageId, segments: { ledger: 4, messaging: 2, twilio: 2 } },
      ]);
    } finally {
      await plant(
        `DELETE FROM entry WHERE message_id = $1 AND kind = 'post'
            AND id = (SELECT max(id) FROM entry WHERE message_id = $1)`,
        messageId,
      );
      await plant(
        `CREATE UNIQUE INDEX entry_once_by_message_id ON entry (tenant_id, message_id, kind)
          WHERE message_id IS NOT NULL`,
      );
    }
  });

  test('and is gone once it is mended and the day tied out again', async () => {
    const day = await Day.open(service);
    const record = await day.sent('delivered', 1);
    record.providerSegments = 2;
    expect(await day.tieOut()).toMatchObject({ state: 'mismatched', mismatchCount: 1 });
    record.providerSegments = 1;
    expect(await day.tieOut()).toMatchObject({ state: 'tied', mismatchCount: 0, mismatches: [] });
  });
});

describe('a run', () => {
  test('leaves what is still on its way for later, and names it', async () => {
    const day = await Day.open(service);
    const { messageId } = await day.sent('submitted', null);
    day.records[0]!.standing = 'open';
    day.noted({ providerStatus: 'submitted', standing: 'open' }, true);
    const view = await day.tieOut();
    expect(view).toMatchObject({ state: 'tied', openCount: 2, mismatchCount: 0, mismatches: [] });
    expect(view.open).toMatchObject([
      { messageId, status: 'submitted' },
      { messageId: null, providerStatus: 'submitted' },
    ]);
    const nothing = { messages: 0, segments: 0 };
    expect([view.ledger, view.twilio]).toEqual([nothing, nothing]);
  });

  test('waits for all of its pages, in any order, each counted once', async () => {
    const day = await Day.open(service);
    for (let text = 0; text < 3; text += 1) await day.sent('delivered', 1);
    const [first, second, third] = day.records.map((record) => [record]);
    const run = await day.begin();
    await day.page(run, 2, 3, second!);
    await day.page(run, 2, 3, second!);
    await day.page(run, 3, 3, third!);
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    expect(await day.view()).toMatchObject({ state: 'running', mismatches: [], ranAt: null });
    await day.page(run, 1, 3, first!);
    const tied = { state: 'tied', messaging: { messages: 3 }, twilio: { messages: 3 } };
    expect(await day.found()).toMatchObject(tied);
    await day.page(run, 1, 3, first!);
    expect(await day.view()).toMatchObject(tied);
  });

  test('that began later is the one that counts', async () => {
    const day = await Day.open(service);
    await day.sent('delivered', 1);
    const overtaken = await day.begin();
    await day.page(overtaken, 1, 2, day.records);
    const run = await day.begin();
    await day.page(overtaken, 2, 2, [day.noted({ providerStatus: 'sent' }, true)]);
    await day.page(run, 1, 1, day.records.slice(0, 1));
    expect(await day.found()).toMatchObject({ state: 'tied', twilio: { messages: 1 } });
  });

  test('that failed says why, and tells of nothing else', async () => {
    const day = await Day.open(service);
    const run = await day.begin();
    await day.page(run, 1, 2, [day.noted({ providerStatus: 'sent' }, true)]);
    const { tenantId: businessId, date } = day;
    const reason = 'Twilio did not list its records for a day.';
    await day.say(TieOutFailed, { businessId, run: newId(), date, reason: 'of another run' });
    expect(await day.view()).toMatchObject({ state: 'running' });
    await day.say(TieOutFailed, { businessId, run, date, reason });
    const failed = { state: 'failed', failure: reason, mismatches: [] };
    expect(await day.view()).toMatchObject(failed);
    await day.page(run, 2, 2, []);
    expect(await day.view()).toMatchObject(failed);
  });

  test('that has come to nothing for a day, run after run, is alarming until one tells', async () => {
    const day = await Day.open(service);
    const { tenantId, date } = day;
    const unfinished = () => gauges.read('fieldline.tie_out.unfinished');
    const before = (await unfinished()) ?? 0;
    const run = await day.begin();
    expect(await unfinished()).toBe(before);
    await plant(
      `UPDATE tie_out SET begun_at = begun_at - interval '25 hours' WHERE tenant_id = $1`,
      tenantId,
    );
    const reason = 'It could not be carried on for a day.';
    await day.say(TieOutFailed, { businessId: tenantId, run, date, reason });
    expect(await unfinished()).toBe(before + 1);
    // Begun anew it is under way, and still nobody can say anything of that day.
    await day.begin();
    const last = await day.begin();
    expect(await unfinished()).toBe(before + 1);
    await day.page(last, 1, 1, []);
    expect(await day.found()).toMatchObject({ state: 'tied' });
    expect(await unfinished()).toBe(before);
    await day.begin();
    expect(await unfinished()).toBe(before);
  });

  test('with more mismatches than are shown says how many there are', async () => {
    const day = await Day.open(service);
    for (let stray = 0; stray < 1_002; stray += 1)
      day.noted({ providerStatus: 'delivered', providerSegments: 1 }, true);
    const run = await day.begin();
    const pages = [
      day.records.slice(0, 500),
      day.records.slice(500, 1_000),
      day.records.slice(1_000),
    ];
    for (const [index, records] of pages.entries()) await day.page(run, index + 1, 3, records);
    const view = await day.found();
    expect(view).toMatchObject({ state: 'mismatched', mismatchCount: 1_002 });
    expect(view.mismatches).toHaveLength(1_000);
    expect(view.twilio).toEqual({ messages: 1_002, segments: 1_002 });
  });
});

describe('the door', () => {
  const get = (path: string, tenantId = newId()) =>
    service.call<Page<TieOutSummary> & TieOutSummary>(tenantId, ['GET', path]);

  test('shows a business its own days only', async () => {
    const day = await Day.open(service);
    await day.sent('delivered', 1);
    day.noted({ providerStatus: 'sent', providerSegments: 1 }, true);
    await day.tieOut();
    const others = await day.view(newId());
    expect(others).toMatchObject({ state: 'not_run', ranAt: null, mismatches: [] });
    expect(others.twilio).toEqual({ messages: 0, segments: 0 });
    expect((await get('/tie-outs')).body.items).toEqual([]);
  });

  test.each(['2026-02-30', '2026-2-3', 'yesterday', '2026-11-22T00:00:00Z', '%27'])(
    'refuses %s, which is no day',
    async (date) => {
      const { status, body } = await get(`/tie-outs/${date}`);
      expect([status, body.code]).toEqual([400, 'invalid_date']);
    },
  );

  test('lists days, newest first, page by page', async () => {
    const day = await Day.open(service);
    await plant(
      `INSERT INTO tie_out (tenant_id, date, run, state, ran_at)
       SELECT $1, date '2026-01-01' + n, gen_random_uuid(), 'tied', now() FROM generate_series(0, 4) AS n`,
      day.tenantId,
    );
    const first = await get('/tie-outs?limit=3', day.tenantId);
    const dates = first.body.items.map(({ date }) => date);
    expect(dates).toEqual(['2026-01-05', '2026-01-04', '2026-01-03']);
    expect(first.body.items[0]).toMatchObject({ state: 'tied', mismatchCount: 0 });
    const cursor = encodeURIComponent(first.body.nextCursor ?? '');
    const rest = await get(`/tie-outs?limit=3&cursor=${cursor}`, day.tenantId);
    expect(rest.body.items.map(({ date }) => date)).toEqual(['2026-01-02', '2026-01-01']);
    expect(rest.body.nextCursor).toBeNull();
    const forged = Buffer.from('["soon"]').toString('base64url');
    const refused = await get(`/tie-outs?cursor=${forged}`, day.tenantId);
    expect([refused.status, refused.body.code]).toEqual([400, 'invalid_date']);
  });
});

test('a day that another replica is at holds up no other', async () => {
  const [taken, free] = [await Day.open(service), await Day.open(service)];
  const runs = [await taken.begin(), await free.begin()] as const;
  // Complete in a second; until then the row is ours, as another replica's.
  await plant(
    `UPDATE tie_out SET seen = '{1}', pages = 1, as_of = now(), compare_at = now() + interval '1 second'
      WHERE tenant_id = $1`,
    taken.tenantId,
  );
  const row = 'SELECT FROM tie_out WHERE tenant_id = $1 FOR UPDATE';
  await whileLocked(service.admin, [row, taken.tenantId], async () => {
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await free.page(runs[1], 1, 1, []);
    expect(await free.found()).toMatchObject({ state: 'tied' });
    expect(await taken.view()).toMatchObject({ state: 'running' });
  });
  expect(await taken.found()).toMatchObject({ state: 'tied' });
});

test('a day that cannot be compared holds up no other', async () => {
  const [broken, free] = [await Day.open(service), await Day.open(service)];
  const runs = [await broken.begin(), await free.begin()] as const;
  await service.admin.query(
    `CREATE FUNCTION billing.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN RAISE 'not to be compared'; END $$;
     CREATE TRIGGER refuse BEFORE UPDATE ON billing.tie_out FOR EACH ROW
       WHEN (NEW.tenant_id = '${broken.tenantId}' AND NEW.state <> 'running') EXECUTE FUNCTION billing.refuse()`,
  );
  await broken.page(runs[0], 1, 1, []);
  await free.page(runs[1], 1, 1, []);
  expect(await free.found()).toMatchObject({ state: 'tied' });
  expect(await broken.view()).toMatchObject({ state: 'running' });
  await service.admin.query('DROP FUNCTION billing.refuse CASCADE');
});

test('the tables keep businesses apart', async () => {
  expect(await service.catalogProblems()).toEqual([]);
});
