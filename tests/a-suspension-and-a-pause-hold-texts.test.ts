import { beforeAll, expect, test } from '@jest/globals';
import { eventually } from '@fieldline/testing';
import { type Answer, ask, Business, type Json, newPhone } from './support/business.js';
import { onEveryTransport } from './support/on-every-transport.js';
import { accepted, becomes } from './support/sending.js';

const TEXTS = 20;

onEveryTransport('a suspension and a pause hold texts', (place) => {
  let business: Business;
  const customers: { phone: string; contactId: string }[] = [];

  beforeAll(async () => {
    business = await Business.open(place, 200);
    for (let index = 0; index < TEXTS; index += 1) {
      const phone = newPhone();
      customers.push({ phone, contactId: await business.customer(phone) });
    }
  }, 120_000);

  const operator = (method: string, path: string, body?: object): Promise<Answer> =>
    ask(place, place.operatorKey, method, path, {
      ...(body && { body }),
      headers: { 'x-tenant-id': business.tenantId },
    });
  const state = (what: string, body: object = {}): Promise<Answer> =>
    operator('POST', `/v1/tenants/${business.tenantId}/${what}`, body);
  const arrived = async (): Promise<number[]> =>
    Promise.all(customers.map(async ({ phone }) => (await business.textsAt(phone)).length));

  test('paused, texts are taken, and none leaves', async () => {
    const paused = await operator('PUT', '/v1/sending-pause', { paused: true, reason: 'A story' });
    expect([paused.status, paused.body.paused]).toEqual([200, true]);
    const texts = await Promise.all(
      customers.map(({ contactId }, index) =>
        accepted(business, { contactId, body: `On our way ${index}` }, `paused-${index}`),
      ),
    );
    await Promise.all(texts.map(({ id }) => becomes(business, id, { status: 'reserved' })));
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect(await arrived()).toEqual(customers.map(() => 0));
    expect(await business.message(texts[0].id)).toMatchObject({ waitingFor: 'sending_paused' });
    expect((await business.balance()).held).toBe(TEXTS);
  });

  test('resumed, each leaves, once', async () => {
    expect((await operator('PUT', '/v1/sending-pause', { paused: false })).status).toBe(200);
    await eventually(async () => expect(await arrived()).toEqual(customers.map(() => 1)), {
      timeoutMs: 30_000,
    });
    await eventually(async () => expect((await business.balance()).held).toBe(0), {
      timeoutMs: 30_000,
    });
    expect(await arrived()).toEqual(customers.map(() => 1));
  });

  test('suspended, nothing is taken, what comes in is kept, and it goes on', async () => {
    const { contactId, phone } = customers[0]!;
    expect((await state('suspension', { reason: 'A story' })).body.state).toBe('suspended');
    const refused = await business.post('/v1/messages', { contactId, body: 'Are you there?' });
    expect([refused.status, refused.body.code]).toEqual([403, 'tenant_suspended']);
    await business.textedFrom(phone, 'Where are you?');
    await eventually(async () => {
      const { items } = (await business.get('/v1/messages?limit=1')).body;
      expect(items[0]).toMatchObject({ direction: 'inbound', body: 'Where are you?' });
    });
    expect((await state('resumption')).body.state).toBe('active');
    const { id } = await accepted(business, { contactId, body: 'Around the corner' });
    await becomes(business, id, { status: 'delivered' });
  });

  test('closed without notice, what waits is called off, the number goes back, nobody gets in', async () => {
    const { contactId } = customers[0]!;
    const sendAt = new Date(Date.now() + 3_600_000).toISOString();
    await accepted(business, { contactId, body: 'See you soon', sendAt });
    await eventually(async () => expect((await business.balance()).held).toBe(1));
    const { available } = await business.balance();
    const bought = await operator('POST', '/v1/purchases', { bundle: 2_500 });
    const checkout = place.url + new URL(bought.body.checkoutUrl).pathname;
    expect(await (await fetch(checkout)).text()).toContain('Pay $37.50');
    const closed = await state('closure', { noticeDays: 0, reason: 'A story' });
    expect([closed.status, closed.body]).toMatchObject([
      200,
      { state: 'closed', leftover: { available, held: 1 } },
    ]);
    expect((await business.get('/v1/messages')).body.code).toBe('tenant_closed');
    await eventually(async () => {
      const { body } = await operator('GET', '/v1/messages?limit=1');
      expect(body.items[0]).toMatchObject({ status: 'canceled', error: { code: 'tenant_closed' } });
      expect((await operator('GET', '/v1/balance')).body.held).toBe(0);
    });
    await eventually(async () => expect(await isReleased(business)).toBe(true));
    await eventually(async () =>
      expect(await (await fetch(checkout)).text()).toContain('This checkout is over'),
    );
    const body = new URLSearchParams();
    const paid = await fetch(`${checkout}/pay`, { method: 'POST', body });
    expect(await paid.text()).toContain('Nothing was paid');
    expect((await operator('GET', '/v1/balance')).body.available).toBe(available + 1);
    const actions = (await operator('GET', '/v1/audit?action=tenant&limit=20')).body.items;
    expect(actions.map(({ action }: Json) => action)).toEqual([
      'tenant.closed',
      'tenant.resumed',
      'tenant.suspended',
      'tenant.activated',
      'tenant.created',
    ]);
  });
});

/** The simulator has given the number back when its phones can't reach it any more. */
async function isReleased({ place, phoneNumber }: Business): Promise<boolean> {
  const path = `/phones/${encodeURIComponent(newPhone())}/messages`;
  const body = { to: phoneNumber, body: 'Hello?' };
  return (await ask({ url: place.phonesUrl }, null, 'POST', path, { body })).status >= 400;
}
