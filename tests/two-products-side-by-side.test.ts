import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { freePort } from '@fieldline/testing';
import { Business, newPhone } from './support/business.js';
import { Product } from './support/product.js';
import { accepted, becomes } from './support/sending.js';
import { expectNothingWrong } from './support/verified.js';

let first: Product;
let second: Product;
const others: Product[] = [];

beforeAll(async () => {
  first = await Product.start({ transport: 'embedded' });
  second = await Product.start({ transport: 'embedded' });
}, 300_000);

afterAll(async () => {
  for (const product of [...others, second, first]) await product?.remove();
}, 60_000);

test('each has its own businesses and phones', async () => {
  const phone = newPhone();
  for (const product of [first, second]) {
    const business = await Business.open(product, 5);
    const contactId = await business.customer(phone, 'dana');
    const { id } = await accepted(business, { contactId, body: `From ${product.port}` }, 'same');
    await becomes(business, id, { status: 'delivered' });
    expect(await business.textsAt(phone)).toMatchObject([{ body: `From ${product.port}` }]);
    expect(await business.all('/v1/messages')).toHaveLength(1);
    await expectNothingWrong(product);
  }
});

describe('a start that can not be', () => {
  let server: Server;
  let busy: number;

  beforeAll(async () => {
    busy = await freePort();
    server = createServer();
    await new Promise<void>((resolve) => void server.listen(busy, '127.0.0.1', resolve));
  });

  afterAll(() => void server.close());

  const cases = [
    {
      what: 'a busy port',
      environment: (): Record<string, string> => ({ PORT: String(busy) }),
      says: () => [String(busy), 'PORT'],
    },
    {
      what: 'a busy port for the phones',
      environment: () => ({ SIMULATOR_PORT: String(busy) }),
      says: () => [String(busy)],
    },
    {
      what: 'a data directory in use',
      environment: () => ({ DATA_DIR: first.dataDir }),
      says: () => [first.dataDir],
    },
    {
      what: 'a setting that is none',
      environment: () => ({ EVENTS_TRANSPORT: 'pigeon' }),
      says: () => ['EVENTS_TRANSPORT'],
    },
  ];

  test.each(cases)(
    '$what ends it with a sentence',
    async ({ environment, says }) => {
      const product = await Product.prepare({
        transport: 'embedded',
        environment: environment(),
      });
      others.push(product);
      await expect(product.boot()).rejects.toThrow(/^ended with 1:/);
      const printed = product.printed.split('\n').filter((line) => !/^(?:· .*)?$/.test(line));
      expect(printed).toHaveLength(1);
      for (const part of says()) expect(printed[0]).toContain(part);
      // Whoever was there first goes on.
      for (const { url } of [first, second])
        expect((await fetch(`${url}/readyz`)).status).toBe(200);
    },
    120_000,
  );
});
