/** What a retry of an unknown send looks like, planted part by part, and the invariant that names it. */
import { expect, test } from '@jest/globals';
import { eventually } from '@fieldline/testing';
import { verifyInstallation } from '@fieldline/verify';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Provider } from '@nestjs/common';
import { messagingWith, plantedRetries } from './planted-retries.js';
import { RunningMessaging } from './running-messaging.js';

const PHONE = '+13125550142';
const TIMEOUT_MS = 800;
/** The clocks of all who could post again have run out by then. */
const QUIET_MS = 3_500;
const TWICE = 'simulator.text-twice';

/** Twilio takes a text and answers with an error; nobody calls back. */
async function losesAnAnswer(
  parts: readonly Provider[],
  then: (messaging: RunningMessaging, names: () => Promise<string[]>) => Promise<void>,
): Promise<void> {
  const settings = { twilioTimeoutMs: TIMEOUT_MS, reconcileAfterSeconds: '1,2' };
  const messaging = await RunningMessaging.start(settings, messagingWith(...parts));
  try {
    const acme = await messaging.business();
    await messaging.customer(acme, PHONE);
    messaging.proxy.trouble(PHONE, { kind: 'error after', status: 500 });
    const { body } = await messaging.send(acme.tenantId, { to: PHONE, body: 'On our way' });
    await messaging.grant(acme.tenantId, body.id);
    await then(messaging, () => violationsOf(messaging));
  } finally {
    await messaging.stop();
  }
}

async function violationsOf({ service, simulator }: RunningMessaging): Promise<string[]> {
  const url = new URL(process.env['TEST_POSTGRES_URL'] ?? '');
  url.pathname = `/${service.admin.database}`;
  const violations = await verifyInstallation({
    databaseUrls: [url.href],
    simulatorUrl: simulator.url,
    atRest: true,
    only: [TWICE],
  });
  return violations.map(({ name }) => name);
}

test.each(plantedRetries)('an unknown send tried again $name is found', ({ part }) =>
  losesAnAnswer([part], async (_, names) => {
    await eventually(async () => expect(await names()).toEqual([TWICE]), { timeoutMs: 15_000 });
  }),
);

test('and nothing of the kind as messaging is', () =>
  losesAnAnswer([], async (messaging, names) => {
    await sleep(QUIET_MS);
    expect(await messaging.textsAt(PHONE)).toHaveLength(1);
    expect(await names()).toEqual([]);
  }));
