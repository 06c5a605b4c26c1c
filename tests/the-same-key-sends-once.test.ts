import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from '@jest/globals';
import { eventually } from '@fieldline/testing';
import { expectSettledBooks } from './support/books.js';
import { type Answer, Business, newPhone } from './support/business.js';
import { onEveryTransport } from './support/on-every-transport.js';
import { expectProblem, SECRET } from './support/problem.js';

onEveryTransport('the same key sends once', (place) => {
  let business: Business;
  let other: Business;
  let contactId: string;
  const phone = newPhone();

  beforeAll(async () => {
    [business, other] = await Promise.all([Business.open(place, 20), Business.open(place, 20)]);
    contactId = await business.customer(phone);
    await business.put('/v1/contacts/ext:quiet', {
      kind: 'customer',
      name: 'Not Asked',
      smsNumber: newPhone(),
    });
  });

  const send = (body: object, key: string): Promise<Answer> =>
    business.post('/v1/messages', body, key);

  test('asked ten times at once, it answers with one message or that it is in flight', async () => {
    const key = randomUUID();
    const body = { contactId, body: 'Once' };
    const answers = await Promise.all(Array.from({ length: 10 }, () => send(body, key)));
    const codes = answers.map(({ status, body: { code } }) => code ?? status);
    expect(codes.filter((code) => code !== 202 && code !== 'idempotency_in_flight')).toEqual([]);
    answers
      .filter(({ status }) => status !== 202)
      .forEach((answer) => expectProblem(answer, 409, 'idempotency_in_flight'));
    const ids = new Set(answers.flatMap(({ body: { id } }) => id ?? []));
    expect(ids.size).toBe(1);

    const again = await send(body, key);
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([202, 'true']);
    expect(ids).toContain(again.body.id);
    await eventually(
      async () => {
        expect(await business.textsAt(phone)).toMatchObject([{ body: 'Once' }]);
        expect(await expectSettledBooks(business)).toMatchObject({ available: 19 });
      },
      { timeoutMs: 20_000 },
    );
  });

  test('with another text, or at another place, it is refused', async () => {
    const key = randomUUID();
    const body = { contactId, body: 'Twice' };
    expect((await send(body, key)).status).toBe(202);
    expectProblem(await send({ contactId, body: SECRET }, key), 422, 'idempotency_key_reused');
    const elsewhere = await business.post('/v1/estimates', { body: SECRET }, key);
    expectProblem(elsewhere, 422, 'idempotency_key_reused');
    await eventually(async () => expect(await business.textsAt(phone)).toHaveLength(2), {
      timeoutMs: 20_000,
    });
    expect(await business.all('/v1/messages')).toHaveLength(2);
  });

  test('with the same fields in another order, it is the same request', async () => {
    const key = randomUUID();
    const one = await send({ contactId, body: 'Thrice' }, key);
    const two = await send({ body: 'Thrice', contactId }, key);
    expect([two.status, two.body.id]).toEqual([202, one.body.id]);
  });

  test('what was refused is tried again, and then sent once', async () => {
    const key = randomUUID();
    const body = { contactId: 'ext:quiet', body: SECRET };
    for (let i = 0; i < 2; i += 1)
      expectProblem(await send(body, key), 422, 'recipient_not_opted_in');
    await business.optIn('ext:quiet');
    const [sent, again] = [await send(body, key), await send(body, key)];
    expect([sent.status, sent.headers.get('idempotency-replayed')]).toEqual([202, null]);
    expect([again.body.id, again.headers.get('idempotency-replayed')]).toEqual([
      sent.body.id,
      'true',
    ]);
  });

  test('of another business, it is another key', async () => {
    const key = randomUUID();
    const theirs = await other.customer(newPhone());
    const [ours, others] = await Promise.all([
      send({ contactId, body: 'Ours' }, key),
      other.post('/v1/messages', { contactId: theirs, body: 'Theirs' }, key),
    ]);
    expect([ours.status, others.status]).toEqual([202, 202]);
    expect(ours.body.id).not.toBe(others.body.id);
  });

  test.each([['x'.repeat(201)], ['schlüssel'], ['a\tb']])('%p is no key', async (key) => {
    expectProblem(await send({ contactId, body: SECRET }, key), 400, 'invalid_idempotency_key');
  });
});
