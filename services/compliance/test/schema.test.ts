import { newId } from '@fieldline/contracts';
import { type ServiceUnderTest, startServiceUnderTest } from '@fieldline/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { compliance } from '../src/index.js';

let service: ServiceUnderTest;
beforeAll(async () => {
  service = await startServiceUnderTest(compliance);
});
afterAll(() => service.stop());

test('no table shows one business to another', async () => {
  expect(await service.catalogProblems()).toEqual([]);
});

test.each(['tenant', 'worker'] as const)('the %s role can not rewrite proof', async (role) => {
  const client = new Client({ connectionString: service.urlOf(role) });
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

test('nor can whoever owns the database, without switching its guard off', async () => {
  const body = { contactId: newId(), action: 'opt_out', source: 'verbal' };
  await service.call(newId(), ['POST', '/consents'], { body });
  for (const sql of [
    'UPDATE consent_event SET proof = NULL',
    'DELETE FROM consent_event',
    'TRUNCATE consent_event',
  ])
    await expect(service.admin.query(sql)).rejects.toThrow('a record of consent is not changed');
});

test('one business reads nothing of another, through the service or beside it', async () => {
  const [acme, other, contactId] = [newId(), newId(), newId()];
  const body = { contactId, action: 'opt_in', basis: 'express', source: 'verbal', proof: 'call 7' };
  await service.call(acme, ['POST', '/consents'], { body });
  const answer = await service.call(other, ['GET', `/consents/contacts/${contactId}`]);
  expect(answer.body).toMatchObject({ state: 'none', history: [] });

  const client = new Client({ connectionString: service.urlOf('tenant') });
  await client.connect();
  try {
    expect((await client.query('SELECT FROM consent')).rowCount).toBe(0);
    await client.query(`SELECT set_config('app.tenant_id', $1, false)`, [acme]);
    expect((await client.query('SELECT FROM consent')).rowCount).toBe(1);
  } finally {
    await client.end();
  }
});
