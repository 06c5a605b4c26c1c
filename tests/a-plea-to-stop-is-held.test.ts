import { beforeAll, beforeEach, expect, test } from '@jest/globals';
import { eventually } from '@fieldline/testing';
import { Business, type Json, newPhone } from './support/business.js';
import { onEveryTransport } from './support/on-every-transport.js';
import { expectProblem } from './support/problem.js';
import { accepted, becomes, refusedSoon, settled, threadWith } from './support/sending.js';

const FLAGGED = { attention: ['revocation'], optedOut: false };

onEveryTransport('a plea to stop is held', (place) => {
  let business: Business;
  let other: Business;
  let phone: string;
  let contactId: string;

  beforeAll(async () => {
    [business, other] = await Promise.all([Business.open(place, 100), Business.open(place, 10)]);
  });
  beforeEach(async () => {
    phone = newPhone();
    contactId = await business.customer(phone);
  });

  /** A phone that has asked for no more texts. @returns the hold that stands in the next refusal */
  async function plead(body: string): Promise<string> {
    await business.textedFrom(phone, body);
    await threadWith(business, phone, { ...FLAGGED, lastMessage: { body } });
    const refused = await business.post('/v1/messages', { contactId, body: 'Hi' });
    expectProblem(refused, 422, 'recipient_on_hold');
    return refused.body.hold.id;
  }

  /** The hold, once compliance has heard of it. */
  function holdOf(id: string): Promise<Json> {
    return eventually(async () => {
      const { status, body } = await business.get(`/v1/consent-holds/${id}`);
      expect(status).toBe(200);
      return body;
    });
  }

  test.each([
    ['please stop texting me', 'revocation'],
    ['No me escriban más', 'revocation'],
    ['Vous avez le mauvais numéro', 'wrong_number'],
  ])('%j: a text is refused at no cost, and released it goes', async (plea, intent) => {
    const before = await settled(business);
    const id = await plead(plea);
    const thread = await threadWith(business, phone, FLAGGED);
    expect(await holdOf(id)).toMatchObject({
      state: 'open',
      intent,
      conversationId: thread.id,
      messageId: thread.lastMessage.id,
    });
    const { items } = (await business.get('/v1/consent-holds?state=open')).body;
    expect(items.map((hold: Json) => hold.id)).toContain(id);
    expect((await business.get(`/v1/contacts/${contactId}/consent`)).body.hold.id).toBe(id);
    // Only what came in was paid for.
    await eventually(async () =>
      expect(await business.balance()).toMatchObject({ available: before.available - 1, held: 0 }),
    );
    const released = await business.post(`/v1/consent-holds/${id}/release`, { reason: 'Called' });
    expect([released.status, released.body.state]).toEqual([200, 'released']);
    const message = await accepted(business, { contactId, body: 'See you at 5' });
    await becomes(business, message.id, { status: 'delivered' });
    await threadWith(business, phone, { attention: [] });
  });

  test('confirmed, they are opted out, with the text as its proof', async () => {
    const id = await plead('take me off your list');
    const { messageId } = await holdOf(id);
    const confirm = () => business.post(`/v1/consent-holds/${id}/confirm`, {});
    const confirmed = await confirm();
    expect([confirmed.status, confirmed.body]).toMatchObject([200, { state: 'confirmed' }]);
    expect(confirmed.body.decidedBy).toMatch(/^api_key:/);
    const refused = await business.post('/v1/messages', { contactId, body: 'Hi' });
    expectProblem(refused, 422, 'recipient_opted_out');
    const { body: consent } = await business.get(`/v1/contacts/${contactId}/consent`);
    expect(consent).toMatchObject({ state: 'opted_out', stoppedByRecipient: false });
    expect(consent.hold).toBeUndefined();
    expect(consent.history.slice(0, 2)).toMatchObject([
      { action: 'opt_out', origin: 'staff', proof: messageId },
      { action: 'hold', origin: 'intent' },
    ]);
    await threadWith(business, phone, { attention: [] });
    expect(await confirm()).toMatchObject({ status: 200, body: confirmed.body });
    const release = await business.post(`/v1/consent-holds/${id}/release`, {});
    expectProblem(release, 409, 'hold_decided');
    // They asked moments ago, so the opt-out is confirmed to them, once.
    await eventually(async () => {
      const texts = await business.textsAt(phone);
      expect(texts.filter(({ direction }) => direction === 'to_phone')).toMatchObject([
        { body: expect.stringContaining('you have opted out') },
      ]);
    });
  });

  test('what waits goes nowhere, and its segments come back', async () => {
    const sendAt = new Date(Date.now() + 4_000).toISOString();
    const { id } = await accepted(business, { contactId, body: 'Reminder', sendAt });
    await plead('quit texting me');
    await becomes(business, id, { status: 'canceled', error: { code: 'recipient_on_hold' } });
    await settled(business);
    expect(
      (await business.ledger()).some((entry) => entry.messageId === id && entry.to === 'used'),
    ).toBe(false);
  });

  test('their own START lifts it, their own STOP decides it', async () => {
    const first = await plead('no more texts please');
    await business.textedFrom(phone, 'START');
    await eventually(async () => expect(await holdOf(first)).toMatchObject({ state: 'released' }));
    const { id } = await accepted(business, { contactId, body: 'Welcome back' });
    await becomes(business, id, { status: 'delivered' });
    const second = await plead('no more texts please');
    await business.textedFrom(phone, 'STOP');
    await refusedSoon(business, { contactId, body: 'Hi' }, 'recipient_opted_out');
    await eventually(async () =>
      expect(await holdOf(second)).toMatchObject({ state: 'confirmed' }),
    );
    expectProblem(
      await business.post(`/v1/consent-holds/${second}/release`, {}),
      409,
      'hold_decided',
    );
    await threadWith(business, phone, { attention: [], optedOut: true });
  });

  test.each(['stop by at 5', 'Please cancel the appointment', 'pueden parar en la esquina'])(
    '%j changes nothing',
    async (body) => {
      await business.textedFrom(phone, body);
      const thread = await threadWith(business, phone, { lastMessage: { body }, attention: [] });
      const { id } = await accepted(business, { contactId, body: 'Will do' });
      await becomes(business, id, { status: 'delivered' });
      const { items } = (await business.get('/v1/consent-holds?state=open')).body;
      expect(items.map((hold: Json) => hold.conversationId)).not.toContain(thread.id);
    },
  );

  test('another business finds no such hold, and texts them all the same', async () => {
    const id = await plead('stop contacting me');
    await holdOf(id);
    for (const verdict of ['release', 'confirm'])
      expectProblem(await other.post(`/v1/consent-holds/${id}/${verdict}`, {}), 404, 'not_found');
    expectProblem(await other.get(`/v1/consent-holds/${id}`), 404, 'not_found');
    expect((await other.get('/v1/consent-holds')).body.items).toEqual([]);
    const theirs = await other.customer(phone);
    const { id: messageId } = await accepted(other, { contactId: theirs, body: 'Hello' });
    await becomes(other, messageId, { status: 'delivered' });
    expect(await holdOf(id)).toMatchObject({ state: 'open' });
  });
});
