import { beforeAll, expect, test } from '@jest/globals';
import { Business, type Json, newPhone } from './support/business.js';
import { onEveryTransport } from './support/on-every-transport.js';
import { Person } from './support/people.js';
import { expectProblem } from './support/problem.js';
import { threadWith } from './support/sending.js';

onEveryTransport('two claims, one wins', (place) => {
  let business: Business;
  let maria: Person;
  let jo: Person;
  let owner: Person;

  beforeAll(async () => {
    business = await Business.open(place, 20);
    maria = await Person.signedIn(business, 'Maria Lopez');
    jo = await Person.signedIn(business, 'Jo Park');
    owner = await Person.signedIn(business, 'Olive Owner', 'owner');
  });

  async function thread(): Promise<string> {
    const phone = newPhone();
    await business.textedFrom(phone, 'Can somebody come today?');
    return (await threadWith(business, phone, {})).id;
  }

  async function seen(by: Person, view: string): Promise<string[]> {
    const { body } = await by.get(`/v1/conversations?view=${view}&limit=200`);
    return body.items.map(({ id }: Json) => id);
  }

  test('the other hears who did; the thread is in My of the one and Team of the other', async () => {
    const id = await thread();
    const claim = (by: Person) => by.post(`/v1/conversations/${id}/claim`);
    const [hers, theirs] = await Promise.all([claim(maria), claim(jo)]);
    const [winner, loser, answer] = hers.status === 200 ? [maria, jo, theirs] : [jo, maria, hers];
    expect([hers.status, theirs.status].toSorted()).toEqual([200, 409]);
    expectProblem(answer, 409, 'already_claimed');
    expect(answer.body).toMatchObject({
      assignee: { id: winner.id, name: winner.name },
      since: expect.any(String),
    });
    expect(await seen(winner, 'mine')).toContain(id);
    expect(await seen(loser, 'team')).toContain(id);
    expect(await seen(loser, 'all')).not.toContain(id);
    const { body: counts } = await winner.get('/v1/conversations/counts');
    expect(counts.mine).toMatchObject({ count: 1, atLeast: false });
  });

  test('an admin takes it over, or its owner gives it away', async () => {
    const id = await thread();
    const act = (by: Person, name: string, body?: object) =>
      by.post(`/v1/conversations/${id}/${name}`, body);
    await act(maria, 'claim');
    expectProblem(await act(jo, 'takeover'), 403, 'forbidden');
    expectProblem(await act(jo, 'transfer', { userId: jo.id }), 409, 'already_claimed');
    expect((await act(owner, 'takeover')).body.assignee).toEqual({
      id: owner.id,
      name: owner.name,
    });
    expect((await act(owner, 'transfer', { userId: jo.id })).body.assignee.id).toBe(jo.id);
    expect((await act(jo, 'release')).body.assignee).toBeNull();
    expect(await seen(maria, 'all')).toContain(id);
  });

  test('a program claims nothing, and transfers to who can have it', async () => {
    const id = await thread();
    const path = `/v1/conversations/${id}`;
    expectProblem(await business.post(`${path}/claim`, {}), 422, 'user_required');
    expectProblem(await business.get('/v1/conversations?view=mine'), 400, 'invalid_request');
    const stranger = await Person.signedIn(await Business.open(place, 0), 'Stranger');
    expectProblem(
      await business.post(`${path}/transfer`, { userId: stranger.id }),
      404,
      'not_found',
    );
    expect((await business.post(`${path}/transfer`, { userId: jo.id })).status).toBe(200);
  });

  test('who is deactivated has no threads: they are everybody’s again', async () => {
    const id = await thread();
    const leaver = await Person.signedIn(business, 'Lee Leaver');
    await leaver.post(`/v1/conversations/${id}/claim`);
    const left = await owner.ask('PATCH', `/v1/users/${leaver.id}`, {
      body: { status: 'deactivated' },
    });
    expect(left.status).toBe(200);
    expect(await seen(maria, 'all')).toContain(id);
    const transfer = await owner.post(`/v1/conversations/${id}/transfer`, { userId: leaver.id });
    expectProblem(transfer, 422, 'user_inactive');
  });
});
