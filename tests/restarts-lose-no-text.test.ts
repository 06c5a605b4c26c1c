import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '@fieldline/testing';
import { Business, type Json, newPhone } from './support/business.js';
import { processesOf, restart, SERVICES, strike } from './support/processes.js';
import { Product } from './support/product.js';
import { accepted, becomes } from './support/sending.js';
import { type Customer, type SentText, SteadyLoad } from './support/steady-load.js';
import { expectNothingWrong } from './support/verified.js';

const CUSTOMERS = 20;
const BALANCE = 5_000;
const GRACE_MS = 30_000;
/** A callback that found nobody home is made up for a minute later, by asking Twilio. */
const SETTLED_WITHIN_MS = 100_000;
const ENDS = ['delivered', 'unknown'];

const here = process.env['STORY_KAFKA'] ? describe : describe.skip;

here('restarts lose no text (five processes on Kafka)', () => {
  let product: Product;
  let business: Business;
  let customers: Customer[];
  const sent: SentText[] = [];
  let killedFrom = 0;

  beforeAll(async () => {
    product = await Product.start({ transport: 'kafka', isInProcesses: true });
    business = await Business.open(product, BALANCE);
    const phones = Array.from({ length: CUSTOMERS }, () => newPhone());
    customers = await Promise.all(
      phones.map(async (phone) => ({ phone, contactId: await business.customer(phone) })),
    );
  }, 240_000);

  afterAll(() => product?.remove(), 60_000);

  /** Texts are sent all the time while it happens; each is accepted in the end. */
  async function underLoad(name: string, happens: () => Promise<void>): Promise<SteadyLoad> {
    const load = new SteadyLoad(business, customers, name).start();
    try {
      await happens();
    } finally {
      await load.stop();
    }
    sent.push(...load.sent);
    const repeated = [...load.repeated].map(([why, times]) => `${times} × ${why}`).join(', ');
    process.stdout.write(`${name}: ${load.sent.length} texts; repeated: ${repeated || 'none'}\n`);
    return load;
  }

  test('a first text goes to the phone and is paid for', async () => {
    const phone = newPhone();
    const contactId = await business.customer(phone);
    const { id } = await accepted(business, { contactId, body: 'On our way' });
    const charge = { segments: 1 };
    const { timeline } = await becomes(business, id, { status: 'delivered', charge });
    expect(timeline.map(({ status }: Json) => status)).toEqual([
      'accepted',
      'reserved',
      'dispatching',
      'submitted',
      'sent',
      'delivered',
    ]);
    expect(await business.textsAt(phone)).toMatchObject([{ body: 'On our way' }]);
    expect(await business.balance()).toMatchObject({ available: BALANCE - 1, held: 0 });
  });

  test('each service has a process of its own', async () => {
    const pids = [...(await processesOf(product)).values()].flat();
    expect(new Set(pids).size).toBe(SERVICES.length);
  });

  test('restarted by the launcher, no request is lost on the way', async () => {
    const load = await underLoad('Rolled', async () => {
      for (const name of SERVICES) await restart(product, name);
    });
    expect(load.repeated.size).toBe(0);
  }, 240_000);

  test('told to end, each finishes what is under way, and is started again', async () => {
    await underLoad('Ended', async () => {
      for (const name of SERVICES)
        expect(await strike(product, name, 'SIGTERM')).toBeLessThan(GRACE_MS);
    });
    for (const name of SERVICES)
      expect(product.printed).toMatch(new RegExp(`${name}, process \\d+, was stopped`));
  }, 240_000);

  test('killed, each is started again', async () => {
    killedFrom = sent.length;
    await underLoad('Killed', async () => {
      for (const name of SERVICES) await strike(product, name, 'SIGKILL');
    });
    for (const name of SERVICES)
      expect(product.printed).toMatch(new RegExp(`${name}, process \\d+, died: SIGKILL`));
  }, 240_000);

  test('in the end every text has arrived once, and the books add up', async () => {
    const messages = await eventually(
      async () => {
        const all = await business.all('/v1/messages');
        const open = all.filter(({ status }) => !ENDS.includes(status));
        expect(open.map(({ status }) => status)).toEqual([]);
        return new Map(all.map((message) => [message.id, message]));
      },
      { timeoutMs: SETTLED_WITHIN_MS, intervalMs: 1_000 },
    );
    const unknown = sent.filter(({ id }) => messages.get(id).status === 'unknown');
    process.stdout.write(`${sent.length} texts, ${unknown.length} of unknown outcome\n`);
    // Only a kill may leave one behind whose outcome is still to be found out.
    expect(sent.slice(0, killedFrom).filter((text) => unknown.includes(text))).toEqual([]);
    for (const { phone } of customers) {
      const shown = (await business.textsAt(phone)).map(({ body }) => body as string);
      expect(new Set(shown).size).toBe(shown.length);
      const due = sent.filter((text) => text.phone === phone && !unknown.includes(text));
      expect(shown).toEqual(expect.arrayContaining(due.map(({ body }) => body)));
    }
    expect(messages.size).toBe(sent.length + 1);
    expect(await business.balance()).toMatchObject({
      available: BALANCE - sent.length - 1,
      held: unknown.length,
      debt: 0,
    });
    if (unknown.length === 0) await expectNothingWrong(product);
  }, 150_000);

  test('Ctrl-C ends them all in order and in time', async () => {
    const began = performance.now();
    expect(await product.end('SIGINT')).toBe(0);
    process.stdout.write(`ended after ${Math.round(performance.now() - began)} ms\n`);
    expect(performance.now() - began).toBeLessThan(GRACE_MS);
  }, 60_000);
});
