import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '@fieldline/contracts';
import { Gauges } from './gauges.js';
import { openShop, type Shop } from './shop.js';
import { cancelText, holdText } from './texts.js';

const gauges = new Gauges();
let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(async () => {
  await shop.stop();
  await gauges.stop();
});

const read = async () => [
  await gauges.read('fieldline.hold.open'),
  await gauges.read('fieldline.hold.oldest_open_age'),
];

test('what is held, by all businesses, and for how long the oldest has been', async () => {
  expect(await read()).toEqual([0, 0]);
  const [acme, other] = [newId(), newId()];
  for (const tenantId of [acme, other])
    await shop.call(tenantId, ['POST', '/adjustments'], {
      body: { segments: 10, reason: 'test' },
      role: 'operator',
    });
  const old = await holdText(shop, acme, 2);
  await shop.admin.query(
    `UPDATE hold SET created_at = created_at - interval '1 hour' WHERE message_id = $1`,
    [old],
  );
  await holdText(shop, other, 1);
  // It doesn't fit, and holds nothing.
  await holdText(shop, other, 100);
  const [holds, age] = await read();
  expect(holds).toBe(2);
  expect(age).toBeGreaterThan(3_599);
  expect(age).toBeLessThan(3_700);
  await cancelText(shop, acme, old);
  const [left, youngest] = await read();
  expect(left).toBe(1);
  expect(youngest).toBeLessThan(100);
});
