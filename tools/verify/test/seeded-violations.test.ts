import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { inspectInstallation, verifyInstallation } from '../src/index.js';
import { createInstallation, type TestInstallation } from './installation.js';
import { seedSql } from './seed.js';

const TENANTS = 2;

let clean: TestInstallation;
beforeAll(async () => {
  clean = await createInstallation(seedSql({ tenants: TENANTS, textsEach: 12 }));
}, 120_000);
afterAll(() => clean.drop());

/** A text of the first business. 4 rejected, 5 declined, 6 unknown, 7 scheduled, 8 submitted, 11 delivered. */
const text = (n: number): string => `tenant_id = made(1, 1) AND id = made(6, 1, ${n})`;
const ofText = (n: number): string => `tenant_id = made(1, 1) AND message_id = made(6, 1, ${n})`;
const FIRST = 'tenant_id = made(1, 1)';
const ended = (n: number, ago: string): string =>
  `timeline = timeline || jsonb_build_array(jsonb_build_object('status', status, 'at', now() - interval '${ago}'))
   WHERE ${text(n)}`;
const entry = (n: number, kind: string, source: string, target: string, segments: number): string =>
  `INSERT INTO billing.entry (tenant_id, message_id, kind, source, target, segments)
   VALUES (made(1, 1), made(6, 1, ${n}), '${kind}', '${source}', '${target}', ${segments});`;
/** A lot that nothing else knows of. */
const lot = (segments: number): string =>
  `INSERT INTO billing.adjustment (tenant_id, id, kind, segments, micros, reason, actor)
     VALUES (made(1, 1), made(11, 9), 'reversal', 0, 0, 'r', 'a');
   INSERT INTO billing.lot (tenant_id, adjustment_id, segments, remaining, paid_micros)
     VALUES (made(1, 1), made(11, 9), ${segments}, ${segments}, 0);`;
/** Segments of the seed's lot, drawn for no message. */
const drawn = (segments: number): string =>
  `INSERT INTO billing.draw (tenant_id, lot_id, adjustment_id, segments, cost_micros)
     SELECT tenant_id, id, adjustment_id, ${segments}, ${segments * 15_000} FROM billing.lot WHERE ${FIRST};`;
/** An automatic purchase that is being paid, decided under a cap. */
const recharge = (n: number, capMicros: number): string =>
  `INSERT INTO billing.purchase (tenant_id, id, bundle, price_micros, business_name, bought_by, provider,
       is_automatic, cap_micros, customer_reference, method_reference)
     VALUES (made(1, 1), made(13, ${n}), 2500, 37500000, 'Acme', 'system:auto-recharge', 'test',
       true, ${capMicros}, 'c', 'm');`;
const FACT = `'{"ce_id": "e1", "ce_type": "messaging.message.accepted.v1"}'`;

/** Days are those of UTC, whatever zone the server is in. */
const TODAY = `(now() AT TIME ZONE 'UTC')::date`;

/** What is planted, by the name under which it must be found, and under no other. */
const PLANTED: readonly (readonly [name: string, planted: string, sql: string])[] = [
  [
    'billing.balance',
    'a balance without an entry',
    `UPDATE billing.account SET available = available + 1 WHERE ${FIRST}; ${lot(1)}`,
  ],
  [
    'billing.held',
    'a hold that was closed without the balance',
    `UPDATE billing.account SET held = held + 1 WHERE ${FIRST};
     INSERT INTO billing.entry (tenant_id, adjustment_id, kind, source, target, segments)
       VALUES (made(1, 1), made(11, 0), 'hold', 'available', 'held', 1);
     UPDATE billing.account SET available = available - 1 WHERE ${FIRST}`,
  ],
  [
    'billing.negative',
    'a balance below zero',
    `ALTER TABLE billing.account DROP CONSTRAINT account_available_check;
     ALTER TABLE billing.lot DROP CONSTRAINT lot_check;
     ${drawn(200_000)} UPDATE billing.lot SET remaining = remaining - 200000 WHERE ${FIRST};
     ALTER TABLE billing.account DROP CONSTRAINT account_check;
     INSERT INTO billing.adjustment (tenant_id, id, kind, segments, micros, reason, actor)
       VALUES (made(1, 1), made(11, 1), 'withdrawal', -200000, 0, 'r', 'a');
     INSERT INTO billing.entry (tenant_id, adjustment_id, kind, source, target, segments)
       VALUES (made(1, 1), made(11, 1), 'withdrawal', 'available', 'issued', 200000);
     UPDATE billing.account SET available = available - 200000 WHERE ${FIRST}`,
  ],
  [
    'billing.entry-twice',
    'an entry halved into two of its kind',
    `DROP INDEX billing.entry_once_by_message_id;
     UPDATE billing.entry SET segments = 1 WHERE ${ofText(8)} AND kind = 'hold';
     ${entry(8, 'hold', 'available', 'held', 1)}`,
  ],
  [
    'billing.entry-kind',
    'an adjustment that is called a release',
    `UPDATE billing.entry SET kind = 'release' WHERE ${FIRST} AND kind = 'grant'`,
  ],
  [
    'billing.hold-resolved',
    'a posted hold that was voided too',
    `UPDATE billing.entry SET segments = segments + 2 WHERE ${ofText(11)} AND kind = 'hold';
     ${entry(11, 'void', 'held', 'available', 2)}`,
  ],
  [
    'billing.inbound-charge',
    'a text that came in and was charged at half its count',
    `UPDATE billing.entry SET segments = segments - 1 WHERE ${ofText(2)};
     UPDATE billing.account SET available = available + 1 WHERE ${FIRST}; ${lot(1)}`,
  ],
  [
    'billing.adjustment',
    'an adjustment that says more than it booked',
    `UPDATE billing.adjustment SET segments = segments + 5 WHERE ${FIRST}`,
  ],
  [
    'billing.orphan-entry',
    'a text that was charged and is not held to account',
    `${entry(999, 'receive', 'available', 'used', 1)} ${drawn(1)}
     UPDATE billing.account SET available = available - 1 WHERE ${FIRST};
     UPDATE billing.lot SET remaining = remaining - 1 WHERE ${FIRST}`,
  ],
  [
    'billing.owed',
    'a text that owes what its business does not',
    `UPDATE billing.hold SET owed = 1, cost_micros = cost_micros - 15000 WHERE ${ofText(11)};
     DELETE FROM billing.draw WHERE ${ofText(11)} AND segments = 1;
     ${drawn(1)}`,
  ],
  ['billing.lots', 'a lot that no balance shows', lot(5)],
  [
    'billing.purchase-lot',
    'a bundle that was paid for and never credited',
    `INSERT INTO billing.purchase (tenant_id, id, bundle, price_micros, business_name, bought_by, provider,
         state, paid_at, receipt_number, lot_id)
       VALUES (made(1, 1), made(12, 1), 2500, 37500000, 'Acme', 'user:u', 'test', 'paid', now(), 1, made(12, 1))`,
  ],
  [
    'billing.alert-twice',
    'a second alert, armed before the first was raised',
    `INSERT INTO billing.alert (tenant_id, id, threshold, armed_version, version, available, debt)
       VALUES (made(1, 1), made(14, 1), 250, 1, 5, 250, 0), (made(1, 1), made(14, 2), 250, 2, 6, 249, 0)`,
  ],
  [
    'billing.recharge-twice',
    'two automatic purchases at once',
    `DROP INDEX billing.purchase_recharge_in_flight; ${recharge(1, 75_000_000)} ${recharge(2, 75_000_000)}`,
  ],
  [
    'billing.recharge-cap',
    'an automatic purchase above its cap',
    `ALTER TABLE billing.purchase DROP CONSTRAINT purchase_automatic; ${recharge(1, 37_499_999)}`,
  ],
  [
    'billing.lot-draws',
    'a lot whose price was changed afterwards',
    `UPDATE billing.lot SET paid_micros = paid_micros * 2 WHERE ${FIRST}`,
  ],
  [
    'billing.message-draws',
    'a text dearer than what was drawn for it',
    `UPDATE billing.hold SET cost_micros = cost_micros + 1 WHERE ${ofText(11)};
     UPDATE messaging.message SET charged_cost_micros = charged_cost_micros + 1 WHERE ${text(11)}`,
  ],
  [
    'seal.rows',
    'a draw that was moved by a second after its day was sealed',
    `UPDATE billing.draw SET at = at + interval '1 second' WHERE ${ofText(9)}`,
  ],
  [
    'seal.missing',
    'a day whose seal is gone',
    `DELETE FROM billing.seal WHERE ${FIRST} AND table_name = 'draw' AND day > ${TODAY} - 4`,
  ],
  [
    'seal.chain',
    'a root that was rewritten',
    `UPDATE billing.seal SET root = digest WHERE ${FIRST} AND table_name = 'draw' AND day > ${TODAY} - 4`,
  ],
  [
    'messaging.without-hold',
    'a text that billing never heard of',
    `DELETE FROM billing.entry WHERE ${ofText(5)}; DELETE FROM billing.hold WHERE ${ofText(5)}`,
  ],
  [
    'messaging.outcome',
    'a text that goes to Twilio though its hold was declined',
    `UPDATE messaging.message SET status = 'submitted', error_code = NULL WHERE ${text(5)}`,
  ],
  [
    'messaging.charge',
    'a text that shows more than was taken',
    `UPDATE messaging.message SET charged_cost_micros = charged_cost_micros + 1 WHERE ${text(11)}`,
  ],
  [
    'billing.hold-without-message',
    'a hold of a text that is gone',
    `DELETE FROM messaging.message WHERE ${text(11)}`,
  ],
  [
    'billing.hold-size',
    'a hold smaller than its quote',
    `UPDATE messaging.message SET quoted_segments = 3 WHERE ${text(11)}`,
  ],
  [
    'billing.count',
    'a count that billing never heard',
    `UPDATE messaging.message SET provider_segments = provider_segments + 1 WHERE ${text(11)}`,
  ],
  [
    'billing.hold-late',
    'a text that ended an hour ago with its hold open',
    `UPDATE messaging.message SET status = 'delivered', provider_segments = 1, ${ended(8, '1 hour')}`,
  ],
  [
    'billing.unknown-final-held',
    'a text given up for two days, still held',
    `UPDATE messaging.message SET status = 'unknown_final', created_at = now() - interval '3 days', ${ended(6, '2 days')}`,
  ],
  [
    'messaging.unknown-late',
    'a text that nobody asked Twilio about',
    `UPDATE messaging.message SET ${ended(6, '6 hours')}`,
  ],
  [
    'messaging.attempt-late',
    'an attempt that nobody swept up',
    `UPDATE messaging.message SET status = 'dispatching', post_by = now() - interval '1 hour' WHERE ${text(6)}`,
  ],
  [
    'messaging.undecided',
    'an attempt that nobody had allowed',
    `DELETE FROM messaging.decision WHERE ${ofText(11)}`,
  ],
  [
    'consent.basis',
    'a text on a consent that staff had recorded as revoked',
    `INSERT INTO compliance.consent_event (tenant_id, id, subject_id, subject_kind, action, origin, source, obtained_at,
         recorded_at, recorded_by)
       VALUES (made(1, 1), made(10, 1), made(4, 1, 3), 'contact', 'opt_out', 'staff', 'verbal',
         now() - interval '150 minutes', now() - interval '150 minutes', 'user:u');
     DELETE FROM messaging.decision WHERE ${FIRST} AND contact_id = made(4, 1, 3) AND message_id <> made(6, 1, 11);
     UPDATE messaging.message SET attempt = 0 WHERE ${FIRST} AND contact_id = made(4, 1, 3) AND id <> made(6, 1, 11)`,
  ],
  [
    'consent.sent-after-stop',
    'an attempt after the STOP',
    `UPDATE messaging.message SET timeline = jsonb_build_array(jsonb_build_object('status', 'dispatching',
       'at', now() - interval '30 minutes')) || timeline WHERE ${FIRST} AND id = made(6, 1, 12) AND recipient_id = made(3, 1, 1)`,
  ],
  [
    'consent.sent-on-hold',
    'an attempt while nobody had decided about their plea',
    `UPDATE messaging.recipient SET held_at = now() - interval '1 hour', held_by = made(10, 1), held_rule = 'stop_texting',
       hold_sequence = 1 WHERE ${FIRST} AND id = made(3, 1, 3);
     UPDATE messaging.message SET timeline = jsonb_build_array(jsonb_build_object('status', 'dispatching',
       'at', now() - interval '30 minutes')) || timeline WHERE ${text(11)}`,
  ],
  [
    'consent.hold',
    'a hold that messaging never heard of',
    `INSERT INTO compliance.consent_hold (tenant_id, id, recipient_id, conversation_id, message_id, intent, rule,
         hold_sequence, state, opened_at, version)
       VALUES (made(1, 1), made(10, 1), made(3, 1, 3), made(5, 1, 3), made(6, 1, 1), 'revocation', 'stop_texting',
         1, 'open', now() - interval '1 hour', 1)`,
  ],
  [
    'consent.record',
    'a proof of today that was rewritten',
    `SET session_replication_role = replica;
     UPDATE compliance.consent_event SET proof = 'a call' WHERE ${FIRST} AND id = made(8, 1, 3)`,
  ],
  [
    'consent.copy',
    'a copy that missed a change',
    `UPDATE messaging.consent_copy SET version = 0, state = 'opted_out' WHERE ${FIRST} AND subject_id = made(4, 1, 1)`,
  ],
  [
    'consent.stop',
    'a stop that was lifted by nobody',
    `UPDATE messaging.recipient SET stopped_at = NULL, stop_word = NULL WHERE ${FIRST} AND id = made(3, 1, 1)`,
  ],
  [
    'copy.tenant',
    'a business whose change was missed',
    `UPDATE gateway.tenant SET version = 3 WHERE ${FIRST}`,
  ],
  [
    'copy.balance',
    'a price that was missed',
    `UPDATE billing.account SET unit_price_micros = 20000, version = version + 1 WHERE ${FIRST}`,
  ],
  [
    'copy.contact',
    'a contact that the scheduler never heard of',
    `DELETE FROM scheduler.contact_copy WHERE ${FIRST} AND contact_id = made(4, 1, 2)`,
  ],
  [
    'copy.job',
    'a visit that messaging takes for another customer’s',
    `UPDATE messaging.job_copy SET contact_id = made(4, 1, 1) WHERE ${FIRST} AND job_id = made(7, 1, 2)`,
  ],
  [
    'events.outbox',
    'a fact that nobody publishes',
    `INSERT INTO billing.outbox (tenant_id, event_id, shard, topic, type, key, subject, correlation_id, payload, occurred_at)
       VALUES (made(1, 1), made(10, 1), 0, 'billing.hold', 't', 'k', 's', 'c', '{}', now() - interval '1 hour')`,
  ],
  [
    'events.dead-letter',
    'an open dead letter',
    `INSERT INTO compliance.dead_letter (id, topic, partition, "offset", key, subject, headers, reason, error)
       VALUES (made(10, 1), 'messaging.message', 0, '0', 'k', 's', '{}', 'failed', 'e')`,
  ],
  [
    'events.lease',
    'a lease whose holder died',
    `UPDATE messaging.outbox_lease SET expires_at = now() - interval '1 hour' WHERE shard = 3`,
  ],
  [
    'events.unread',
    'a record that a group has not come to',
    `INSERT INTO transport.log (topic, partition, position, key, headers, value, at)
       VALUES ('billing.hold', 1, 0, 'k', ${FACT}, '{}', now() - interval '1 hour')`,
  ],
  [
    'events.unhandled',
    'an event that was passed over',
    `DELETE FROM compliance.inbox WHERE event_id = (SELECT min(event_id) FROM compliance.inbox)`,
  ],
  [
    'tenancy.crossed',
    `a contact that the scheduler knows as another's`,
    `UPDATE scheduler.contact_copy SET tenant_id = made(1, 2), external_id = 'C-9' WHERE ${FIRST} AND contact_id = made(4, 1, 2)`,
  ],
  [
    'tenancy.table',
    'a table whose policies its owner may pass by',
    `ALTER TABLE billing.entry NO FORCE ROW LEVEL SECURITY`,
  ],
  [
    'tenancy.unknown',
    'an API key of nobody',
    `INSERT INTO gateway.api_key (tenant_id, id, name, prefix, hash, role, scopes, mode)
       VALUES (made(1, 99), made(10, 1), 'n', 'p', decode(repeat('00', 32), 'hex'), 'admin', '{}', 'live')`,
  ],
  [
    'tenancy.reference',
    `a visit to another business's customer`,
    `UPDATE scheduler.job SET contact_id = made(4, 2, 1) WHERE ${FIRST} AND id = made(7, 1, 1);
     UPDATE messaging.job_copy SET contact_id = made(4, 2, 1) WHERE ${FIRST} AND job_id = made(7, 1, 1)`,
  ],
  [
    'tenancy.thread',
    `a text to somebody else than its thread's`,
    `UPDATE messaging.message SET recipient_id = made(3, 1, 2) WHERE ${text(11)}`,
  ],
];

describe('a violation is found by its name, and no other', () => {
  test.each(PLANTED)('%s: %s', async (name, _, sql) => {
    await clean.spoilt(sql, async (url) => {
      for (const atRest of [true, false]) {
        const violations = await verifyInstallation({
          databaseUrls: [url],
          atRest,
          secondLookAfterMs: 1,
        });
        expect(violations).toEqual([expect.objectContaining({ name, count: 1 })]);
        expect(violations[0]?.examples).toHaveLength(1);
      }
    });
  });

  /** What the third customer's phone said before texts left on the consent that staff had recorded, 2 hours ago. */
  const KEYWORDS = (sequences: string): string => `
    INSERT INTO compliance.consent_event (tenant_id, id, subject_id, subject_kind, action, origin, basis, source, proof,
                                          message_id, keyword_sequence, obtained_at, recorded_at, recorded_by)
      SELECT made(1, 1), made(10, n), made(3, 1, 3), 'recipient', action, 'keyword', basis, word, word, made(10, n),
             n, now() - ago, now() - ago, 'recipient'
        FROM (VALUES (1, 'opt_out', NULL, 'STOP', interval '150 minutes'),
                     (2, 'opt_in', 'express', 'START', interval '151 minutes')) AS k (n, action, basis, word, ago)
       WHERE n IN (${sequences});
    UPDATE messaging.recipient SET keyword_sequence = 2 WHERE ${FIRST} AND id = made(3, 1, 3);`;

  test.each([
    ['came in before the STOP by the clock, and after it by its number', '1, 2', []],
    ['is not on record yet', '1', ['consent.stop']],
  ])(
    'a text on an older opt-in is none, when the START after a STOP %s',
    async (_, said, found) => {
      await clean.spoilt(KEYWORDS(said), async (url) => {
        const violations = await verifyInstallation({
          databaseUrls: [url],
          atRest: true,
          secondLookAfterMs: 1,
        });
        const names = violations.map(({ name }) => name);
        expect(names.filter((name) => name.startsWith('consent.basis'))).toEqual([]);
        expect(names).toEqual(expect.arrayContaining(found));
      });
    },
  );

  test('each invariant that the databases show is planted here', async () => {
    const outcomes = await inspectInstallation({ databaseUrls: [clean.url], atRest: true });
    const names = outcomes.map(({ name }) => name).filter((name) => !name.startsWith('simulator.'));
    expect(PLANTED.map(([name]) => name).toSorted()).toEqual(names.toSorted());
  });
});
