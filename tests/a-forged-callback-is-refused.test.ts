import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { booksOf } from './support/books.js';
import { type Answer, Business, type Json, newPhone } from './support/business.js';
import { type Callback, CallbackRecorder } from './support/callback-recorder.js';
import { expectProblem, SECRET } from './support/problem.js';
import { Product } from './support/product.js';
import { accepted, becomes, settled, threadWith } from './support/sending.js';

let recorder: CallbackRecorder;
let product: Product;
let business: Business;
let other: Business;
let books: Json;
/** Genuine ones, as Twilio sent them. */
let inbound: Callback;
let delivered: Callback;
const phone = newPhone();

beforeAll(async () => {
  recorder = await CallbackRecorder.listen();
  product = await Product.start({
    transport: 'embedded',
    environment: { PUBLIC_BASE_URL: recorder.url },
  });
  recorder.target = product.url;
  [business, other] = [await Business.open(product, 10), await Business.open(product, 10)];
  const contactId = await business.customer(phone);
  await business.textedFrom(phone, 'Hello there');
  await threadWith(business, phone, { lastMessage: { body: 'Hello there' } });
  const { id } = await accepted(business, { contactId, body: 'Hi' });
  await becomes(business, id, { status: 'delivered', charge: { segments: 1 } });
  await settled(business);
  inbound = recorder.callbacks.find(({ path }) => path.includes('/inbound/'))!;
  delivered = recorder.callbacks.find(({ body }) => body.includes('MessageStatus=delivered'))!;
  books = await allBooks();
}, 240_000);

afterAll(async () => {
  await product?.remove();
  recorder.close();
});

const allBooks = async (): Promise<Json> => [
  await booksOf(business, [phone]),
  await booksOf(other),
];

async function post(callback: Callback): Promise<Answer> {
  const response = await recorder.post(callback);
  const body = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: body === '' ? '' : JSON.parse(body),
  };
}

const signedBy = (callback: Callback, signature: string | undefined): Callback => ({
  ...callback,
  headers: { ...callback.headers, 'x-twilio-signature': signature },
});
const cut = (path: string): string => path.slice(0, path.lastIndexOf('/'));

type Forgery = readonly [what: string, forge: (genuine: Callback) => Callback];
const FORGERIES: readonly Forgery[] = [
  ['without a signature', (genuine) => signedBy(genuine, undefined)],
  ['with an empty signature', (genuine) => signedBy(genuine, '')],
  ['with a signature of nothing', (genuine) => signedBy(genuine, 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=')],
  ['with a changed body', (genuine) => ({ ...genuine, body: `${genuine.body}x` })],
  ['with a field more', (genuine) => ({ ...genuine, body: `${genuine.body}&Extra=${SECRET}` })],
  ['with a field twice', (genuine) => ({ ...genuine, body: `${genuine.body}&To=%2B13125550100` })],
  ['with a query', (genuine) => ({ ...genuine, path: `${genuine.path}?a=${SECRET}` })],
  [
    'with another MAC',
    (genuine) => ({ ...genuine, path: `${cut(genuine.path)}/${'A'.repeat(27)}` }),
  ],
  ['with half a MAC', (genuine) => ({ ...genuine, path: genuine.path.slice(0, -10) })],
  [
    'at the address of another business',
    (genuine) => ({ ...genuine, path: genuine.path.replace(business.tenantId, other.tenantId) }),
  ],
  [
    'at the address of nobody',
    (genuine) => ({ ...genuine, path: genuine.path.replace(business.tenantId, randomUUID()) }),
  ],
  [
    'at the other door',
    (genuine) => ({
      ...genuine,
      path: genuine === inbound ? delivered.path : inbound.path,
    }),
  ],
];

test.each(FORGERIES)('%s it is answered 403, and changes nothing', async (_what, forge) => {
  for (const genuine of [inbound, delivered])
    expectProblem(await post(forge(genuine)), 403, 'forbidden');
  expect(await allBooks()).toEqual(books);
});

test.each([
  ['of an account that is not ours', 403, 'forbidden', `AC${'0'.repeat(32)}`],
  ['of no account', 400, 'invalid_request', SECRET],
])('one %s is refused', async (_what, status, code, account) => {
  const body = inbound.body.replace(/AccountSid=\w+/, `AccountSid=${account}`);
  expectProblem(await post({ ...inbound, body }), status, code);
});

test('JSON, or too long a form, is refused unread', async () => {
  const json = { ...inbound.headers, 'content-type': 'application/json' };
  const answer = await post({ ...inbound, headers: json, body: '{"Body":"hi"}' });
  expectProblem(answer, 415, 'unsupported_media_type');
  const long = { ...inbound, body: `${inbound.body}&A=${'a'.repeat(65 * 1024)}` };
  expectProblem(await post(long), 413, 'payload_too_large');
});

test('a genuine one that comes again is thanked again, and changes nothing', async () => {
  for (const genuine of [inbound, delivered, inbound]) {
    const { status, body } = await post(genuine);
    expect([status, body]).toEqual([204, '']);
  }
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  expect(await allBooks()).toEqual(books);
});
