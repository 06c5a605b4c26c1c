import { randomInt } from 'node:crypto';
import { beforeAll, expect, test } from '@jest/globals';
import { Business, type Json, newPhone } from './support/business.js';
import { onEveryTransport } from './support/on-every-transport.js';
import { expectProblem } from './support/problem.js';
import { accepted, becomes } from './support/sending.js';

const DAY_MS = 86_400_000;
const daysAgo = (days: number): string => new Date(Date.now() - days * DAY_MS).toISOString();
const inToronto = (): string => `+1416${randomInt(2_000_000, 10_000_000)}`;

onEveryTransport('consent expires', (place) => {
  let business: Business;
  beforeAll(async () => {
    business = await Business.open(place, 50);
  });

  /** A customer whose consent is implied by something of a day. */
  async function implied(
    smsNumber: string,
    impliedReason: 'purchase' | 'inquiry',
    days: number,
  ): Promise<string> {
    const contactId = `ext:${smsNumber}`;
    await business.put(`/v1/contacts/${contactId}`, { kind: 'customer', name: 'Kim', smsNumber });
    const { status } = await business.post('/v1/consents', {
      contactId,
      action: 'opt_in',
      basis: 'implied',
      impliedReason,
      source: 'other',
      proof: 'Invoice 4711',
      obtainedAt: daysAgo(days),
    });
    expect(status).toBe(201);
    return contactId;
  }
  const consentOf = async (contactId: string): Promise<Json> =>
    (await business.get(`/v1/contacts/${encodeURIComponent(contactId)}/consent`)).body;
  const send = (contactId: string) =>
    business.post('/v1/messages', { contactId, body: 'Your appointment is at 3' });

  test.each([
    ['a purchase of 731 days ago', 'purchase', 732],
    ['an inquiry of 7 months ago', 'inquiry', 214],
  ] as const)('in Canada, after %s it refuses, at no cost', async (_, reason, days) => {
    const contactId = await implied(inToronto(), reason, days);
    const before = await business.balance();
    const refused = await send(contactId);
    expectProblem(refused, 422, 'consent_expired');
    expect(await business.balance()).toEqual(before);
    const consent = await consentOf(contactId);
    expect(consent).toMatchObject({ state: 'opted_in', pastCaslExpiry: true });
    expect(Date.parse(consent.expiresAt)).toBeLessThan(Date.now());
    expect(consent.history).toMatchObject([
      { basis: 'implied', impliedReason: reason, expiresAt: consent.expiresAt },
    ]);
  });

  test.each([
    ['purchase', 700],
    ['inquiry', 150],
  ] as const)('in Canada, a %s of %s days ago still allows it', async (reason, days) => {
    const contactId = await implied(inToronto(), reason, days);
    expect(await consentOf(contactId)).toMatchObject({ pastCaslExpiry: false });
    const { id } = await accepted(business, { contactId, body: 'Your appointment is at 3' });
    await becomes(business, id, { status: 'delivered' });
  });

  test('in the United States it has no such end, and says when it would', async () => {
    const contactId = await implied(newPhone(), 'inquiry', 214);
    expect(await consentOf(contactId)).toMatchObject({ pastCaslExpiry: true });
    expect((await send(contactId)).status).toBe(202);
  });

  test('express consent has none, and takes the place of one that ended', async () => {
    const contactId = await implied(inToronto(), 'inquiry', 214);
    expectProblem(await send(contactId), 422, 'consent_expired');
    await business.optIn(contactId);
    expect(await consentOf(contactId)).toMatchObject({ expiresAt: null, pastCaslExpiry: false });
    expect((await send(contactId)).status).toBe(202);
  });
});
