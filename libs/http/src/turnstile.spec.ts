import { expect, test } from '@jest/globals';
import { Turnstile } from './turnstile.js';

test('lets so many in, the rest wait in their order', async () => {
  const turnstile = new Turnstile({ inside: 1, waiting: 2, waitMs: 1_000 });
  const order: string[] = [];
  const leave = await turnstile.enter();
  const second = turnstile.enter().then((next) => (order.push('second'), next?.()));
  const third = turnstile.enter().then((next) => (order.push('third'), next?.()));
  expect(await turnstile.enter()).toBeUndefined();
  leave?.();
  await Promise.all([second, third]);
  expect(order).toEqual(['second', 'third']);
  expect(await turnstile.enter()).toBeDefined();
});

test('a wait that takes too long ends, and leaves no place behind', async () => {
  const turnstile = new Turnstile({ inside: 1, waiting: 5, waitMs: 10 });
  const leave = await turnstile.enter();
  expect(await turnstile.enter()).toBeUndefined();
  leave?.();
  leave?.();
  const again = await turnstile.enter();
  expect(again).toBeDefined();
  expect(await turnstile.enter()).toBeUndefined();
});
