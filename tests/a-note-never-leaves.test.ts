import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '@fieldline/testing';
import { ask, Business, type Json, newPhone } from './support/business.js';
import { setFaults } from './support/faults.js';
import { onEveryTransport } from './support/on-every-transport.js';
import { Person } from './support/people.js';
import { expectProblem } from './support/problem.js';
import { accepted, becomes, settled, threadWith } from './support/sending.js';
import { tablesHolding } from './support/traces.js';

onEveryTransport('a note never leaves', (place) => {
  let business: Business;
  let [ann, ben, boss, chief]: Person[] = [];
  let thread: string;
  let before: Json;
  const phone = newPhone();
  const canary = `canary-${randomUUID()}`;

  const told = async (person: Person): Promise<Json> =>
    (await person.get('/v1/notifications')).body;

  beforeAll(async () => {
    business = await Business.open(place, 20);
    [ann, ben] = [await Person.signedIn(business, 'Ann'), await Person.signedIn(business, 'Ben')];
    boss = await Person.signedIn(business, 'Boss', 'owner');
    chief = await Person.signedIn(business, 'Chief', 'admin');
    await business.customer(phone);
    const { id } = await accepted(business, { to: phone, body: 'Hello' });
    await becomes(business, id, { status: 'delivered', charge: { segments: 1 } });
    thread = (await threadWith(business, phone, {})).id;
    before = await settled(business);
  });
  afterAll(() => setFaults(place, {}));

  test('it stands in its thread, once, with who wrote it', async () => {
    const note = { body: `Gate code: ${canary}`, mentions: [ben!.id] };
    const first = await ann!.post(`/v1/conversations/${thread}/notes`, note, 'the-note');
    expect([first.status, first.body]).toMatchObject([
      201,
      { body: note.body, author: `user:${ann!.id}`, authorName: 'Ann', mentions: [ben!.id] },
    ]);
    const again = await ann!.post(`/v1/conversations/${thread}/notes`, note, 'the-note');
    expect([again.body, again.headers.get('idempotency-replayed')]).toEqual([first.body, 'true']);
    const { body } = await ben!.get(`/v1/conversations/${thread}/entries`);
    expect(body.items).toMatchObject([
      { type: 'note', note: first.body },
      { type: 'message', message: { body: 'Hello' } },
    ]);
  });

  test('whom it mentions is told, and nobody else', async () => {
    const { items } = await eventually(async () => {
      const notifications = await told(ben!);
      expect(notifications).toMatchObject({ unread: 1, items: [{}] });
      return notifications;
    });
    expect(items).toMatchObject([
      {
        kind: 'mention',
        text: 'Ann mentioned you in a note.',
        from: { id: ann!.id, name: 'Ann' },
        conversationId: thread,
        readAt: null,
      },
    ]);
    expect((await told(ann!)).items).toEqual([]);
    expectProblem(await business.get('/v1/notifications'), 403, 'forbidden');
    expectProblem(await ann!.post(`/v1/notifications/${items[0].id}/read`), 404, 'not_found');
    expect((await ben!.post(`/v1/notifications/${items[0].id}/read`)).body.readAt).not.toBeNull();
    expect(await told(ben!)).toMatchObject({ unread: 0, items: [{ id: items[0].id }] });
  });

  test('a technician whom it mentions sees the thread, and does nothing else', async () => {
    const tess = await Person.signedIn(business, 'Tess', 'technician');
    const paths = ['', '/entries'].map((path) => `/v1/conversations/${thread}${path}`);
    for (const path of paths) expectProblem(await tess.get(path), 403, 'forbidden');
    const note = { body: 'Tess, look', mentions: [tess.id] };
    expect((await ann!.post(`/v1/conversations/${thread}/notes`, note)).status).toBe(201);
    for (const path of paths) expect((await tess.get(path)).status).toBe(200);
    expectProblem(await tess.get('/v1/conversations'), 403, 'forbidden');
    expectProblem(await tess.post(`/v1/conversations/${thread}/claim`), 403, 'forbidden');
  });

  test('it reaches no phone, no Twilio, no fact and no other table, and costs nothing', async () => {
    // Whatever were to come of it would come before what comes of this.
    const { id } = await accepted(business, { to: phone, body: 'Bye' });
    await becomes(business, id, { status: 'delivered', charge: { segments: 1 } });
    expect(await tablesHolding(place, canary)).toEqual(['messaging.note']);
    const texts = await business.textsAt(phone);
    expect(texts.map(({ body }) => body)).toEqual(['Hello', 'Bye']);
    const requests = await ask({ url: place.phonesUrl }, null, 'GET', '/requests');
    expect(JSON.stringify(requests.body)).toContain('Bye');
    expect(JSON.stringify(requests.body)).not.toContain(canary);
    const after = await settled(business);
    expect(after.available).toBe(before.available - 1);
  });

  test('nothing changes it or takes it away', async () => {
    const { body } = await ann!.get(`/v1/conversations/${thread}/entries`);
    const note: Json = body.items.find(({ type }: Json) => type === 'note').note;
    for (const method of ['PUT', 'PATCH', 'DELETE'])
      for (const path of [`/notes/${note.id}`, '/notes', `/entries/${note.id}`]) {
        const answer = await boss!.ask(method, `/v1/conversations/${thread}${path}`, { body: {} });
        expectProblem(answer, 404, 'not_found');
      }
  });

  test('another business finds no thread to note, and its people aren’t mentioned', async () => {
    const other = await Business.open(place, 0);
    const stranger = await Person.signedIn(other, 'Stranger');
    const path = `/v1/conversations/${thread}/notes`;
    expectProblem(await stranger.post(path, { body: 'Mine now' }), 404, 'not_found');
    const mention = { body: 'Hi', mentions: [stranger.id] };
    expectProblem(await ann!.post(path, mention), 400, 'invalid_request');
    const text = { userId: stranger.id, body: 'Hi' };
    expectProblem(await ann!.post('/v1/notifications', text), 404, 'not_found');
    expect((await told(stranger)).items).toEqual([]);
  });

  test('who is given a thread is told, and who loses one', async () => {
    const act = (person: Person, what: string, body: object = {}) =>
      person.post(`/v1/conversations/${thread}/${what}`, body);
    expect((await act(ann!, 'claim')).status).toBe(200);
    expect((await act(ann!, 'transfer', { userId: ben!.id })).status).toBe(200);
    await eventually(async () =>
      expect((await told(ben!)).items[0]).toMatchObject({
        kind: 'transfer',
        text: 'Ann gave you a conversation.',
        conversationId: thread,
      }),
    );
    expect((await act(boss!, 'takeover')).status).toBe(200);
    await eventually(async () =>
      expect((await told(ben!)).items[0]).toMatchObject({
        kind: 'transfer_away',
        from: { name: 'Boss' },
      }),
    );
    expect((await told(ann!)).items).toEqual([]);
    expect((await told(boss!)).items).toEqual([]);
    const refused = await act(ann!, 'resolve');
    expectProblem(refused, 409, 'already_claimed');
    expect(refused.body.assignee).toEqual({ id: boss!.id, name: 'Boss' });
    expect((await act(chief!, 'resolve')).status).toBe(200);
    await eventually(async () =>
      expect((await told(boss!)).items[0]).toMatchObject({
        kind: 'resolved',
        text: 'Chief resolved a conversation of yours.',
        conversationId: thread,
      }),
    );
  });

  test('whose text fails is told', async () => {
    const bad = newPhone();
    await business.customer(bad);
    await setFaults(place, { numbers: { [bad]: 30_003 } });
    const sent = await ann!.post('/v1/messages', { to: bad, body: 'Never there' });
    await becomes(business, sent.body.id, { status: 'undelivered' });
    const { items } = await eventually(async () => {
      const notifications = await told(ann!);
      expect(notifications.unread).toBe(1);
      return notifications;
    });
    expect(items).toMatchObject([
      { kind: 'failed_text', messageId: sent.body.id, conversationId: sent.body.conversationId },
    ]);
    expect((await ann!.post('/v1/notifications/read-all')).body).toEqual({ read: 1 });
    await settled(business);
  });
});
