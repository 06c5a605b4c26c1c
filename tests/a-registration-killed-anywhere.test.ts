import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '@fieldline/testing';
import { Business } from './support/business.js';
import { type CrashPoint, CrashPoints } from './support/crash-points.js';
import { Product } from './support/product.js';
import { Registering } from './support/registering.js';
import { usForm } from './support/registration-form.js';
import { expectNothingWrong } from './support/verified.js';

/** Passed on while the request waits: killed there, the form is to be sent again. */
const INTAKE = [
  'end_user_business',
  'end_user_representative',
  'address',
  'supporting_document',
  'end_user_a2p',
];
/** Then it goes on by itself. */
const SAGA = [
  'customer_profile',
  'customer_profile_assignments',
  'customer_profile_evaluation',
  'customer_profile_submission',
  'trust_product',
  'trust_product_assignments',
  'trust_product_evaluation',
  'trust_product_submission',
  'event_sink',
  'event_subscription',
  'brand',
  'messaging_service',
  'campaign',
  'number_assignment',
  'number_registration',
];
const KILL_LIMIT_MS = 120_000;

/** Twilio has done it, and we are about to keep that. */
const pointOf = (step: string): CrashPoint => ({
  service: 'compliance',
  table: 'registration_step',
  event: 'INSERT OR UPDATE',
  when: `NEW.name = '${step}' AND NEW.state <> 'pending'`,
});
const POINTS = Object.fromEntries([...INTAKE, ...SAGA].map((step) => [step, pointOf(step)]));

let product: Product;
let business: Business;
let registering: Registering;
let points: CrashPoints;

beforeAll(async () => {
  product = await Product.start({ transport: 'embedded' });
  business = await Business.open(product, 0, 'Killed Plumbing', { ready: false });
  registering = new Registering(product, business);
  points = new CrashPoints(product.dataDir, Object.values(POINTS));
  await points.install();
}, 240_000);

afterAll(() => product.remove());

/** Whoever died at it is given up now, not when the lease is over. */
const forget = (isDue: boolean): Promise<unknown> =>
  points.asWorker(
    'compliance',
    `UPDATE compliance.registration
        SET lease_token = NULL, lease_until = NULL, due_at = ${isDue ? 'now()' : 'NULL'}`,
  );

let tries = 0;
const submit = (): Promise<unknown> =>
  registering.submit(usForm(), `try-${(tries += 1)}`).catch(() => undefined);

test.each([...INTAKE, ...SAGA])(
  'killed when %s is made',
  async (step) => {
    const point = POINTS[step]!;
    const isOurs = INTAKE.includes(step) || step === SAGA[0];
    await points.arm(point);
    await forget(!isOurs);
    const answer = isOurs ? submit() : undefined;
    try {
      await points.reached(point);
    } finally {
      expect(await product.end('SIGKILL')).toBeNull();
      await points.disarm();
      await answer;
      await product.boot();
    }
    if (!INTAKE.includes(step)) return;
    const { state } = await registering.view();
    expect(state).toBe(step === 'end_user_business' ? 'needs_tax_number' : 'needs_form');
  },
  KILL_LIMIT_MS,
);

test(
  'in the end it is approved, and Twilio has one of each',
  async () => {
    await forget(true);
    await registering.reaches('approved');
    await eventually(async () => {
      const registered = await registering.registered();
      expect(registered.map(({ kind, status }) => [kind, status]).toSorted()).toEqual([
        ['brand', 'APPROVED'],
        ['campaign', 'VERIFIED'],
        ['number', 'successful'],
        ['profile', 'twilio-approved'],
        ['trust_product', 'twilio-approved'],
      ]);
    });
    for (const service of ['messaging', 'compliance', 'gateway'] as const)
      expect(await points.asWorker(service, `SELECT 1 FROM ${service}.dead_letter`)).toEqual([]);
  },
  KILL_LIMIT_MS,
);

test('and nothing is wrong with the product', () => expectNothingWrong(product));
