import { catalogProblems } from '@fieldline/database';
import { EVENT_GLOBAL_KEYS, EVENT_PLATFORM_TABLES } from '@fieldline/events';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Running, startScheduler } from './running-scheduler.js';

let scheduler: Running;
beforeAll(async () => {
  scheduler = await startScheduler();
}, 60_000);
afterAll(() => scheduler.stop());

test('no table shows one business to another', async () => {
  const exceptions = { platformTables: EVENT_PLATFORM_TABLES, globalKeys: EVENT_GLOBAL_KEYS };
  expect(await catalogProblems(scheduler.admin, 'scheduler', exceptions)).toEqual([]);
});

test('a job must not end before it starts, whoever writes it', async () => {
  const insert = scheduler.admin.query(
    `INSERT INTO scheduler.job (tenant_id, id, external_id, contact_id, job_type, starts_at, ends_at,
            time_zone, status, version, created_at, updated_at)
     VALUES (gen_random_uuid(), gen_random_uuid(), 'J', gen_random_uuid(), 'x', now(),
             now() - interval '1 s', 'UTC', 'scheduled', 1, now(), now())`,
  );
  await expect(insert).rejects.toThrow('job_check');
});
