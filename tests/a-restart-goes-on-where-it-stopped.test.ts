import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '@fieldline/testing';
import { Business, type Json, newPhone } from './support/business.js';
import { setFaults } from './support/faults.js';
import { Product } from './support/product.js';
import { accepted, becomes } from './support/sending.js';
import { expectNothingWrong } from './support/verified.js';

const BALANCE = 200;
const UNSENT = ['accepted', 'reserved', 'scheduled', 'dispatching'];
const OPEN = [...UNSENT, 'submitted', 'sent'];

let product: Product;
let business: Business;

beforeAll(async () => {
  product = await Product.start({ transport: 'embedded' });
  business = await Business.open(product, BALANCE);
}, 240_000);

afterAll(() => product.remove());

interface Sending {
  readonly key: string;
  readonly phone: string;
  readonly contactId: string;
  readonly body: string;
  readonly id: string;
}

/** Texts to as many phones, all accepted and under way. */
async function sendMany(count: number, name: string): Promise<Sending[]> {
  const phones = Array.from({ length: count }, () => newPhone());
  const contacts = await Promise.all(phones.map((phone) => business.customer(phone)));
  return Promise.all(
    phones.map(async (phone, index) => {
      const text = { contactId: contacts[index]!, body: `${name} ${index}` };
      const { id } = await accepted(business, text, `${name}-${index}`);
      return { ...text, id, phone, key: `${name}-${index}` };
    }),
  );
}

/** The texts that a phone shows, after the business's first one of them. */
const shown = async (phone: string): Promise<string[]> =>
  (await business.textsAt(phone)).map(({ body }) => body);

async function boot(): Promise<void> {
  const started = performance.now();
  await product.boot();
  process.stdout.write(`ready again after ${Math.round(performance.now() - started)} ms\n`);
}

/** Waits until none of them has one of these statuses. @returns the messages */
function past(
  sendings: readonly Sending[],
  statuses: string[],
  timeoutMs: number,
): Promise<Json[]> {
  return eventually(
    async () => {
      const messages = await Promise.all(sendings.map(({ id }) => business.message(id)));
      const found = messages.map(({ status }) => status as string);
      expect(found.filter((status) => statuses.includes(status))).toEqual([]);
      return messages;
    },
    { timeoutMs, intervalMs: 500 },
  );
}

/** Twilio gives up on a callback that found nobody home: then it is asked, a minute later. */
const CATCHES_UP_MS = 90_000;
let stopped: Sending[] = [];
let killed: Sending[] = [];

async function expectAtMostOnce(sendings: readonly Sending[]): Promise<void> {
  for (const { phone, body } of sendings) expect([[], [body]]).toContainEqual(await shown(phone));
}

test('stopped in the middle of sending, it ends well', async () => {
  await setFaults(product, { latencyMs: 300 });
  stopped = await sendMany(40, 'Stop');
  expect(await product.end('SIGTERM')).toBe(0);
  expect(product.printed).toContain('Stopping');
  await boot();
  await past(stopped, UNSENT, 30_000);
  for (const { phone, body } of stopped) expect(await shown(phone)).toEqual([body]);
}, 120_000);

test('a send that is asked for again answers the same message', async () => {
  const { contactId, body, key, id } = stopped[0]!;
  const again = await business.post('/v1/messages', { contactId, body }, key);
  const replayed = again.headers.get('idempotency-replayed');
  expect([again.status, again.body.id, replayed]).toEqual([202, id, 'true']);
});

test('killed in the middle of sending, it starts again', async () => {
  await setFaults(product, { latencyMs: 400 });
  killed = await sendMany(50, 'Kill');
  await eventually(async () => {
    const texts = await Promise.all(killed.map(({ phone }) => shown(phone)));
    expect(texts.flat().length).toBeGreaterThan(0);
  });
  expect(await product.end('SIGKILL')).toBeNull();
  await boot();
  await expectAtMostOnce(killed);
}, 120_000);

test('new texts go, both ways', async () => {
  const phone = newPhone();
  const contactId = await business.customer(phone);
  await business.textedFrom(phone, 'Before');
  // Just after the start an opt-in may take a moment to be known to who sends.
  const { id } = await eventually(() => accepted(business, { contactId, body: 'After' }), {
    timeoutMs: 30_000,
    intervalMs: 500,
  });
  await becomes(business, id, { status: 'delivered' });
  expect(await shown(phone)).toEqual(['Before', 'After']);
}, 90_000);

test('in the end each text went once, and what never went is unknown and held', async () => {
  await past(stopped, OPEN, CATCHES_UP_MS);
  // Billing charges what was delivered; messaging hears of that a moment later.
  await eventually(async () => {
    for (const { id } of stopped)
      expect(await business.message(id)).toMatchObject({
        status: 'delivered',
        charge: { segments: 1 },
      });
  });
  await expectAtMostOnce(stopped);
  // What went is found in Twilio's list a minute after the attempt, what didn't stays unknown for hours.
  const messages = await eventually(
    async () => {
      const found = await past(killed, OPEN, CATCHES_UP_MS);
      const expected = await Promise.all(
        killed.map(async ({ phone }) =>
          (await shown(phone)).length > 0 ? 'delivered' : 'unknown',
        ),
      );
      expect(found.map(({ status }) => status)).toEqual(expected);
      return found;
    },
    { timeoutMs: CATCHES_UP_MS, intervalMs: 1_000 },
  );
  await expectAtMostOnce(killed);
  const { length: unknown } = messages.filter(({ status }) => status === 'unknown');
  process.stdout.write(
    `after the kill: ${messages.length - unknown} delivered, ${unknown} never went\n`,
  );
  await eventually(async () =>
    expect(await business.balance()).toMatchObject({
      available: BALANCE - stopped.length - killed.length - 2,
      held: unknown,
      debt: 0,
    }),
  );
}, 240_000);

test('and nothing is wrong with the product', () => expectNothingWrong(product));
