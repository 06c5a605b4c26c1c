import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '@fieldline/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Business, RunningMessaging } from './running-messaging.js';

let messaging: RunningMessaging;
let acme: Business;

beforeAll(async () => {
  messaging = await RunningMessaging.start({
    twilioTimeoutMs: 800,
    reconcileAfterSeconds: '1',
    messageValiditySeconds: 2,
    reconcileMarginSeconds: 1,
  });
  acme = await messaging.business();
});
afterAll(() => messaging.stop());

async function lost(to: string): Promise<string> {
  await messaging.customer(acme, to);
  messaging.proxy.trouble(to, { kind: 'error after', status: 500 });
  const { body } = await messaging.send(acme.tenantId, { to, body: 'We are on our way' });
  await messaging.grant(acme.tenantId, body.id);
  return body.id;
}

const becomes = (id: string, status: string, timeoutMs: number): Promise<void> =>
  eventually(
    async () => expect(await messaging.message(acme.tenantId, id)).toMatchObject({ status }),
    { timeoutMs },
  );

test('what an outage hides is given up in the end, and found after it', async () => {
  messaging.proxy.failQuestions(1_000);
  const id = await lost('+13125550101');
  // Past the lease of the first question; the outage lasts for more than twice the validity.
  await sleep(7_000);
  await messaging.service.admin.query(`UPDATE message SET follow_up_at = now() WHERE id = $1`, [
    id,
  ]);
  await becomes(id, 'unknown_final', 20_000);
  messaging.proxy.failQuestions(0);
  await becomes(id, 'delivered', 40_000);
  expect(messaging.proxy.takenFor(id)).toBe(1);
}, 90_000);

test("one business's account that refuses to answer doesn't slow the questions of others", async () => {
  const other = await messaging.business('Closed Account Heating');
  messaging.proxy.refuseQuestionsOf(other.accountSid);
  const mine = acme;
  acme = other;
  await lost('+13125550102');
  acme = mine;
  await sleep(3_000);
  const id = await lost('+13125550103');
  await becomes(id, 'delivered', 4_000);
});
