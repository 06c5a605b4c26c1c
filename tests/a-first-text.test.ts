import { beforeAll, expect, test } from '@jest/globals';
import { eventually } from '@fieldline/testing';
import { Business, newPhone } from './support/business.js';
import { onEveryTransport } from './support/on-every-transport.js';

onEveryTransport('a first text', (place) => {
  let business: Business;
  const phone = newPhone();
  let contact: string;
  let messageId: string;

  beforeAll(async () => {
    business = await Business.open(place, 10);
    contact = await business.customer(phone);
  });

  test('goes to the phone, is delivered, and costs one segment', async () => {
    const sent = await business.post(
      '/v1/messages',
      { contactId: contact, body: 'On our way' },
      'first',
    );
    expect(sent.status).toBe(202);
    expect(sent.body).toMatchObject({
      direction: 'outbound',
      from: business.phoneNumber,
      to: phone,
      quote: { segments: 1, costMicros: 15_000 },
    });
    messageId = sent.body.id;
    await eventually(
      async () => {
        expect(await business.message(messageId)).toMatchObject({
          status: 'delivered',
          charge: { segments: 1, costMicros: 15_000 },
        });
      },
      { timeoutMs: 20_000 },
    );
    const { timeline } = await business.message(messageId);
    expect(timeline.map(({ status }: { status: string }) => status)).toEqual([
      'accepted',
      'reserved',
      'dispatching',
      'submitted',
      'sent',
      'delivered',
    ]);
    expect(await business.textsAt(phone)).toMatchObject([
      { body: 'On our way', direction: 'to_phone' },
    ]);
    expect(await business.balance()).toMatchObject({ available: 9, held: 0, debt: 0 });
  });

  test('asked for again with the same key, it is the same text', async () => {
    const again = await business.post(
      '/v1/messages',
      { contactId: contact, body: 'On our way' },
      'first',
    );
    expect([again.status, again.body.id, again.headers.get('idempotency-replayed')]).toEqual([
      202,
      messageId,
      'true',
    ]);
    expect(await business.textsAt(phone)).toHaveLength(1);
  });

  test('the reply stands in the thread and costs a segment too', async () => {
    await business.textedFrom(phone, 'Thanks!');
    const [thread] = await eventually(async () => {
      const { body } = await business.get('/v1/conversations');
      expect(body.items[0].lastMessage).toMatchObject({ body: 'Thanks!', direction: 'inbound' });
      return body.items;
    });
    expect(thread).toMatchObject({
      number: phone,
      names: [{ name: 'Dana Whitfield' }],
      optedOut: false,
    });
    const { body } = await business.get(`/v1/conversations/${thread.id}/entries`);
    expect(body.items.map(({ message }: { message: { body: string } }) => message.body)).toEqual([
      'Thanks!',
      'On our way',
    ]);
    await eventually(async () =>
      expect(await business.balance()).toMatchObject({ available: 8, held: 0 }),
    );
  });

  test('after STOP the next send is refused, at no cost, and says when and how', async () => {
    await business.textedFrom(phone, 'STOP');
    await eventually(async () => {
      const refused = await business.post('/v1/messages', {
        contactId: contact,
        body: 'Still there?',
      });
      expect([refused.status, refused.body.code]).toEqual([422, 'recipient_opted_out']);
      expect(refused.body).toMatchObject({ optedOut: { word: 'STOP' } });
      expect(refused.headers.get('content-type')).toContain('application/problem+json');
    });
    // The STOP itself was a text that came in.
    await eventually(async () =>
      expect(await business.balance()).toMatchObject({ available: 7, held: 0 }),
    );
    const texts = await business.textsAt(phone);
    expect(texts.filter(({ automatic }: { automatic: boolean }) => automatic)).toHaveLength(1);
  });

  test('staff can not opt the number in again, its own START can', async () => {
    await eventually(async () => {
      const { body } = await business.get(`/v1/contacts/${contact}/consent`);
      expect(body).toMatchObject({ state: 'opted_out', stoppedByRecipient: true });
    });
    const refused = await business.optIn(contact);
    expect([refused.status, refused.body.code]).toEqual([409, 'opted_out_by_recipient']);
    await business.textedFrom(phone, 'START');
    await eventually(async () => {
      const sent = await business.post('/v1/messages', {
        contactId: contact,
        body: 'Welcome back',
      });
      expect(sent.status).toBe(202);
    });
    const { body } = await business.get(`/v1/contacts/${contact}/consent`);
    expect(
      body.history.map(
        ({ action, origin }: { action: string; origin: string }) => `${origin} ${action}`,
      ),
    ).toEqual(['keyword opt_in', 'keyword opt_out', 'staff opt_in']);
  });

  test('the ledger adds up to the balance', async () => {
    await eventually(async () => {
      const [entries, balance] = await Promise.all([business.ledger(), business.balance()]);
      const sum = (place_: string): number =>
        entries.reduce(
          (total, { from, to, segments }) =>
            total + (to === place_ ? segments : 0) - (from === place_ ? segments : 0),
          0,
        );
      expect({ available: sum('available'), held: sum('held') }).toEqual({
        available: balance.available,
        held: balance.held,
      });
      expect(balance.held).toBe(0);
    });
  });
});
