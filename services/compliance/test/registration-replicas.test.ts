import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Database } from '@fieldline/database';
import { Outbox } from '@fieldline/events';
import { ComplianceSettings } from '../src/config.js';
import { NumberCopy } from '../src/registration/number-copy.entity.js';
import { OwnNumbers } from '../src/registration/own-numbers.js';
import { Pace } from '../src/registration/pace.js';
import { Pen } from '../src/registration/pen.js';
import { Registration } from '../src/registration/registration.entity.js';
import { RegistrationStep } from '../src/registration/registration-step.entity.js';
import { RegistrationStore } from '../src/registration/registration.store.js';
import { Saga } from '../src/registration/saga/saga.js';
import { SagaRounds } from '../src/registration/saga/saga.rounds.js';
import { TwilioClient } from '../src/twilio/twilio-client.js';
import { form } from './forms.js';
import { RunningCompliance } from './running-compliance.js';

const PACE_MS = 40;

let running: RunningCompliance;
let database: Database;
let other: SagaRounds;

/** A second process of the service, as far as registrations go. */
beforeAll(async () => {
  running = await RunningCompliance.start({ registrationPaceMs: PACE_MS });
  running.hearNews();
  const { service, proxy, news } = running;
  const settings = Object.assign(new ComplianceSettings(), {
    tenantUrl: service.urlOf('tenant'),
    workerUrl: service.urlOf('worker'),
    twilioAccountSid: `AC${'0'.repeat(32)}`,
    twilioAuthToken: 'test-token-of-the-parent',
    twilioBaseUrl: proxy.url,
    publicBaseUrl: news.url,
    callbackSecret: 'a-secret-of-twenty-four-characters',
    registrationPaceMs: PACE_MS,
    registrationPauseMs: 0,
    registrationPollSeconds: 1,
  });
  const entities = [NumberCopy, Registration, RegistrationStep];
  database = await new Database({ ...settings, poolSize: 4 }, entities).connect();
  const store = new RegistrationStore(database, new Outbox(database));
  const pen = new Pen(database, new TwilioClient(settings), new Pace(database, settings), settings);
  const numbers = new OwnNumbers(database);
  other = new SagaRounds(database, new Saga(database, store, numbers, pen, settings), settings);
  other.onApplicationBootstrap();
}, 60_000);

afterAll(async () => {
  await other.beforeApplicationShutdown();
  await database.close();
  await running.stop();
});

test('two processes make one of each, and keep the one pace of the platform', async () => {
  const businesses = await Promise.all([1, 2, 3, 4].map(() => running.business()));
  for (const { tenantId } of businesses) {
    const { status, body } = await running.submit(tenantId, form());
    expect([status, body.code]).toEqual([202, undefined]);
  }
  const since = Date.now();
  for (const { tenantId } of businesses) {
    other.wake();
    await running.reaches(tenantId, 'approved');
  }
  for (const { accountSid } of businesses)
    expect(running.proxy.made(accountSid)).toMatchObject({
      '/v1/CustomerProfiles': 1,
      '/v1/a2p/BrandRegistrations': 1,
      '/v1/Services/*/Compliance/Usa2p': 1,
      '/v1/Services/*/PhoneNumbers': 1,
    });
  const accounts = new Set(businesses.map(({ accountSid }) => accountSid));
  const times = running.proxy.seen
    .filter(({ accountSid, at }) => accounts.has(accountSid) && at >= since)
    .map(({ at }) => at);
  const spent = Math.max(...times) - Math.min(...times);
  expect(spent).toBeGreaterThan((times.length - 1) * PACE_MS * 0.9);
}, 90_000);
