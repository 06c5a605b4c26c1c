import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '@fieldline/testing';
import { expectSettledBooks } from './support/books.js';
import { ask, Business, newPhone } from './support/business.js';
import { setFaults } from './support/faults.js';
import { Product } from './support/product.js';
import { accepted, becomes } from './support/sending.js';

/** Its faults hold for the whole simulator, so this story has a product of its own. */
let product: Product;

beforeAll(async () => {
  product = await Product.start({ transport: 'embedded' });
}, 240_000);

afterAll(() => product.remove());

const kindsOf = async (business: Business, messageId: string): Promise<string[]> =>
  (await business.ledger())
    .filter((entry) => entry.messageId === messageId)
    .map(({ kind, segments }) => `${kind} ${segments}`)
    .toSorted();

test.each([
  { delta: 1, body: 'a', quoted: 1, charged: 2, entries: ['hold 1', 'post 1', 'shortfall 1'] },
  {
    delta: -1,
    body: 'a'.repeat(300),
    quoted: 2,
    charged: 1,
    entries: ['hold 2', 'post 1', 'release 1'],
  },
  { delta: -1, body: 'a', quoted: 1, charged: 1, entries: ['hold 1', 'post 1'] },
])(
  'quoted $quoted, counted $charged: $charged are paid',
  async ({ delta, body, quoted, charged, entries }) => {
    const business = await Business.open(product, 10);
    const contactId = await business.customer(newPhone());
    await setFaults(product, { segmentsDelta: delta });
    const { id, quote } = await accepted(business, { contactId, body });
    expect(quote).toEqual({ segments: quoted, costMicros: quoted * 15_000 });
    await becomes(business, id, {
      status: 'delivered',
      charge: { segments: charged, costMicros: charged * 15_000 },
    });
    await eventually(async () => {
      expect(await expectSettledBooks(business)).toMatchObject({
        available: 10 - charged,
        debt: 0,
      });
    });
    expect(await kindsOf(business, id)).toEqual(entries);
  },
);

test('counted higher than what is left becomes a debt, which the next grant clears first', async () => {
  const business = await Business.open(product, 1);
  const contactId = await business.customer(newPhone());
  await setFaults(product, { segmentsDelta: 1 });
  const { id } = await accepted(business, { contactId, body: 'a' });
  await becomes(business, id, { status: 'delivered', charge: { segments: 2 } });
  await eventually(async () =>
    expect(await expectSettledBooks(business)).toMatchObject({ available: 0, debt: 1 }),
  );
  const refused = await accepted(business, { contactId, body: 'b' });
  await becomes(business, refused.id, {
    status: 'failed',
    error: { code: 'insufficient_balance' },
  });

  await setFaults(product, {});
  const headers = { 'x-tenant-id': business.tenantId };
  const grant = { segments: 5, reason: 'story' };
  await ask(product, product.operatorKey, 'POST', '/v1/adjustments', { body: grant, headers });
  expect(await expectSettledBooks(business)).toMatchObject({ available: 4, debt: 0 });
  const last = await accepted(business, { contactId, body: 'c' });
  await becomes(business, last.id, { status: 'delivered', charge: { segments: 1 } });
});
