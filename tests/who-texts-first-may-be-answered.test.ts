import { beforeEach, expect, test } from '@jest/globals';
import { eventually } from '@fieldline/testing';
import { Business, type Json, newPhone } from './support/business.js';
import { onEveryTransport } from './support/on-every-transport.js';
import { expectProblem } from './support/problem.js';
import { accepted, becomes, refusedSoon, threadWith } from './support/sending.js';

onEveryTransport('who texts first may be answered', (place) => {
  let business: Business;
  let phone: string;

  beforeEach(async () => {
    business = await Business.open(place, 20);
    phone = newPhone();
  });

  test('by number, in a thread that has no name, until they say STOP', async () => {
    expectProblem(
      await business.post('/v1/messages', { to: phone, body: 'Hello' }),
      422,
      'recipient_not_opted_in',
    );
    await business.textedFrom(phone, 'Do you fix boilers?');
    const thread = await threadWith(business, phone, {
      names: [],
      lastMessage: { body: 'Do you fix boilers?', direction: 'inbound' },
    });
    const answer = await accepted(business, { to: phone, body: 'We do.' });
    expect(answer).toMatchObject({ to: phone, conversationId: thread.id });
    await becomes(business, answer.id, { status: 'delivered' });
    await business.textedFrom(phone, 'STOP');
    await refusedSoon(business, { to: phone, body: 'Still?' }, 'recipient_opted_out');
  });

  test('the thread takes the name of the contact it is given', async () => {
    await business.put('/v1/contacts/ext:kim', { kind: 'prospect', name: 'Kim Park' });
    await business.put('/v1/contacts/ext:lee', {
      kind: 'prospect',
      name: 'Lee Park',
      smsNumber: newPhone(),
    });
    await business.textedFrom(phone, 'Hi, it is Kim');
    const thread = await threadWith(business, phone, { names: [] });
    const path = `/v1/conversations/${thread.id}/name`;
    expectProblem(await business.post(path, { contactId: 'ext:lee' }), 409, 'contact_has_number');
    expectProblem(await business.post(path, { contactId: 'ext:nobody' }), 404, 'not_found');
    const named = await business.post(path, { contactId: 'ext:kim' });
    expect([named.status, named.body.names]).toEqual([
      200,
      [{ contactId: expect.any(String), name: 'Kim Park', consent: 'none' }],
    ]);
    expect((await business.get('/v1/contacts/ext:kim')).body).toMatchObject({ smsNumber: phone });
    const { id } = await accepted(business, { contactId: 'ext:kim', body: 'Hi Kim' });
    await becomes(business, id, { status: 'delivered', to: phone, conversationId: thread.id });
  });

  test('and so it does when a contact gets the number, or loses it', async () => {
    await business.textedFrom(phone, 'Hello?');
    await threadWith(business, phone, { names: [] });
    const contact = { kind: 'customer', name: 'Noor Haddad', smsNumber: phone };
    await business.put('/v1/contacts/ext:noor', contact);
    await threadWith(business, phone, { names: [{ name: 'Noor Haddad' }] });
    await business.put('/v1/contacts/ext:noor', { name: 'Noor H.' });
    await threadWith(business, phone, { names: [{ name: 'Noor H.' }] });
    await business.put('/v1/contacts/ext:noor', { smsNumber: null });
    const { names } = await threadWith(business, phone, {});
    expect(names).toEqual([]);
  });

  test.each([
    ['with a text', 'See the leak', 2],
    ['without a text', '', 1],
  ])('a picture %s is dropped, the rest kept, flagged and paid for', async (_, body, pictures) => {
    await business.textedFrom(phone, body, pictures);
    const thread = await threadWith(business, phone, {});
    const { items } = (await business.get(`/v1/conversations/${thread.id}/entries`)).body;
    expect(items.map(({ message }: Json) => message)).toMatchObject([
      { direction: 'inbound', status: 'received', body, mediaDropped: true },
    ]);
    await eventually(async () =>
      expect((await business.balance()).available).toBeLessThanOrEqual(19),
    );
  });

  test('a text that comes in at an empty balance is kept, and is a debt', async () => {
    const poor = await Business.open(place, 0);
    await poor.textedFrom(phone, 'Are you open?');
    await threadWith(poor, phone, { lastMessage: { body: 'Are you open?' } });
    await eventually(async () =>
      expect(await poor.balance()).toMatchObject({ available: 0, held: 0, debt: 1 }),
    );
    const { id } = await accepted(poor, { to: phone, body: 'Yes' });
    await becomes(poor, id, { status: 'failed', error: { code: 'insufficient_balance' } });
    expect((await poor.textsAt(phone)).filter(({ direction }) => direction === 'to_phone')).toEqual(
      [],
    );
  });
});
