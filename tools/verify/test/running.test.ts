import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Installation, verifyInstallation } from '../src/index.js';
import { createInstallation, type TestInstallation } from './installation.js';
import { seedSql } from './seed.js';

let clean: TestInstallation;
beforeAll(async () => {
  clean = await createInstallation(seedSql({ tenants: 2, textsEach: 12 }));
}, 120_000);
afterAll(() => clean.drop());

const found = async (sql: string, options: Partial<Installation>): Promise<string[]> => {
  const violations = await clean.spoilt(sql, (url) =>
    verifyInstallation({ databaseUrls: [url], secondLookAfterMs: 1, ...options }),
  );
  return violations.map(({ name }) => name).toSorted();
};

/** What traffic looks like: each of these is right, and becomes whole a moment later. */
const IN_FLIGHT = `
  INSERT INTO messaging.message (tenant_id, id, conversation_id, number_id, recipient_id, direction, status, body,
      encoding, quoted_segments, timeline)
    SELECT made(1, 1), made(6, 1, 50), made(5, 1, 3), made(2, 1), made(3, 1, 3), 'outbound', 'accepted', 'New',
           'GSM-7', 1, jsonb_build_array(jsonb_build_object('status', 'accepted', 'at', now()));
  INSERT INTO billing.outbox (tenant_id, event_id, shard, topic, type, key, subject, correlation_id, payload)
    VALUES (made(1, 1), made(10, 1), 0, 'billing.hold', 't', 'k', 's', 'c', '{}');
  INSERT INTO transport.log (topic, partition, position, key, headers, value)
    VALUES ('billing.hold', 1, 0, 'k', '{"ce_id": "e1"}', '{}');
  UPDATE messaging.message SET status = 'delivered', provider_segments = 1, timeline = timeline
      || jsonb_build_array(jsonb_build_object('status', 'delivered', 'at', now()))
    WHERE tenant_id = made(1, 1) AND id = made(6, 1, 8);
  UPDATE messaging.contact SET version = version + 1, updated_at = now() WHERE tenant_id = made(1, 1) AND id = made(4, 1, 1);
  UPDATE messaging.recipient SET keyword_sequence = 3, stopped_at = now(), stop_word = 'STOP'
    WHERE tenant_id = made(1, 1) AND id = made(3, 1, 2);`;

describe('while the installation is running', () => {
  test('what is in flight is no violation; at rest it is one', async () => {
    expect(await found(IN_FLIGHT, {})).toEqual([]);
    expect(await found(IN_FLIGHT, { atRest: true })).toEqual([
      'consent.stop',
      'copy.contact',
      'events.outbox',
      'events.unread',
      'messaging.outcome',
      'messaging.without-hold',
    ]);
  });

  test('it is one once it has been so for longer than the grace', async () => {
    expect(await found(IN_FLIGHT, { graceMs: 1 })).toHaveLength(6);
  });

  test('what is gone at the second look was in flight', async () => {
    const sql = `UPDATE gateway.tenant SET version = 3 WHERE tenant_id = made(1, 1)`;
    const violations = await clean.spoilt(sql, async (url) => {
      const looking = verifyInstallation({ databaseUrls: [url], secondLookAfterMs: 1_500 });
      await new Promise((resolve) => setTimeout(resolve, 750));
      await clean.run(
        url,
        `UPDATE messaging.tenant_copy SET version = 3 WHERE tenant_id = made(1, 1)`,
      );
      return looking;
    });
    expect(violations).toEqual([]);
  });

  test('of one business, nothing is said of the others', async () => {
    const sql = `UPDATE gateway.tenant SET version = 3 WHERE tenant_id = made(1, 1);
      UPDATE billing.adjustment SET segments = 1 WHERE tenant_id = made(1, 1);
      UPDATE scheduler.contact_copy SET version = 9 WHERE tenant_id = made(1, 1)`;
    const first = '00000001-0000-5000-8000-000100000000';
    const second = '00000001-0000-5000-8000-000200000000';
    expect(await found(sql, { atRest: true, tenantIds: [second] })).toEqual([]);
    expect(await found(sql, { atRest: true, tenantIds: [first] })).toEqual([
      'billing.adjustment',
      'copy.contact',
      'copy.tenant',
    ]);
  });

  test('of many violations, a few are named and all counted', async () => {
    const sql = `UPDATE billing.hold SET segments = 9`;
    const violations = await clean.spoilt(sql, (url) =>
      verifyInstallation({ databaseUrls: [url], atRest: true, examples: 2 }),
    );
    const resolved = violations.find(({ name }) => name === 'billing.hold-resolved');
    expect(resolved?.count).toBeGreaterThan(10);
    expect(resolved?.examples).toHaveLength(2);
  });
});

/** A text of the first business, three hours old: 4 was rejected, 6 is unknown, 8 on its way, 11 and on delivered. */
const text = (n: number): string => `tenant_id = made(1, 1) AND id = made(6, 1, ${n})`;
const HOURS = 3_600_000;

describe('within a window', () => {
  test('a healthy installation has nothing wrong with it', async () => {
    expect(await found('', { recentMs: 4 * HOURS, atRest: true })).toEqual([]);
  });

  test('recent messages are judged, older ones left alone', async () => {
    const sql = `UPDATE messaging.message SET charged_cost_micros = 1 WHERE ${text(11)};
      UPDATE messaging.message SET recipient_id = made(3, 1, 2) WHERE ${text(12)};
      SET session_replication_role = replica;
      DELETE FROM billing.hold WHERE tenant_id = made(1, 1) AND message_id = made(6, 1, 4);
      DELETE FROM billing.entry WHERE tenant_id = made(1, 1) AND message_id = made(6, 1, 4)`;
    const wrong = ['messaging.charge', 'messaging.without-hold', 'tenancy.thread'];
    expect(await found(sql, { recentMs: 4 * HOURS })).toEqual(wrong);
    expect(await found(sql, { recentMs: HOURS })).toEqual([]);
  });

  test('what is held is judged, however old its message', async () => {
    const ended = `UPDATE messaging.message SET status = 'delivered', provider_segments = 1,
      timeline = timeline || jsonb_build_array(jsonb_build_object('status', status, 'at', now() - interval '1 hour'))
      WHERE ${text(8)}`;
    for (const recentMs of [HOURS, 4 * HOURS])
      expect(await found(ended, { recentMs })).toEqual(['billing.hold-late']);
    const gone = `DELETE FROM messaging.message WHERE ${text(8)}`;
    expect(await found(gone, { recentMs: HOURS })).toEqual(['billing.hold-without-message']);
  });
});

describe('a text without a hold', () => {
  const without = (n: number): string =>
    ['entry', 'hold']
      .map((table) => `DELETE FROM billing.${table} WHERE message_id = made(6, 1, ${n});`)
      .join(' ');
  const dropped = (n: number, type: string): string => `
    INSERT INTO billing.dead_letter (id, topic, partition, "offset", key, subject, type, headers, reason, error,
                                     state, resolution, resolved_at, resolved_by, resolution_reason)
      VALUES (made(12, 1), 'messaging.message', 0, '0', 'k', made(6, 1, ${n})::text, 'messaging.message.${type}.v1', '{}',
              'failed', 'x', 'dropped', 'dropped', now(), 'user:op', 'test data')`;

  test.each([
    ['is none when an operator dropped the fact that takes it', 5, 'accepted', []],
    ['is one when another fact of it was dropped', 5, 'progressed', ['messaging.without-hold']],
    ['is one when it was on its way all the same', 4, 'accepted', ['messaging.without-hold']],
  ])('%s', async (_, n, type, names) => {
    expect(await found(without(n) + dropped(n, type), { atRest: true })).toEqual(names);
  });
});

test('what nobody knows may be held for as long as billing says, and an hour', async () => {
  const sql = `UPDATE messaging.message SET status = 'unknown_final' WHERE ${text(6)}`;
  expect(await found(sql, { unknownVoidAfterMs: 2 * HOURS })).toEqual([]);
  expect(await found(sql, { unknownVoidAfterMs: 0.5 * HOURS })).toEqual([
    'billing.unknown-final-held',
  ]);
});
