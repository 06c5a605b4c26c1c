import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually, EventStream } from '@fieldline/testing';
import { ask, Business, newPhone } from './support/business.js';
import { onEveryTransport } from './support/on-every-transport.js';
import { acknowledgeRules } from './support/ready.js';

const PASSWORD = 'correct horse battery';

onEveryTransport('every console shows it at once', (place) => {
  let business: Business;
  let contact: string;
  let dana: string;
  let robin: string;
  let screen: EventStream;
  const phone = newPhone();

  beforeAll(async () => {
    business = await Business.open(place, 20);
    [dana, robin] = [await signedIn('Dana'), await signedIn('Robin')];
    contact = await business.customer(phone);
    screen = await EventStream.open(`${place.url}/v1/stream`, robin);
  });
  afterAll(() => screen.close());

  test('what one of them sends', async () => {
    const startedAt = performance.now();
    const sent = await send('On our way');
    const shown = await eventually(async () => {
      const found = screen.events.find(({ data }) => data.messageId === sent);
      expect(found).toMatchObject({ type: 'message.changed', data: { status: 'accepted' } });
      return found!;
    });
    // A second on a machine of its own, which `bench:stream` measures; here others work, too.
    expect(shown.atMs - startedAt).toBeLessThan(5_000);
    await eventually(
      async () => expect(statusesOf(sent)).toEqual(expect.arrayContaining(['delivered'])),
      { timeoutMs: 20_000 },
    );
  });

  test('what a customer answers, and who looks at it', async () => {
    await business.textedFrom(phone, 'Thanks');
    const received = await eventually(async () => {
      const found = screen.events.find(({ data }) => data.status === 'received');
      expect(found).toBeDefined();
      return found!;
    });
    const thread: string = received.data.conversationId;
    const viewing = `/v1/conversations/${thread}/viewing`;
    const { status, body } = await ask(place, dana, 'PUT', viewing);
    expect([status, body.viewers.map(({ name }: { name: string }) => name)]).toEqual([
      200,
      ['Dana'],
    ]);
    const told = await screen.next('viewers.changed');
    expect(told.data).toEqual({ conversationId: thread, viewers: [body.viewers[0].id] });
  });

  test('what happened while it was away, without a gap or a double', async () => {
    const before = screen.events.at(-1)!.id;
    screen.close();
    const sent = [await send('One'), await send('Two'), await send('Three')];
    const back = await EventStream.open(`${place.url}/v1/stream`, robin, { after: before });
    sent.push(await send('Four'));
    await eventually(
      async () => {
        for (const id of sent) expect(statusesOf(id, back)).toContain('delivered');
      },
      { timeoutMs: 20_000 },
    );
    for (const id of sent) {
      const statuses = statusesOf(id, back);
      expect(statuses).toEqual([...new Set(statuses)]);
      expect(statuses[0]).toBe('accepted');
    }
    const ids = back.events.slice(1).map(({ id }) => id);
    expect(back.events[0]).toMatchObject({ type: 'hello', id: before });
    expect(ids).toEqual([...new Set(ids)].toSorted((one, other) => one - other));
    back.close();
  });

  test('and nothing of another business', async () => {
    const other = await Business.open(place, 0);
    const stream = await EventStream.open(`${place.url}/v1/stream`, other.apiKey, { after: 0 });
    const mine = await EventStream.open(`${place.url}/v1/stream`, business.apiKey);
    const sent = await send('Only ours');
    await eventually(async () => expect(statusesOf(sent, mine)).toContain('accepted'));
    expect(stream.events.flatMap(({ data }) => data.messageId ?? [])).toEqual([]);
    for (const each of [stream, mine]) each.close();
  });

  const statusesOf = (messageId: string, stream = screen): string[] =>
    stream.events.filter(({ data }) => data.messageId === messageId).map(({ data }) => data.status);

  async function send(body: string): Promise<string> {
    const message = { body: { contactId: contact, body }, key: randomUUID() };
    const answer = await ask(place, dana, 'POST', '/v1/messages', message);
    expect(answer.status).toBe(202);
    return answer.body.id;
  }

  async function signedIn(name: string): Promise<string> {
    const email = `${randomUUID()}@story.test`;
    const body = { email, name, role: 'agent', password: PASSWORD };
    const headers = { 'x-tenant-id': business.tenantId };
    await ask(place, place.operatorKey, 'POST', '/v1/users', { body, headers });
    const login = { body: { email, password: PASSWORD } };
    const session = await ask(place, null, 'POST', '/v1/auth/login', login);
    await acknowledgeRules(place, session.body.accessToken);
    return session.body.accessToken;
  }
});
