import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from '@jest/globals';
import { eventually } from '@fieldline/testing';
import { booksOf } from './support/books.js';
import { type Answer, ask, Business, type Json, newPhone } from './support/business.js';
import { onEveryTransport } from './support/on-every-transport.js';
import { expectProblem } from './support/problem.js';
import { becomes, settled } from './support/sending.js';

const JOB = {
  jobType: 'repair',
  startsAt: '2027-05-04T15:00:00Z',
  timeZone: 'America/Chicago',
};

interface Ids {
  readonly contact: string;
  readonly job: string;
  readonly message: string;
  readonly conversation: string;
  readonly apiKey: string;
  readonly user: string;
  readonly tenant: string;
}

onEveryTransport('another business sees nothing', (place) => {
  let [mine, theirs]: Business[] = [];
  let ids: Ids;
  let books: Json;
  const phone = newPhone();

  function asOwnerOf(business: Business, method: string, path: string, body?: object) {
    const headers = { 'x-tenant-id': business.tenantId };
    return ask(place, place.operatorKey, method, path, { body, headers });
  }

  beforeAll(async () => {
    [mine, theirs] = [await Business.open(place, 20), await Business.open(place, 20)];
    for (const business of [mine, theirs]) {
      await business.customer(phone, 'dana');
      await business.put('/v1/jobs/ext:visit', { ...JOB, contactId: 'ext:dana' });
    }
    const sent = await theirs.post('/v1/messages', { contactId: 'ext:dana', body: 'Secret' });
    const key = await asOwnerOf(theirs, 'POST', '/v1/api-keys', {
      name: 'theirs',
      scopes: ['balance:read'],
    });
    const user = await asOwnerOf(theirs, 'POST', '/v1/users', {
      email: `agent-${randomUUID()}@story.test`,
      name: 'Agent',
      role: 'agent',
      password: 'correct horse battery',
    });
    ids = {
      contact: (await theirs.get('/v1/contacts/ext:dana')).body.id,
      job: (await theirs.get('/v1/jobs/ext:visit')).body.id,
      message: sent.body.id,
      conversation: sent.body.conversationId,
      apiKey: key.body.id,
      user: user.body.id,
      tenant: theirs.tenantId,
    };
    if (Object.values(ids).some((id) => typeof id !== 'string'))
      throw new Error(JSON.stringify(ids));
    await becomes(theirs, sent.body.id, { status: 'delivered', charge: { segments: 1 } });
    await settled(theirs);
    books = await booksOf(theirs, [phone]);
  });

  type Call = readonly [method: string, path: (ids: Ids) => string, body?: (ids: Ids) => object];
  const calls: readonly Call[] = [
    ['GET', ({ message }) => `/v1/messages/${message}`],
    ['DELETE', ({ message }) => `/v1/messages/${message}`],
    ['GET', ({ contact }) => `/v1/messages?contactId=${contact}`],
    ['GET', ({ contact }) => `/v1/contacts/${contact}`],
    ['PUT', ({ contact }) => `/v1/contacts/${contact}`, () => ({ name: 'Taken' })],
    ['GET', ({ contact }) => `/v1/contacts/${contact}/consent`],
    ['GET', ({ job }) => `/v1/jobs/${job}`],
    ['PUT', ({ job }) => `/v1/jobs/${job}`, () => ({ status: 'canceled' })],
    ['GET', ({ conversation }) => `/v1/conversations/${conversation}`],
    ['GET', ({ conversation }) => `/v1/conversations/${conversation}/entries`],
    [
      'POST',
      ({ conversation }) => `/v1/conversations/${conversation}/name`,
      () => ({ contactId: 'ext:dana' }),
    ],
    ['GET', ({ tenant }) => `/v1/tenants/${tenant}`],
    ['POST', () => '/v1/messages', ({ contact }) => ({ contactId: contact, body: 'Mine' })],
    [
      'POST',
      () => '/v1/consents',
      ({ contact }) => ({ contactId: contact, action: 'opt_out', source: 'verbal' }),
    ],
  ];
  const unknown = (): Ids => {
    const names = Object.keys(ids) as (keyof Ids)[];
    return Object.fromEntries(names.map((name) => [name, randomUUID()])) as unknown as Ids;
  };

  test('its ids are answered as ids that nobody has', async () => {
    for (const [method, path, body] of calls) {
      const request = (names: Ids): Promise<Answer> =>
        ask(place, mine!.apiKey, method, path(names), { body: body?.(names) });
      const [foreign, nobodys] = [await request(ids), await request(unknown())];
      expectProblem(foreign, 404, 'not_found');
      const { traceId: _, ...seen } = foreign.body;
      const { traceId: __, ...expected } = nobodys.body;
      expect([method, path(ids), seen]).toEqual([method, path(ids), expected]);
    }
  });

  test('nor does an operator find them under another business', async () => {
    const own: readonly [string, string, object?][] = [
      ['DELETE', `/v1/api-keys/${ids.apiKey}`],
      ['PATCH', `/v1/users/${ids.user}`, { status: 'deactivated' }],
      ['GET', `/v1/messages/${ids.message}`],
    ];
    for (const [method, path, body] of own)
      expectProblem(await asOwnerOf(mine!, method, path, body), 404, 'not_found');
    expect((await asOwnerOf(theirs!, 'GET', `/v1/messages/${ids.message}`)).status).toBe(200);
  });

  test('a job can not be for their contact', async () => {
    const change = { ...JOB, contactId: ids.contact };
    const answer = await mine!.put('/v1/jobs/ext:other', change);
    expectProblem(answer, 422, 'unknown_contact');
  });

  test('nor can a thread be given their contact', async () => {
    await mine!.textedFrom(phone, 'Hello');
    const thread = await eventually(async () => {
      const { body } = await mine!.get('/v1/conversations');
      expect(body.items).toHaveLength(1);
      return body.items[0];
    });
    const path = `/v1/conversations/${thread.id}/name`;
    expectProblem(await mine!.post(path, { contactId: ids.contact }), 404, 'not_found');
  });

  test('the same external id names each its own record', async () => {
    const [a, b] = [
      await mine!.put('/v1/contacts/ext:dana', { name: 'Mine' }),
      await theirs!.get('/v1/contacts/ext:dana'),
    ];
    expect([a.body.name, b.body.name]).toEqual(['Mine', 'Dana Whitfield']);
    expect(a.body.id).not.toBe(b.body.id);
  });

  test('lists show only what is one’s own', async () => {
    const lists = ['messages', 'contacts', 'jobs', 'conversations', 'ledger'];
    for (const list of lists) {
      const [ours, others] = [await mine!.all(`/v1/${list}`), await theirs!.all(`/v1/${list}`)];
      const seen = new Set(others.map(({ id }) => id));
      expect([list, ours.filter(({ id }) => seen.has(id))]).toEqual([list, []]);
      expect([list, others.length > 0]).toEqual([list, true]);
    }
    for (const list of ['api-keys', 'users']) {
      const { body } = await asOwnerOf(mine!, 'GET', `/v1/${list}`);
      const found = body.items.map(({ id }: Json) => id);
      expect(found).not.toContain(list === 'users' ? ids.user : ids.apiKey);
    }
    expect(
      (await mine!.get(`/v1/messages?number=${encodeURIComponent(phone)}`)).body.items,
    ).toEqual([expect.objectContaining({ body: 'Hello' })]);
  });

  test('what was tried changed nothing there', async () => {
    expect(await booksOf(theirs!, [phone])).toEqual(books);
  });

  test('who says STOP to one business still hears from the other', async () => {
    await mine!.textedFrom(phone, 'STOP');
    await eventually(async () => {
      const refused = await mine!.post('/v1/messages', { contactId: 'ext:dana', body: 'Hi' });
      expectProblem(refused, 422, 'recipient_opted_out');
    });
    const sent = await theirs!.post('/v1/messages', { contactId: 'ext:dana', body: 'Still here' });
    expect(sent.status).toBe(202);
    await becomes(theirs!, sent.body.id, { status: 'delivered' });
    const { body } = await theirs!.get('/v1/contacts/ext:dana/consent');
    expect(body).toMatchObject({ state: 'opted_in', stoppedByRecipient: false });
    const found = await theirs!.post('/v1/consents/search', { smsNumber: phone });
    expect(found.body).toMatchObject({ stoppedByRecipient: false });
  });
});
