import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { createTestDatabase, type PostgresForTests, postgresForTests } from '../src/index.js';

let postgres: PostgresForTests;
beforeAll(async () => {
  postgres = await postgresForTests();
});
afterAll(() => postgres.stop());

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

describe('createTestDatabase', () => {
  it('makes databases that know nothing of each other', async () => {
    const databases = await Promise.all([1, 2].map(() => createTestDatabase(postgres.url)));
    for (const { url, name } of databases) {
      const client = await connect(url);
      await client.query('create table note (id int)');
      const { rows } = await client.query('select current_database() as name');
      expect(rows).toEqual([{ name }]);
      await client.end();
    }
    for (const database of databases) await database.drop();
  });

  it('drops one that is still in use, and drops it twice', async () => {
    const database = await createTestDatabase(postgres.url);
    const client = await connect(database.url);
    await database.drop();
    await database.drop();
    await expect(connect(database.url)).rejects.toThrow('does not exist');
    await client.end().catch(() => undefined);
  });
});
