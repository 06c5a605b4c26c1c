import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Database } from '@fieldline/database';
import { createLogger } from '@fieldline/telemetry';
import { LoginAttempts } from '../src/access/login-attempts.js';
import { Seal } from '../src/idempotency/idempotency.seal.js';
import { IdempotencyService } from '../src/idempotency/idempotency.service.js';
import { type Running, startGateway } from './running-gateway.js';

let gateway: Running;
let database: Database;
beforeAll(async () => {
  gateway = await startGateway();
  const [tenantUrl, workerUrl] = [gateway.urlOf('tenant'), gateway.urlOf('worker')];
  database = await new Database({ tenantUrl, workerUrl, poolSize: 2 }, []).connect();
}, 60_000);
afterAll(async () => {
  await database.close();
  await gateway.stop();
});

test('what was kept for a time goes when the time is over, of every business', async () => {
  await gateway.admin.query(
    `INSERT INTO idempotency_key (tenant_id, key, fingerprint, execution, in_flight_until, expires_at)
     SELECT gen_random_uuid(), expiry, '', gen_random_uuid(), now(), now() + expiry::interval
       FROM unnest(ARRAY['-1 second', '-1 day', '1 hour']) AS expiry`,
  );
  await gateway.admin.query(
    `INSERT INTO login_attempt (tenant_id, email_hash, failures, since)
     SELECT gen_random_uuid(), age::bytea, 1, now() - age::interval
       FROM unnest(ARRAY['16 minutes', '1 minute']) AS age`,
  );
  const logger = createLogger({ service: 'gateway', level: 'fatal' });
  await new IdempotencyService(database, new Seal('secret'), logger).trim();
  await new LoginAttempts(database).trim();
  const { rows } = await gateway.admin.query(
    `SELECT key AS kept FROM idempotency_key
      UNION ALL SELECT convert_from(email_hash, 'utf8') FROM login_attempt`,
  );
  expect(rows).toEqual([{ kept: '1 hour' }, { kept: '1 minute' }]);
});
