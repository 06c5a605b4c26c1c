import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, beforeEach, expect, test } from '@jest/globals';
import { eventually } from '@fieldline/testing';
import { Business, newPhone } from './support/business.js';
import { onEveryTransport } from './support/on-every-transport.js';
import { expectProblem } from './support/problem.js';
import { accepted, becomes, settled } from './support/sending.js';

const NAME = 'Quiet Plumbing';
const CONFIRMATION = `${NAME}: you have opted out and will get no more texts. Reply START to opt in again.`;
/** A second confirmation would come within it. */
const A_WHILE_MS = 1_000;

onEveryTransport('an opt-out is confirmed once', (place) => {
  let business: Business;
  let phone: string;
  let contactId: string;

  beforeAll(async () => {
    business = await Business.open(place, 100, NAME);
  });
  beforeEach(async () => {
    phone = newPhone();
    contactId = await business.customer(phone);
  });

  const optOut = (subject: object = { contactId }, more: object = {}) =>
    business.post('/v1/consents', { ...subject, action: 'opt_out', source: 'verbal', ...more });
  const received = async (): Promise<string[]> =>
    (await business.textsAt(phone))
      .filter(({ direction }) => direction === 'to_phone')
      .map(({ body }) => body);
  async function texted(): Promise<void> {
    // What compliance recorded may take a moment to be known.
    const { body: message } = await eventually(async () => {
      const answer = await business.post('/v1/messages', { contactId, body: 'On our way' });
      expect(answer.status).toBe(202);
      return answer;
    });
    await becomes(business, message.id, { status: 'delivered' });
  }
  async function onlyEver(...bodies: string[]): Promise<void> {
    await eventually(async () => expect(await received()).toEqual(bodies), { timeoutMs: 10_000 });
    await sleep(A_WHILE_MS);
    expect(await received()).toEqual(bodies);
  }

  test('that staff record in one click: nothing more goes but the confirmation', async () => {
    await texted();
    const out = await optOut();
    expect([out.status, out.body]).toMatchObject([
      201,
      { state: 'opted_out', pastCaslExpiry: false },
    ]);
    const refused = await business.post('/v1/messages', { contactId, body: 'Hi' });
    expectProblem(refused, 422, 'recipient_opted_out');
    expect(refused.body.optedOut).toEqual({ at: expect.any(String), word: 'staff' });
    await onlyEver('On our way', CONFIRMATION);
    await settled(business);
  });

  test('however often it is recorded, and again only after an opt-in since', async () => {
    await texted();
    await Promise.all([optOut(), optOut(), optOut({ smsNumber: phone })]);
    await onlyEver('On our way', CONFIRMATION);
    const proof = { basis: 'express', source: 'verbal', proof: 'On the telephone' };
    for (const subject of [{ contactId }, { smsNumber: phone }])
      await business.post('/v1/consents', { ...subject, action: 'opt_in', ...proof });
    await optOut();
    await onlyEver('On our way', CONFIRMATION, CONFIRMATION);
  });

  test('not from yesterday, nor from a list, nor to a number that never heard of the business', async () => {
    await optOut();
    const proof = { basis: 'express', source: 'verbal', proof: 'On the telephone' };
    await business.post('/v1/consents', { contactId, action: 'opt_in', ...proof });
    await texted();
    const yesterday = new Date(Date.now() - 86_400_000).toISOString();
    await optOut({ contactId }, { obtainedAt: yesterday });
    await onlyEver('On our way');
  });

  test('their own STOP is answered by Twilio alone, and staff’s opt-out after it by nobody', async () => {
    await texted();
    await business.textedFrom(phone, 'STOP');
    await eventually(async () => expect(await received()).toHaveLength(2));
    await optOut();
    await optOut({ smsNumber: phone });
    await sleep(A_WHILE_MS);
    const [, answer] = (await business.textsAt(phone)).filter(
      ({ direction }) => direction === 'to_phone',
    );
    expect(answer).toMatchObject({ automatic: true });
    expect(await received()).toHaveLength(2);
  });

  test('of one business leaves another’s as it is', async () => {
    const other = await Business.open(place, 10, 'Other Plumbing');
    const theirs = await other.customer(phone);
    await texted();
    await optOut();
    await business.textedFrom(phone, 'STOP');
    const { id } = await accepted(other, { contactId: theirs, body: 'Hello from us' });
    await becomes(other, id, { status: 'delivered' });
    const { body } = await other.get(`/v1/contacts/${theirs}/consent`);
    expect(body).toMatchObject({ state: 'opted_in', stoppedByRecipient: false });
  });
});
