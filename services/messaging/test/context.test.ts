import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ContactView, newId } from '@fieldline/contracts';
import { eventually } from '@fieldline/testing';
import { type Business, RunningMessaging } from './running-messaging.js';

let messaging: RunningMessaging;
let acme: Business;
let [dana, ben, partner]: ContactView[] = [];
const [DANAS, BENS, NOBODYS, CREWS] = [1, 2, 3, 4].map((n) => `+1312555060${n}`);

beforeAll(async () => {
  messaging = await RunningMessaging.start();
  acme = await messaging.business();
  dana = await messaging.customer(acme, DANAS!);
  ben = await messaging.customer(acme, BENS!);
  partner = await messaging.customer(acme, DANAS!);
});
afterAll(() => messaging.stop());

let phones = 0;
const phone = (): string => `+1312555${7_000 + (phones += 1)}`;

const send = async (text: object, id = newId()) => {
  const { status, body } = await messaging.send(
    acme.tenantId,
    { body: 'Tomorrow at nine', ...text },
    id,
  );
  return status === 202 ? 202 : body.code;
};
const visitOf = (contact: ContactView) => ({
  job: { id: newId(), type: 'drain', contactId: contact.id },
});
const about = (contact: ContactView) => ({ aboutContactId: contact.id });

describe('a text to a customer', () => {
  test('tells of their own record, and of one with the same number', async () => {
    for (const text of [about(dana!), visitOf(dana!), about(partner!), visitOf(partner!)]) {
      expect(await send({ contactId: dana!.id, ...text })).toBe(202);
      expect(await send({ to: DANAS, ...text })).toBe(202);
    }
  });

  test.each([
    ['by contact', () => ({ contactId: dana!.id })],
    ['by number', () => ({ to: DANAS })],
  ])('tells of no other, %s', async (_, addressee) => {
    for (const text of [about(ben!), visitOf(ben!), { ...about(dana!), ...visitOf(ben!) }]) {
      const id = newId();
      expect(await send({ ...addressee(), ...text }, id)).toBe('context_of_another');
      const { status } = await messaging.service.call(acme.tenantId, ['GET', `/messages/${id}`]);
      expect(status).toBe(404);
    }
  });

  test('among others is refused alone', async () => {
    const answers = await Promise.all([
      send({ contactId: dana!.id, ...about(dana!) }),
      send({ contactId: dana!.id, ...about(ben!) }),
      send({ contactId: ben!.id, ...about(ben!) }),
      send({ contactId: ben!.id }),
    ]);
    expect(answers).toEqual([202, 'context_of_another', 202, 202]);
  });

  test.each([
    ['by number', (number: string) => ({ to: number })],
    ['by a contact with the same', (_: string, sharer: string) => ({ contactId: sharer })],
  ])("is called off when the number isn't theirs any more, %s", async (_, addressee) => {
    const number = phone();
    const [theirs, sharers] = [newId(), newId()];
    const owner = await messaging.customer(acme, number, theirs);
    const sharer = await messaging.customer(acme, number, sharers);
    const id = newId();
    const sendAt = new Date(Date.now() + 2_000).toISOString();
    expect(await send({ ...addressee(number, sharer.id), ...about(owner), sendAt }, id)).toBe(202);
    await messaging.putContact(acme.tenantId, theirs, { smsNumber: null });
    await messaging.grant(acme.tenantId, id);
    await eventually(async () => {
      const { status, error } = await messaging.message(acme.tenantId, id);
      expect([status, error?.code]).toEqual(['canceled', 'context_of_another']);
    });
    expect(await messaging.textsAt(number)).toEqual([]);
  });
});

test('a text to a number that no record has is about whom its sender says', async () => {
  await messaging.arrive(acme, NOBODYS!, 'When do you come?');
  expect(await send({ to: NOBODYS, ...visitOf(dana!) })).toBe(202);
});

test('a crew is told of any customer, by name and by number', async () => {
  const { body } = await messaging.service.call<{ record: { id: string } }>(
    acme.tenantId,
    ['PUT', '/employees/ext:E-1'],
    { body: { name: 'Sam', smsNumber: CREWS } },
  );
  expect(await send({ employeeId: body.record.id, ...visitOf(dana!) })).toBe(202);
  expect(await send({ to: CREWS, ...about(ben!) })).toBe(202);
});

describe('a text that is to go', () => {
  const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

  test('some minutes ago goes at once', async () => {
    const { status, body } = await messaging.send(acme.tenantId, {
      contactId: dana!.id,
      body: 'Now',
      sendAt: minutesAgo(4),
    });
    expect(status).toBe(202);
    await messaging.grant(acme.tenantId, body.id);
    await eventually(async () =>
      expect((await messaging.message(acme.tenantId, body.id)).status).toBe('submitted'),
    );
  });

  test('at a time that is over is refused, unless it was asked for before', async () => {
    const late = { contactId: dana!.id, sendAt: minutesAgo(6) };
    expect(await send(late)).toBe('send_at_past');
    const id = newId();
    expect(await send({ contactId: dana!.id, sendAt: minutesAgo(4) }, id)).toBe(202);
    expect(await send(late, id)).toBe(202);
  });
});
