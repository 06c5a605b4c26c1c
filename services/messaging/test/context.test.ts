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

const soon = (): string => new Date(Date.now() + 2_000).toISOString();
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

describe('a text to a number that no contact has', () => {
  test.each([
    ['visit', () => visitOf(dana!)],
    ['record', () => about(dana!)],
  ])('is about the %s that its sender names once they confirm it', async (_, context) => {
    await messaging.arrive(acme, NOBODYS!, 'When do you come?');
    const [text, id] = [{ to: NOBODYS, ...context() }, newId()];
    const refused = await messaging.send(acme.tenantId, { body: 'At nine', ...text }, id);
    expect([refused.status, refused.body.code]).toEqual([409, 'context_unconfirmed']);
    expect(await send({ ...text, confirmContext: false }, id)).toBe('context_unconfirmed');
    expect(await send({ ...text, confirmContext: true }, id)).toBe(202);
    await messaging.grant(acme.tenantId, id);
    await eventually(async () =>
      expect((await messaging.message(acme.tenantId, id)).status).toBe('submitted'),
    );
  });

  test('needs no confirmation when it is about nobody', async () => {
    await messaging.arrive(acme, NOBODYS!, 'Do you fix heaters?');
    expect(await send({ to: NOBODYS, job: { id: newId(), type: 'drain' } })).toBe(202);
  });

  test('no confirmation makes one of it that another contact has', async () => {
    for (const addressee of [{ to: BENS }, { contactId: ben!.id }])
      expect(await send({ ...addressee, ...about(dana!), confirmContext: true })).toBe(
        'context_of_another',
      );
  });

  test.each([
    ['is called off', {}, ['canceled', 'context_unconfirmed']],
    ['goes when that was confirmed', { confirmContext: true }, ['submitted', undefined]],
  ])('by the time that it leaves %s', async (_, confirmation, outcome) => {
    const [number, theirs, id] = [phone(), newId(), newId()];
    const owner = await messaging.customer(acme, number, theirs);
    await messaging.arrive(acme, number, 'When do you come?');
    const text = { to: number, ...about(owner), sendAt: soon(), ...confirmation };
    expect(await send(text, id)).toBe(202);
    await messaging.putContact(acme.tenantId, theirs, { smsNumber: null });
    await messaging.grant(acme.tenantId, id);
    await eventually(async () => {
      const { status, error } = await messaging.message(acme.tenantId, id);
      expect([status, error?.code]).toEqual(outcome);
    });
  });
});

describe('a text about a visit', () => {
  const visit = async (contact: ContactView, version: number, id = newId()) => {
    await messaging.visit(acme.tenantId, { jobId: id, contactId: contact.id, version });
    return { id, type: 'drain', contactId: contact.id, version };
  };
  const outcomeOf = (id: string) =>
    eventually(async () => {
      const { status, error } = await messaging.message(acme.tenantId, id);
      expect(['submitted', 'canceled']).toContain(status);
      return [status, error?.code];
    });
  const granted = async (text: object): Promise<string> => {
    const id = newId();
    expect(await send(text, id)).toBe(202);
    return id;
  };

  test.each([
    ['by contact', () => ({ contactId: dana!.id })],
    ['by number', () => ({ to: DANAS })],
  ])('that has become another customer’s is called off, %s', async (_, addressee) => {
    const before = await messaging.textsAt(DANAS!);
    const job = await visit(dana!, 1);
    const id = await granted({ ...addressee(), ...about(dana!), job, sendAt: soon() });
    await visit(ben!, 2, job.id);
    await messaging.grant(acme.tenantId, id);
    expect(await outcomeOf(id)).toEqual(['canceled', 'context_of_another']);
    expect(await messaging.textsAt(DANAS!)).toEqual(before);
  });

  test.each<[string, (jobId: string) => Promise<unknown>]>([
    ['was moved in time alone', (jobId) => visit(dana!, 2, jobId)],
    ['went to somebody with the same number', (jobId) => visit(partner!, 2, jobId)],
    [
      'came back, whatever is said of before',
      async (jobId) => {
        await visit(dana!, 3, jobId);
        await visit(ben!, 2, jobId);
      },
    ],
  ])('that %s goes', async (_, moved) => {
    const job = await visit(dana!, 1);
    const id = await granted({ contactId: dana!.id, ...about(dana!), job, sendAt: soon() });
    await moved(job.id);
    await messaging.grant(acme.tenantId, id);
    expect(await outcomeOf(id)).toEqual(['submitted', undefined]);
  });

  test('goes to whom it was given a moment ago, before that is heard of here', async () => {
    const { id: jobId } = await visit(ben!, 1);
    const job = { id: jobId, type: 'drain', contactId: dana!.id, version: 2 };
    const id = await granted({ contactId: dana!.id, ...about(dana!), job });
    await messaging.grant(acme.tenantId, id);
    expect(await outcomeOf(id)).toEqual(['submitted', undefined]);
  });

  test('goes to the crew, whose visit it is by now', async () => {
    const crew = await messaging.service.call<{ record: { id: string } }>(
      acme.tenantId,
      ['PUT', '/employees/ext:E-2'],
      { body: { name: 'Kim', smsNumber: phone() } },
    );
    const job = await visit(dana!, 1);
    const text = { employeeId: crew.body.record.id, ...about(dana!), job, sendAt: soon() };
    const id = await granted(text);
    await visit(ben!, 2, job.id);
    await messaging.grant(acme.tenantId, id);
    expect(await outcomeOf(id)).toEqual(['submitted', undefined]);
  });
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
