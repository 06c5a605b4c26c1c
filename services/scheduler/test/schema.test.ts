import { type ServiceUnderTest, startServiceUnderTest } from '@fieldline/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { scheduler } from '../src/index.js';

let service: ServiceUnderTest;
beforeAll(async () => {
  service = await startServiceUnderTest(scheduler);
});
afterAll(() => service.stop());

test('no table shows one business to another', async () => {
  expect(await service.catalogProblems()).toEqual([]);
});

test('a job must not end before it starts, whoever writes it', async () => {
  const insert = service.admin.query(
    `INSERT INTO scheduler.job (tenant_id, id, external_id, contact_id, job_type, starts_at, ends_at,
            time_zone, status, version, created_at, updated_at)
     VALUES (gen_random_uuid(), gen_random_uuid(), 'J', gen_random_uuid(), 'x', now(),
             now() - interval '1 s', 'UTC', 'scheduled', 1, now(), now())`,
  );
  await expect(insert).rejects.toThrow('job_check');
});
