import { expect, test } from '@jest/globals';
import { eventually } from '@fieldline/testing';
import { Business, type Json, newPhone } from './support/business.js';
import { onEveryTransport } from './support/on-every-transport.js';

const SENDS = 1_000;
const BALANCE = 100;

onEveryTransport('a thousand sends on a balance of a hundred', (place) => {
  test('a hundred go, nine hundred say insufficient_balance, nothing is left, entries add up', async () => {
    const business = await Business.open(place, BALANCE);
    const phone = newPhone();
    const contactId = await business.customer(phone);
    // A slow machine turns some away while it has no place: who sends repeats them by their keys.
    const send = (index: number): Promise<void> =>
      eventually(
        async () => {
          const text = { contactId, body: `Text ${index}` };
          const { status } = await business.post('/v1/messages', text, `send-${index}`);
          expect(status).toBe(202);
        },
        { timeoutMs: 60_000, intervalMs: 1_000 },
      );
    await Promise.all(Array.from({ length: SENDS }, (_, index) => send(index)));

    const messages = await eventually(
      async () => {
        const all = await business.all('/v1/messages');
        const open = all.filter(({ status }: Json) => !['delivered', 'failed'].includes(status));
        expect(open).toEqual([]);
        expect(all).toHaveLength(SENDS);
        return all;
      },
      { timeoutMs: 90_000, intervalMs: 500 },
    );
    const codes = Map.groupBy(messages, ({ status, error }: Json) => error?.code ?? status);
    expect(Object.fromEntries([...codes].map(([code, list]) => [code, list.length]))).toEqual({
      delivered: BALANCE,
      insufficient_balance: SENDS - BALANCE,
    });
    expect(await business.textsAt(phone)).toHaveLength(BALANCE);
    await eventually(async () => {
      expect(await business.balance()).toMatchObject({ available: 0, held: 0, debt: 0 });
    });
    const ledger = await business.ledger();
    const total = (kind: string): number =>
      ledger
        .filter((entry) => entry.kind === kind)
        .reduce((sum, { segments }) => sum + segments, 0);
    expect([total('grant'), total('hold'), total('post')]).toEqual([BALANCE, BALANCE, BALANCE]);
  }, 180_000);
});
