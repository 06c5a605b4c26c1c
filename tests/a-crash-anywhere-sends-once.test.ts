import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '@fieldline/testing';
import { expectSettledBooks } from './support/books.js';
import { Business, type Json, newPhone } from './support/business.js';
import { type CrashPoint, CrashPoints } from './support/crash-points.js';
import { setFaults } from './support/faults.js';
import { Product } from './support/product.js';
import { expectNothingWrong } from './support/verified.js';

const BALANCE = 100;

/** Every step of a text from accepted to settled, each about to be committed when the process is killed. */
const STEPS: Readonly<Record<string, CrashPoint>> = {
  'the text is accepted': {
    service: 'messaging',
    table: 'message',
    event: 'INSERT',
    when: `NEW.direction = 'outbound'`,
  },
  'its acceptance has been told': {
    service: 'messaging',
    table: 'outbox',
    event: 'DELETE',
    when: `OLD.type = 'messaging.message.accepted.v1'`,
  },
  'its segments are held': {
    service: 'billing',
    table: 'hold',
    event: 'INSERT',
    when: `NEW.state = 'open'`,
  },
  'the hold has been told': {
    service: 'billing',
    table: 'outbox',
    event: 'DELETE',
    when: `OLD.type = 'billing.hold.granted.v1'`,
  },
  'it is ready to go': becoming('reserved'),
  'it is decided and marked (transaction A)': becoming('dispatching'),
  "Twilio's answer is kept (transaction B)": becoming('submitted'),
  'its callback is made durable': { service: 'gateway', table: 'outbox', event: 'INSERT' },
  'it is delivered': becoming('delivered'),
  'its delivery has been told': {
    service: 'messaging',
    table: 'outbox',
    event: 'DELETE',
    when: `OLD.type = 'messaging.message.progressed.v1' AND OLD.payload LIKE '%delivered%'`,
  },
  'its hold is posted': {
    service: 'billing',
    table: 'hold',
    event: 'UPDATE',
    when: `NEW.state = 'posted'`,
  },
  'its charge is shown': {
    service: 'messaging',
    table: 'message',
    event: 'UPDATE OF charged_segments',
    when: `OLD.charged_segments IS NULL AND NEW.charged_segments IS NOT NULL`,
  },
};

/** And of finding out about one that Twilio took without an answer or a callback. */
const FINDING_OUT: Readonly<Record<string, CrashPoint>> = {
  'its attempt is called unknown': becoming('unknown'),
  'it is found in the list of Twilio': {
    ...becoming('delivered'),
    when: `OLD.status = 'unknown' AND NEW.provider_message_id IS NOT NULL`,
  },
};
const UNANSWERED = { failAfterAccept: 1, dropCallbacks: 1 };

/** Between the transactions: Twilio's side of the attempt. */
const BY_TWILIO: Readonly<Record<string, { faults: object; taken: number }>> = {
  'its request is on the way to Twilio': { faults: { arrivalMs: 20_000 }, taken: 0 },
  'Twilio has taken it and not answered': {
    faults: { latencyMs: 20_000, dropCallbacks: 1 },
    taken: 1,
  },
};

/** On Kafka by hand: after each death its groups wait until the dead member's session has run out. */
const TRANSPORT = process.env['CRASH_ON_KAFKA'] === '1' ? 'kafka' : 'embedded';
const KILL_LIMIT_MS = 240_000;

function becoming(status: string): CrashPoint {
  return {
    service: 'messaging',
    table: 'message',
    event: 'UPDATE OF status',
    when: `NEW.status = '${status}' AND OLD.status <> NEW.status`,
  };
}

let product: Product;
let business: Business;
let points: CrashPoints;

beforeAll(async () => {
  product = await Product.start({
    transport: TRANSPORT,
    environment: {
      RECONCILE_AFTER_SECONDS: '2,5',
      MESSAGE_VALIDITY_SECONDS: '25',
      RECONCILE_MARGIN_SECONDS: '5',
      UNKNOWN_VOID_AFTER_SECONDS: '3',
    },
  });
  business = await Business.open(product, BALANCE);
  points = new CrashPoints(product.dataDir, Object.values({ ...STEPS, ...FINDING_OUT }));
  await points.install();
  for (const step of [...Object.keys({ ...STEPS, ...FINDING_OUT }), ...Object.keys(BY_TWILIO)])
    await prepare(step);
}, 240_000);

afterAll(() => product.remove());

interface Sending {
  readonly step: string;
  readonly phone: string;
  readonly contactId: string;
  readonly body: string;
}

const sendings = new Map<string, Sending>();

/** Everybody's opt-in is known before the first kill. */
async function prepare(step: string): Promise<void> {
  const phone = newPhone();
  const contactId = await business.customer(phone);
  sendings.set(step, { step, phone, contactId, body: `Killed when ${step}` });
}

/** The same request each time, by its key; so whoever got no answer just asks again. */
const ask = ({ step, contactId, body }: Sending): Promise<Json> =>
  business.post('/v1/messages', { contactId, body }, step);

const accepted = (sending: Sending): Promise<Json> =>
  eventually(
    async () => {
      const answer = await ask(sending);
      expect(answer.status).toBe(202);
      return answer.body;
    },
    { timeoutMs: 30_000, intervalMs: 250 },
  );

async function kill(): Promise<void> {
  expect(await product.end('SIGKILL')).toBeNull();
}

const textOf = (step: string): Sending => sendings.get(step)!;

test.each(Object.entries({ ...STEPS, ...FINDING_OUT }))(
  'killed when %s',
  async (step, point) => {
    if (step in FINDING_OUT) await setFaults(product, UNANSWERED);
    await points.arm(point);
    const answer = ask(textOf(step)).catch(() => undefined);
    try {
      await points.reached(point);
    } finally {
      await kill();
      await points.disarm();
    }
    await answer;
    await product.boot();
    await accepted(textOf(step));
  },
  KILL_LIMIT_MS,
);

test.each(Object.entries(BY_TWILIO))(
  'killed when %s',
  async (step, { faults, taken }) => {
    await setFaults(product, faults);
    const { id } = await accepted(textOf(step));
    await eventually(
      async () => {
        expect(await business.message(id)).toMatchObject({ status: 'dispatching' });
        expect(await business.textsAt(textOf(step).phone)).toHaveLength(taken);
      },
      { timeoutMs: 10_000, intervalMs: 10 },
    );
    await kill();
    await product.boot();
  },
  KILL_LIMIT_MS,
);

test('in the end each text is on its phone once or its message says that it never went', async () => {
  // Twilio is asked now about what it reported to nobody, not in a minute.
  await points.asWorker(
    'messaging',
    `UPDATE messaging.message SET follow_up_at = now()
      WHERE follow_up_at IS NOT NULL AND provider_message_id IS NOT NULL`,
  );
  const ends: Json[] = [];
  for (const sending of sendings.values()) {
    const { id } = await accepted(sending);
    const message = await eventually(
      async () => {
        const found = await business.message(id);
        expect(['delivered', 'unknown_final']).toContain(found.status);
        return found;
      },
      { timeoutMs: 90_000, intervalMs: 250 },
    );
    const texts = (await business.textsAt(sending.phone)).map(({ body }) => body);
    expect([sending.step, texts]).toEqual([
      sending.step,
      message.status === 'delivered' ? [sending.body] : [],
    ]);
    ends.push(message);
  }
  expect(await business.all('/v1/messages')).toHaveLength(sendings.size);
  const delivered = ends.filter(({ status }) => status === 'delivered');
  process.stdout.write(`${sendings.size} killed: ${delivered.length} delivered\n`);
  await eventually(
    async () =>
      expect(await expectSettledBooks(business)).toMatchObject({
        available: BALANCE - delivered.length,
        debt: 0,
      }),
    { timeoutMs: 30_000, intervalMs: 250 },
  );
  for (const service of ['messaging', 'billing', 'gateway'] as const)
    expect(await points.asWorker(service, `SELECT 1 FROM ${service}.dead_letter`)).toEqual([]);
}, 240_000);

test('and nothing is wrong with the product', () => expectNothingWrong(product));
