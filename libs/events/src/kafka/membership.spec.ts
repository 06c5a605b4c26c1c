import { describe, expect, test } from '@jest/globals';
import { type GroupCensus, Membership } from './membership.js';

function membership(census: () => GroupCensus | Promise<GroupCensus>) {
  let asked = 0;
  const membership = new Membership(async () => {
    asked++;
    return census();
  });
  return { membership, check: () => membership.check('billing'), asked: () => asked };
}

describe('Membership', () => {
  test('is well with partitions, and asks nobody', async () => {
    const { membership: m, check, asked } = membership(() => ({ members: 1, partitions: 4 }));
    await expect(check()).rejects.toThrow('billing has not joined its group');
    m.joined({ tree: [0, 1] });
    await expect(check()).resolves.toBeUndefined();
    expect([m.isAssigned, asked()]).toEqual([true, 0]);
    m.left();
    await expect(check()).rejects.toThrow('not joined');
  });

  test('without partitions is well only if there are more members than partitions', async () => {
    const spare = membership(() => ({ members: 5, partitions: 4 }));
    spare.membership.joined({});
    await spare.check();
    await spare.check();
    expect([spare.membership.isAssigned, spare.asked()]).toEqual([false, 1]);
    const forgotten = membership(() => ({ members: 4, partitions: 4 }));
    forgotten.membership.joined({ tree: [] });
    await expect(forgotten.check()).rejects.toThrow('no partitions, although');
  });

  test('does not take the answer of one census for the next assignment', async () => {
    const { promise, resolve } = Promise.withResolvers<GroupCensus>();
    const { membership: m, check, asked } = membership(() => promise);
    m.joined({});
    const early = check();
    m.joined({});
    resolve({ members: 5, partitions: 4 });
    await early;
    await check();
    expect(asked()).toBe(2);
    m.joined({ tree: [0] });
    await check();
    expect(m.isAssigned).toBe(true);
  });
});
