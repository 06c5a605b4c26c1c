import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startService } from '@fieldline/service';
import { createLogger } from '@fieldline/telemetry';
import type { Transport } from '@fieldline/events';
import { gateway as definition, GatewaySettings } from '../src/index.js';
import { OPERATOR_KEY, PASSWORD, type Running, startGateway } from './running-gateway.js';

let gateway: Running;
beforeAll(async () => {
  gateway = await startGateway();
}, 60_000);
afterAll(() => gateway.stop());

const transport: Transport = {
  start: () => Promise.resolve(),
  produce: () => Promise.resolve(),
  // Nothing ever comes.
  consume: () =>
    Promise.resolve({
      check: () => Promise.resolve(),
      stalledMs: () => 0,
      stop: () => Promise.resolve(),
    }),
  close: () => Promise.resolve(),
};

/** Another replica, or the same one after a restart. */
function startAgain(changed: object) {
  const roles = { tenantUrl: gateway.urlOf('tenant'), workerUrl: gateway.urlOf('worker') };
  const settings = Object.assign(new GatewaySettings(), gateway.given, roles, changed);
  return startService(definition, {
    settings,
    transport,
    logger: createLogger({ service: 'gateway', level: 'fatal' }),
  });
}

test('the operator of the settings is there once, and as the settings last said', async () => {
  const before = await gateway.login('operator@example.com');
  expect(before.status).toBe(200);
  const operatorKey = 'another key of the operator'.replaceAll(' ', '-');
  const same = await startAgain({});
  await same.stop();
  const service = await startAgain({ operatorKey, operatorPassword: 'another password' });
  const me = async (key: string) =>
    (await fetch(`${service.url}/v1/me`, { headers: { authorization: `Bearer ${key}` } })).status;
  expect([await me(operatorKey), await me(OPERATOR_KEY)]).toEqual([200, 401]);
  await service.stop();
  expect((await gateway.login('operator@example.com', PASSWORD)).status).toBe(401);
  const after = await gateway.login('operator@example.com', 'another password');
  expect(after.body.user.id).toBe(before.body.user.id);
  const { rows } = await gateway.admin.query('SELECT (SELECT count(*) FROM api_key)::int AS keys');
  expect(rows).toEqual([{ keys: 1 }]);
});
