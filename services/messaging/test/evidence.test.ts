import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type EvidenceRecord,
  type MessageEvidence,
  newId,
  recipientIdOf,
} from '@fieldline/contracts';
import { RULES_VERSION } from '@fieldline/rules';
import { SEALED_TABLES } from '@fieldline/seal';
import { type Answer, eventually } from '@fieldline/testing';
import { type Business, RunningMessaging } from './running-messaging.js';

const TO = '+13125550101';
const BODY = 'We are on our way';
const EVENT = newId();
const TABLES = SEALED_TABLES.filter(({ service }) => service === 'messaging');

let messaging: RunningMessaging;
let acme: Business;
let contactId: string;
let id: string;

beforeAll(async () => {
  messaging = await RunningMessaging.start();
  messaging.hearCallbacks();
  acme = await messaging.business();
  contactId = (await messaging.customer(acme, TO)).id;
  await messaging.consent(acme.tenantId, contactId, {
    boundRecipientId: recipientIdOf(acme.tenantId, TO),
    eventId: EVENT,
    version: 2,
  });
  id = await delivered();
});
afterAll(() => messaging.stop());

async function delivered(): Promise<string> {
  const { body } = await messaging.send(acme.tenantId, { contactId, body: BODY });
  await messaging.grant(acme.tenantId, body.id);
  await eventually(async () =>
    expect(await messaging.message(acme.tenantId, body.id)).toMatchObject({ status: 'delivered' }),
  );
  return body.id;
}

const evidence = (tenantId: string, messageId: string): Promise<Answer<MessageEvidence>> =>
  messaging.service.call<MessageEvidence>(tenantId, ['GET', `/evidence/messages/${messageId}`]);
const rowsOf = (table: string, { records }: MessageEvidence): EvidenceRecord['values'][] =>
  records.filter((record) => record.table === table).map(({ values }) => values);

describe('of a text that was delivered', () => {
  let known: MessageEvidence;
  beforeAll(async () => {
    known = (await evidence(acme.tenantId, id)).body;
  });

  test('it is on record who allowed it to leave, by which rules, from what', () => {
    const decided = {
      message_id: id,
      contact_id: contactId,
      recipient_id: recipientIdOf(acme.tenantId, TO),
      outcome: 'allow',
      code: null,
      basis: 'consent',
      rules_version: RULES_VERSION,
      facts: {
        optIn: { eventId: EVENT, basis: 'express' },
        quietHours: { from: '00:00', to: '24:00' },
        registration: { submitted: true, approved: true },
        place: { zones: ['America/Chicago'], basis: 'area_code' },
      },
    };
    expect(rowsOf('decision', known)).toMatchObject([
      { ...decided, moment: 'accepted' },
      { ...decided, moment: 'dispatching' },
    ]);
  });

  test('its words are vouched for, and stand in no record; nor does a number', () => {
    const hash = createHash('sha256').update(`${known.bodySalt} ${BODY}`).digest('hex');
    expect(rowsOf('decision', known).map((row) => row['body_hash'])).toEqual([hash, hash]);
    const records = JSON.stringify(known.records);
    expect(records).not.toContain(BODY);
    expect(records).not.toContain(TO.slice(1));
  });

  test('what Twilio said is on record, as it came', () => {
    const progress = rowsOf('progress', known);
    expect(progress.at(-1)).toMatchObject({ status: 'delivered', attempt: 1, error_code: null });
    const sids = new Set(progress.map((row) => row['provider_message_id']));
    expect([...sids]).toEqual([expect.stringMatching(/^SM/)]);
  });

  test('nothing of it is sealed on the same day', () => {
    expect(known.chains).toEqual([]);
    expect(known.records.every(({ inclusion }) => inclusion === null)).toBe(true);
  });
});

test('a refusal at the moment of sending is on record, with its reason', async () => {
  const { body } = await messaging.send(acme.tenantId, { contactId, body: BODY });
  const recipientId = recipientIdOf(acme.tenantId, TO);
  await messaging.service.admin.query(
    `UPDATE recipient SET stopped_at = now(), stop_word = 'STOP' WHERE tenant_id = $1 AND id = $2`,
    [acme.tenantId, recipientId],
  );
  await messaging.grant(acme.tenantId, body.id);
  const known = await eventually(async () => {
    const answer = await evidence(acme.tenantId, body.id);
    expect(answer.body.message.status).toBe('canceled');
    return answer.body;
  });
  await messaging.service.admin.query(`UPDATE recipient SET stopped_at = NULL, stop_word = NULL`);
  const denied = {
    moment: 'dispatching',
    outcome: 'deny',
    code: 'recipient_opted_out',
    basis: null,
  };
  expect(rowsOf('decision', known).at(-1)).toMatchObject(denied);
  expect(rowsOf('progress', known)).toMatchObject([{ status: 'canceled', attempt: 0 }]);
});

test('what was decided is committed with the message, or not at all', async () => {
  const refused = newId();
  const answer = await messaging.send(acme.tenantId, { to: '+13125550199', body: BODY }, refused);
  expect(answer.body.code).toBe('recipient_not_opted_in');
  const { rows } = await messaging.service.admin.query(
    'SELECT FROM decision WHERE message_id = $1',
    [refused],
  );
  expect(rows).toEqual([]);
});

test('another business has no such evidence, and a text that came in has none', async () => {
  const other = await messaging.business('Other Plumbing');
  expect((await evidence(other.tenantId, id)).status).toBe(404);
  await messaging.arrive(acme, TO, 'Thanks');
  const { rows } = await messaging.service.admin.query<{ id: string }>(
    `SELECT id FROM message WHERE direction = 'inbound' AND tenant_id = $1`,
    [acme.tenantId],
  );
  expect((await evidence(acme.tenantId, rows[0]!.id)).status).toBe(404);
});

test('an erased text keeps its records, and loses what its words could be guessed by', async () => {
  const erased = await delivered();
  const before = (await evidence(acme.tenantId, erased)).body;
  await messaging.service.call(acme.tenantId, ['POST', '/erasures'], {
    body: { id: newId(), reason: 'request 2026-11', contactId },
    role: 'owner',
  });
  const after = await eventually(
    async () => {
      const answer = await evidence(acme.tenantId, erased);
      expect(answer.body.message.redacted).toMatchObject({ why: 'erasure' });
      return answer.body;
    },
    { timeoutMs: 15_000 },
  );
  expect(after.bodySalt).toBeNull();
  expect(before.bodySalt).not.toBeNull();
  expect(after.records).toEqual(before.records);
});

describe.each(TABLES)('of $table', ({ table, columns, instants }) => {
  test('every column is sealed', async () => {
    const { rows } = await messaging.service.admin.query<{ name: string; type: string }>(
      `SELECT column_name AS name, data_type AS type FROM information_schema.columns
        WHERE table_schema = 'messaging' AND table_name = $1`,
      [table],
    );
    expect(rows.map(({ name }) => name).toSorted()).toEqual([...columns].toSorted());
    const times = rows.filter(({ type }) => type === 'timestamp with time zone');
    expect(times.map(({ name }) => name).toSorted()).toEqual([...instants].toSorted());
  });

  test('no role of ours changes a row', async () => {
    const { rows } = await messaging.service.admin.query(
      `SELECT r.role, p.privilege FROM unnest(ARRAY['messaging_tenant', 'messaging_worker']) AS r (role),
              unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE']) AS p (privilege)
        WHERE has_table_privilege(r.role, $1, p.privilege)`,
      [`messaging.${table}`],
    );
    expect(rows).toEqual([]);
  });
});
