import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '@fieldline/testing';
import { expectSettledBooks } from './support/books.js';
import { Business, type Json, newPhone } from './support/business.js';
import { setFaults } from './support/faults.js';
import { Product } from './support/product.js';
import { accepted, becomes } from './support/sending.js';
import { expectNothingWrong } from './support/verified.js';

/** Faults hold for a whole simulator, so this story has a product of its own. */
let product: Product;
/** Its callbacks are lost: sent first, looked at last, since Twilio is asked after a minute. */
let unheard: { business: Business; id: string; phone: string };

beforeAll(async () => {
  product = await Product.start({ transport: 'embedded' });
}, 240_000);

afterEach(() => setFaults(product, {}));

afterAll(() => product.remove());

/** Texts to a phone each, of a business of their own. */
async function sendTo(count: number): Promise<{ business: Business; texts: Json[] }> {
  const business = await Business.open(product, count + 10);
  const texts = await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const phone = newPhone();
      const contactId = await business.customer(phone);
      return { phone, contactId, body: `Text ${index}` };
    }),
  );
  return { business, texts };
}

async function send(business: Business, texts: Json[]): Promise<Json[]> {
  return Promise.all(
    texts.map(async ({ phone, contactId, body }) => {
      const { id } = await accepted(business, { contactId, body });
      return { phone, body, id };
    }),
  );
}

/** Each is delivered, shown once on its phone and charged once. */
async function expectOnce(business: Business, sent: Json[], left: number): Promise<void> {
  for (const { id, phone, body } of sent) {
    const { timeline } = await becomes(
      business,
      id,
      { status: 'delivered', charge: { segments: 1 } },
      30_000,
    );
    const statuses = timeline.map(({ status }: Json) => status);
    const ends = statuses.filter((status: string) => ['sent', 'delivered'].includes(status));
    expect(ends.at(-1)).toBe('delivered');
    expect(new Set(ends).size).toBe(ends.length);
    expect((await business.textsAt(phone)).map((text: Json) => text.body)).toEqual([body]);
  }
  await eventually(async () =>
    expect(await expectSettledBooks(business)).toMatchObject({ available: left }),
  );
}

test('a text whose callbacks are lost is submitted, for now', async () => {
  const { business, texts } = await sendTo(1);
  await setFaults(product, { dropCallbacks: 1 });
  const [sent] = await send(business, texts);
  unheard = { business, id: sent.id, phone: sent.phone };
  await becomes(business, sent.id, { status: 'submitted' });
  await eventually(async () =>
    expect(await business.textsAt(sent.phone)).toMatchObject([{ status: 'delivered' }]),
  );
  await sleep(500);
});

test('callbacks that come twice, and in any order, charge once', async () => {
  const { business, texts } = await sendTo(20);
  await setFaults(product, { duplicateCallbacks: 1, reorderCallbacks: 1 });
  const sent = await send(business, texts);
  await expectOnce(business, sent, 10);
  await sleep(1_000);
  await expectOnce(business, sent, 10);
});

test('a storm of 429 is waited out, and each text goes once', async () => {
  const { business, texts } = await sendTo(20);
  await setFaults(product, { rate429: 1 });
  const sent = await send(business, texts);
  await sleep(1_500);
  for (const { phone } of sent) expect(await business.textsAt(phone)).toEqual([]);
  expect(await business.balance()).toMatchObject({ available: 10, held: 20 });
  await setFaults(product, { rate429: 0.5, seed: 7 });
  await sleep(1_000);
  await setFaults(product, {});
  await expectOnce(business, sent, 10);
});

test('an error after Twilio took the text: its callback proves it, nothing goes twice', async () => {
  const { business, texts } = await sendTo(10);
  await setFaults(product, { failAfterAccept: 1, callbackDelayMs: 1_000 });
  const sent = await send(business, texts);
  await becomes(business, sent[9].id, { status: 'unknown' });
  await expectOnce(business, sent, 10);
});

test('without that callback it stays unknown and held, and is never sent again', async () => {
  const { business, texts } = await sendTo(1);
  await setFaults(product, { failAfterAccept: 1, dropCallbacks: 1 });
  const [sent] = await send(business, texts);
  await becomes(business, sent.id, { status: 'unknown' });
  await setFaults(product, { dropCallbacks: 1 });
  await sleep(3_000);
  await setFaults(product, {});
  await becomes(business, sent.id, { status: 'unknown' });
  expect(await business.textsAt(sent.phone)).toHaveLength(1);
  expect(await business.balance()).toMatchObject({ available: 10, held: 1 });
});

test('a number that Twilio refuses costs nothing, one that the carrier refuses its segments', async () => {
  const { business, texts } = await sendTo(3);
  const [refused, landline, good] = texts;
  await setFaults(product, { numbers: { [refused.phone]: 21211, [landline.phone]: 30006 } });
  const [first, second, third] = await send(business, [refused, landline, good]);
  await becomes(business, first.id, {
    status: 'rejected',
    error: { code: 'provider_rejected', providerCode: 21211 },
  });
  await becomes(business, second.id, {
    status: 'undelivered',
    error: { code: 'carrier_error', providerCode: 30006 },
    charge: { segments: 1 },
  });
  await expectOnce(business, [third], 11);
});

test('in the end Twilio is asked about the text that nobody reported on', async () => {
  const { business, id, phone } = unheard;
  await becomes(business, id, { status: 'delivered', charge: { segments: 1 } }, 90_000);
  expect(await business.textsAt(phone)).toHaveLength(1);
  await eventually(async () =>
    expect(await expectSettledBooks(business)).toMatchObject({ available: 10 }),
  );
}, 120_000);

test('and nothing is wrong with the product', () => expectNothingWrong(product));
