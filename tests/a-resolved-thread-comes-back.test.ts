import { beforeAll, expect, test } from '@jest/globals';
import { eventually } from '@fieldline/testing';
import { Business, type Json, newPhone } from './support/business.js';
import { onEveryTransport } from './support/on-every-transport.js';
import { Person } from './support/people.js';
import { expectProblem } from './support/problem.js';
import { threadWith } from './support/sending.js';

onEveryTransport('a resolved thread comes back', (place) => {
  let business: Business;
  let maria: Person;
  let jo: Person;

  beforeAll(async () => {
    business = await Business.open(place, 20);
    maria = await Person.signedIn(business, 'Maria Lopez');
    jo = await Person.signedIn(business, 'Jo Park');
  });

  async function listed(by: Person, query: string): Promise<string[]> {
    const { body } = await by.get(`/v1/conversations?limit=200&${query}`);
    return body.items.map(({ id }: Json) => id);
  }

  test('to everybody, unread, when the customer writes again', async () => {
    const phone = newPhone();
    await business.textedFrom(phone, 'All good now, thanks');
    const { id } = await threadWith(business, phone, {});
    const act = (by: Person, name: string, body?: object) =>
      by.post(`/v1/conversations/${id}/${name}`, body);
    await act(maria, 'claim');
    await act(maria, 'read', {});
    expect((await act(maria, 'resolve')).body).toMatchObject({ state: 'resolved', assignee: null });
    expect(await listed(maria, 'view=resolved')).toContain(id);
    expect(await listed(maria, 'view=all')).not.toContain(id);
    expectProblem(await act(jo, 'claim'), 409, 'conversation_resolved');
    await business.textedFrom(phone, 'It drips again');
    await eventually(async () => expect(await listed(jo, 'view=all')).toContain(id), {
      timeoutMs: 10_000,
    });
    expect((await maria.get(`/v1/conversations/${id}`)).body).toMatchObject({
      state: 'open',
      assignee: null,
      unread: true,
      lastMessage: { body: 'It drips again' },
    });
    const { body } = await jo.get(`/v1/conversations/${id}/entries`);
    const kinds = body.items.map(({ type, event }: Json) => event?.kind ?? type);
    expect(kinds).toEqual(['inbound', 'message', 'resolved', 'claimed', 'message']);
  });

  test('is found by number, name and words meanwhile', async () => {
    const phone = newPhone();
    await business.put('/v1/contacts/ext:zoe', {
      kind: 'customer',
      name: 'Zoë Desrosiers',
      smsNumber: phone,
    });
    await business.textedFrom(phone, 'The dishwasher door squeaks');
    const { id } = await threadWith(business, phone, {});
    await maria.post(`/v1/conversations/${id}/resolve`);
    for (const q of [phone.slice(-7), 'zoe desr', 'squeaks dishw'])
      expect(await listed(jo, `q=${encodeURIComponent(q)}&view=resolved`)).toEqual([id]);
    const other = await Person.signedIn(await Business.open(place, 0), 'Otto Other');
    for (const q of [phone, 'zoe', 'dishwasher'])
      expect(await listed(other, `q=${encodeURIComponent(q)}`)).toEqual([]);
  });

  test('is unread for each by themselves, and read by nobody else’s reading', async () => {
    const phone = newPhone();
    await business.textedFrom(phone, 'Anybody?');
    const { id } = await threadWith(business, phone, {});
    const unread = async (by: Person): Promise<boolean> =>
      (await by.get(`/v1/conversations/${id}`)).body.unread;
    expect((await maria.post(`/v1/conversations/${id}/read`)).body.unread).toBe(false);
    expect([await unread(maria), await unread(jo)]).toEqual([false, true]);
    await maria.post(`/v1/conversations/${id}/read`, { unread: true });
    expect(await unread(maria)).toBe(true);
    expectProblem(await business.post(`/v1/conversations/${id}/read`, {}), 422, 'user_required');
  });
});
