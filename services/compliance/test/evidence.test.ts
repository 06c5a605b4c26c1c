import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Evidence, newId } from '@fieldline/contracts';
import { type ServiceUnderTest, startServiceUnderTest } from '@fieldline/testing';
import { compliance } from '../src/index.js';

let service: ServiceUnderTest;
const [tenantId, contactId, recipientId] = [newId(), newId(), newId()];
beforeAll(async () => {
  service = await startServiceUnderTest(compliance);
  const proof = { basis: 'express', source: 'verbal', proof: 'call 7' };
  await record({ contactId, action: 'opt_in', ...proof });
  await record({ contactId: newId(), action: 'opt_in', ...proof });
  await record({ contactId, action: 'opt_out', source: 'verbal' });
});
afterAll(() => service.stop());

async function record(body: object): Promise<void> {
  const answer = await service.call(tenantId, ['POST', '/consents'], { body });
  expect(answer.status).toBe(201);
}

async function actions(query: string, by = tenantId): Promise<unknown[]> {
  const { body } = await service.call<Evidence>(by, ['GET', `/evidence/consents?${query}`]);
  return body.records.map(({ values }) => values['action']);
}

test('of a contact and a number, all that was recorded, and nobody else’s', async () => {
  const query = `recipientId=${recipientId}&contactId=${contactId}`;
  expect(await actions(query)).toEqual(['opt_in', 'opt_out']);
  expect(await actions(`recipientId=${recipientId}`)).toEqual([]);
  expect(await actions(query, newId())).toEqual([]);
});

test('only what had been recorded by an instant, and what a decision names', async () => {
  const { rows } = await service.admin.query<{ id: string; at: string }>(
    `SELECT id, to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at
       FROM consent_event WHERE subject_id = $1 ORDER BY sequence`,
    [contactId],
  );
  const [given, taken] = rows as [{ id: string; at: string }, { id: string; at: string }];
  const of = `recipientId=${recipientId}&contactId=${contactId}`;
  expect(await actions(`${of}&until=${given.at}`)).toEqual(['opt_in']);
  expect(await actions(`${of}&until=2020-01-01T00:00:00Z`)).toEqual([]);
  expect(await actions(`${of}&until=2020-01-01T00:00:00Z&eventIds=${taken.id}`)).toEqual([
    'opt_out',
  ]);
});

test('of a text to a number, what its decision names, and all of whom that is about', async () => {
  const { rows } = await service.admin.query<{ id: string }>(
    `SELECT id FROM consent_event WHERE subject_id = $1 ORDER BY sequence`,
    [contactId],
  );
  const given = rows[0]!.id;
  const query = `recipientId=${recipientId}&eventIds=${given}&eventIds=${newId()}`;
  expect(await actions(query)).toEqual(['opt_in', 'opt_out']);
  expect(await actions(`${query}&until=2020-01-01T00:00:00Z`)).toEqual(['opt_in']);
  expect(await actions(query, newId())).toEqual([]);
});

test('what a phone said, from when it did, although it was recorded later', async () => {
  const [phone, staff] = [newId(), newId()];
  for (const subject of [phone, staff])
    await record({
      contactId: subject,
      action: 'opt_in',
      basis: 'express',
      source: 'verbal',
      proof: 'x',
    });
  await service.admin.query('ALTER TABLE consent_event DISABLE TRIGGER refuse_change');
  await service.admin.query(
    `UPDATE consent_event SET obtained_at = '2026-11-20T15:00:00Z' WHERE subject_id IN ($1, $2)`,
    [phone, staff],
  );
  await service.admin.query(
    `UPDATE consent_event SET origin = 'keyword', message_id = gen_random_uuid() WHERE subject_id = $1`,
    [phone],
  );
  const until = (contact: string, at: string): Promise<unknown[]> =>
    actions(`recipientId=${recipientId}&contactId=${contact}&until=${at}`);
  expect(await until(phone, '2026-11-20T15:00:01Z')).toEqual(['opt_in']);
  expect(await until(phone, '2026-11-20T14:59:59Z')).toEqual([]);
  expect(await until(staff, '2026-11-20T15:00:01Z')).toEqual([]);
});
