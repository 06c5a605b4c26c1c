import { newId } from '@fieldline/contracts';
import { catalogProblems } from '@fieldline/database';
import { EVENT_GLOBAL_KEYS, EVENT_PLATFORM_TABLES } from '@fieldline/events';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { type Running, startCompliance } from './running-compliance.js';

let compliance: Running;
beforeAll(async () => {
  compliance = await startCompliance();
}, 60_000);
afterAll(() => compliance.stop());

test('no table shows one business to another', async () => {
  const exceptions = { platformTables: EVENT_PLATFORM_TABLES, globalKeys: EVENT_GLOBAL_KEYS };
  expect(await catalogProblems(compliance.admin, 'compliance', exceptions)).toEqual([]);
});

test.each(['tenant', 'worker'] as const)('the %s role can not rewrite proof', async (role) => {
  const client = new Client({ connectionString: compliance.urlOf(role) });
  await client.connect();
  try {
    for (const sql of [
      'UPDATE consent_event SET proof = NULL',
      'DELETE FROM consent_event',
      'TRUNCATE consent_event',
    ])
      await expect(client.query(sql)).rejects.toThrow('permission denied');
  } finally {
    await client.end();
  }
});

test('one business reads nothing of another, through the service or beside it', async () => {
  const [acme, other, contactId] = [newId(), newId(), newId()];
  const body = { contactId, action: 'opt_in', basis: 'express', source: 'verbal', proof: 'call 7' };
  await compliance.call(acme, ['POST', '/consents'], { body });
  const answer = await compliance.call(other, ['GET', `/consents/contacts/${contactId}`]);
  expect(answer.body).toMatchObject({ state: 'none', history: [] });

  const client = new Client({ connectionString: compliance.urlOf('tenant') });
  await client.connect();
  try {
    expect((await client.query('SELECT FROM consent')).rowCount).toBe(0);
    await client.query(`SELECT set_config('app.tenant_id', $1, false)`, [acme]);
    expect((await client.query('SELECT FROM consent')).rowCount).toBe(1);
  } finally {
    await client.end();
  }
});
