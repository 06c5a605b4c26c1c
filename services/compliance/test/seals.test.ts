import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '@fieldline/contracts';
import type { Received } from '@fieldline/events';
import { firstLink, rootOf, SEALED_TABLES } from '@fieldline/seal';
import { eventually, type ServiceUnderTest, startServiceUnderTest } from '@fieldline/testing';
import { compliance } from '../src/index.js';

const WITHIN = { timeoutMs: 30_000, intervalMs: 200 };

let service: ServiceUnderTest;
let heard: Received[];
beforeAll(async () => {
  service = await startServiceUnderTest(compliance);
  heard = await service.listen('compliance.day');
});
afterAll(() => service.stop());

test('what was recorded on a day that is over is sealed, and told', async () => {
  const tenantId = newId();
  const consent = { contactId: newId(), action: 'opt_in', basis: 'express' };
  const body = { ...consent, source: 'verbal', proof: 'call 7' };
  await service.call(tenantId, ['POST', '/consents'], { body });
  await service.admin.query('ALTER TABLE consent_event DISABLE TRIGGER refuse_change');
  await service.admin.query(
    `UPDATE consent_event SET recorded_at = recorded_at - interval '2 days'`,
  );
  await eventually(() => expect(heard).toHaveLength(1), WITHIN);
  const [told] = heard;
  const payload = told!.payload as Parameters<typeof rootOf>[0] & { root: string };
  expect(told).toMatchObject({ tenantId, type: 'compliance.day.sealed.v1' });
  expect(payload).toMatchObject({ table: 'consent_event', rows: 1, root: rootOf(payload) });
  expect(payload.previousRoot).toBe(firstLink(tenantId, 'consent_event'));
  const { rows } = await service.admin.query('SELECT root FROM seal');
  expect(rows).toEqual([{ root: payload.root }]);
});

test('every column of it is sealed', async () => {
  const { rows } = await service.admin.query<{ name: string; type: string }>(
    `SELECT column_name AS name, data_type AS type FROM information_schema.columns
      WHERE table_schema = 'compliance' AND table_name = 'consent_event'`,
  );
  const [table] = SEALED_TABLES.filter((each) => each.service === 'compliance');
  expect(rows.map(({ name }) => name).toSorted()).toEqual(table?.columns.toSorted());
  const instants = rows.filter(({ type }) => type === 'timestamp with time zone');
  expect(instants.map(({ name }) => name).toSorted()).toEqual(table?.instants.toSorted());
});
