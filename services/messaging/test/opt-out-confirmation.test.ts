/** The one text that may follow an opt-out: which ones have it, when, and that it never comes twice. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  ConsentChanged,
  type MessageAccepted,
  type MessageView,
  newId,
  recipientIdOf,
} from '@fieldline/contracts';
import { eventually } from '@fieldline/testing';
import { type Business, RunningMessaging } from './running-messaging.js';

const NAME = 'Confirming Plumbing';
const CONFIRMATION = `${NAME}: you have opted out and will get no more texts. Reply START to opt in again.`;
const MINUTE_MS = 60_000;

let messaging: RunningMessaging;
let acme: Business;
let phones = 0;
let phone: string;
let recipientId: string;
beforeAll(async () => {
  messaging = await RunningMessaging.start();
  acme = await messaging.business(NAME);
});
afterAll(() => messaging.stop());
beforeEach(() => {
  phone = `+1312557${String(1_000 + phones++)}`;
  recipientId = recipientIdOf(acme.tenantId, phone);
});

/** What compliance says when staff opt a number out just now. */
function optOut(change: Partial<ConsentChanged> = {}): ConsentChanged {
  const now = new Date().toISOString();
  return {
    subjectId: recipientId,
    subjectKind: 'recipient',
    state: 'opted_out',
    origin: 'staff',
    basis: null,
    source: 'verbal',
    boundRecipientId: null,
    written: false,
    expiresAt: null,
    eventId: newId(),
    keywordSequence: 0,
    by: 'user:u1',
    obtainedAt: now,
    changedAt: now,
    version: 1,
    ...change,
  };
}

const say = async (...facts: ConsentChanged[]): Promise<void> => {
  const { tenantId } = acme;
  const said = facts.map((payload) => ({ tenantId, payload }));
  await messaging.service.handled(await messaging.service.say(ConsentChanged, said));
};
const erase = async (contactId: string): Promise<void> => {
  const body = { id: newId(), reason: 'asked for', contactId };
  const options = { body, role: 'owner' } as const;
  const { status } = await messaging.service.call(acme.tenantId, ['POST', '/erasures'], options);
  expect(status).toBeLessThan(300);
};
const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();
const outbound = async (to = phone): Promise<MessageView[]> => {
  const path = `/messages?number=${encodeURIComponent(to)}`;
  const { body } = await messaging.service.call<{ items: MessageView[] }>(acme.tenantId, [
    'GET',
    path,
  ]);
  return body.items.filter(({ direction }) => direction === 'outbound');
};
const sentBySystem = async (): Promise<MessageView[]> =>
  (await outbound()).filter(({ sentBy }) => sentBy === 'system:opt-out');
const grantAll = async (): Promise<void> =>
  messaging.grant(acme.tenantId, ...(await outbound()).map(({ id }) => id));
const arrived = async (): Promise<string[]> =>
  (await messaging.textsAt(phone))
    .filter(({ direction }) => direction === 'to_phone')
    .map(({ body }) => body);

describe('an opt-out that staff record', () => {
  test('of somebody who has texted is confirmed at once, whoever paid for it', async () => {
    await messaging.arrive(acme, phone, 'Can you come at 3?');
    await say(optOut());
    const [confirmation] = await sentBySystem();
    expect(confirmation).toMatchObject({ body: CONFIRMATION, status: 'accepted' });
    const { payload } = await eventually(() => {
      const fact = messaging.heard.find(({ subject }) => subject === confirmation?.id);
      if (!fact) throw new Error('not told yet');
      return fact;
    });
    expect((payload as MessageAccepted).mandatory).toBe(true);
    await grantAll();
    await eventually(async () => expect(await arrived()).toEqual([CONFIRMATION]));
    const refused = await messaging.send(acme.tenantId, { to: phone, body: 'x' });
    expect(refused.body.code).toBe('recipient_opted_out');
  });

  test('of a contact covers what goes to its number, and is confirmed there', async () => {
    const { id } = await messaging.customer(acme, phone);
    await messaging.arrive(acme, phone, 'Hello');
    await say(optOut({ subjectId: id, subjectKind: 'contact', version: 2 }));
    expect(await sentBySystem()).toMatchObject([{ body: CONFIRMATION }]);
    const { body } = await messaging.send(acme.tenantId, { to: phone, body: 'x' });
    expect(body.code).toBe('recipient_opted_out');
  });

  test('is confirmed once, however often it is told, and by whichever wish after it', async () => {
    const { id } = await messaging.customer(acme, phone);
    await messaging.arrive(acme, phone, 'Hello');
    const first = optOut();
    await say(first, first);
    await messaging.service.admin.query('DELETE FROM consent_copy WHERE subject_id = $1', [
      recipientId,
    ]);
    await say(first, { ...first, by: null }, optOut({ version: 2 }));
    await say(optOut({ subjectId: id, subjectKind: 'contact', version: 2 }));
    expect(await sentBySystem()).toHaveLength(1);
  });

  test.each<[string, (contactId: string, externalId: string) => Promise<unknown>]>([
    ['is erased', (contactId) => erase(contactId)],
    [
      'has no number any more',
      (_, externalId) => messaging.putContact(acme.tenantId, externalId, { smsNumber: null }),
    ],
    [
      'has another',
      (_, externalId) =>
        messaging.putContact(acme.tenantId, externalId, { smsNumber: `+1312558${1_000 + phones}` }),
    ],
  ])('of a contact who %s goes on holding for its number', async (_, leave) => {
    const { id, externalId } = await messaging.customer(acme, phone);
    await messaging.arrive(acme, phone, 'Hello');
    await say(optOut({ subjectId: id, subjectKind: 'contact', version: 2 }));
    await leave(id, externalId);
    await messaging.arrive(acme, phone, 'Hello again');
    const answer = async () => (await messaging.send(acme.tenantId, { to: phone, body: 'x' })).body;
    expect(await answer()).toMatchObject({ code: 'recipient_opted_out' });
    await say(optOut({ state: 'opted_in', basis: 'express' }));
    expect(await answer()).toMatchObject({ status: 'accepted' });
  });

  test.each([
    ['somebody else who has opted in', true],
    ['somebody else, and the number has opted in', false],
  ])('of a contact who shares its number with %s is not confirmed', async (_, isTheirs) => {
    const { id } = await messaging.customer(acme, phone);
    if (isTheirs) await messaging.customer(acme, phone);
    else {
      const other = { kind: 'customer', name: 'Lee', smsNumber: phone };
      await messaging.putContact(acme.tenantId, newId(), other);
      await say(optOut({ state: 'opted_in', basis: 'express' }));
    }
    await messaging.arrive(acme, phone, 'Hello');
    await say(optOut({ subjectId: id, subjectKind: 'contact', version: 2 }));
    expect(await sentBySystem()).toEqual([]);
  });

  describe('of contacts who share a number is confirmed once, after the last of them', () => {
    const outOf = (id: string, version = 2): ConsentChanged =>
      optOut({ subjectId: id, subjectKind: 'contact', version });
    const inOf = (id: string, version: number): ConsentChanged =>
      optOut({
        subjectId: id,
        subjectKind: 'contact',
        state: 'opted_in',
        basis: 'express',
        boundRecipientId: recipientId,
        version,
      });
    let dana: string;
    let lee: string;
    beforeEach(async () => {
      dana = (await messaging.customer(acme, phone)).id;
      lee = (await messaging.customer(acme, phone)).id;
      await messaging.arrive(acme, phone, 'Hello');
    });

    test('whoever is the last, and whatever is recorded after it', async () => {
      await say(outOf(dana));
      expect(await sentBySystem()).toEqual([]);
      await say(outOf(lee));
      expect(await sentBySystem()).toMatchObject([{ body: CONFIRMATION }]);
      await say(outOf(lee, 3), outOf(dana, 3), optOut());
      expect(await sentBySystem()).toHaveLength(1);
      await grantAll();
      await eventually(async () => expect(await arrived()).toEqual([CONFIRMATION]));
    });

    test('be they asked at the same moment', async () => {
      await Promise.all([say(outOf(dana)), say(outOf(lee))]);
      expect(await sentBySystem()).toHaveLength(1);
    });

    test('when the first has opted in again meanwhile', async () => {
      await say(outOf(dana));
      await say(inOf(dana, 3), outOf(lee));
      expect(await sentBySystem()).toEqual([]);
      await say(outOf(dana, 4));
      expect(await sentBySystem()).toHaveLength(1);
    });

    test('when the first was on a list, which isn’t confirmed', async () => {
      await say({ ...outOf(dana), source: 'import' });
      await say(outOf(lee));
      expect(await sentBySystem()).toHaveLength(1);
    });

    test('when the number is opted out for all that are left', async () => {
      await say(outOf(dana));
      await say(optOut());
      expect(await sentBySystem()).toHaveLength(1);
      await say(outOf(lee));
      expect(await sentBySystem()).toHaveLength(1);
    });

    test('when the number has opted in, not they', async () => {
      await say(outOf(dana), optOut({ state: 'opted_in', basis: 'express' }));
      await say(outOf(dana, 3));
      expect(await sentBySystem()).toEqual([]);
      await say(outOf(lee));
      expect(await sentBySystem()).toHaveLength(1);
    });

    test('unless the wish of the last is older than five minutes', async () => {
      await say(outOf(dana));
      await say({ ...outOf(lee), obtainedAt: ago(5 * MINUTE_MS) });
      expect(await sentBySystem()).toEqual([]);
    });

    test.each(['STOP', 'ARRET'])('unless their phone has said %s meanwhile', async (word) => {
      await say(outOf(dana));
      await messaging.arrive(acme, phone, word);
      const before = (await outbound()).length;
      await say(outOf(lee));
      expect(await outbound()).toHaveLength(before);
      expect(await sentBySystem()).toEqual([]);
    });
  });

  test('of a contact whose number has opted in, and is nobody else’s, is confirmed', async () => {
    const { id } = await messaging.customer(acme, phone);
    await say(optOut({ state: 'opted_in', basis: 'express' }));
    await messaging.arrive(acme, phone, 'Hello');
    await say(optOut({ subjectId: id, subjectKind: 'contact', version: 2 }));
    expect(await sentBySystem()).toHaveLength(1);
  });

  test('after an opt-in since is a wish of its own', async () => {
    await messaging.arrive(acme, phone, 'Hello');
    await say(optOut(), optOut({ state: 'opted_in', basis: 'express', version: 2 }));
    await say(optOut({ version: 3 }));
    expect(await sentBySystem()).toHaveLength(2);
  });

  test.each<[string, () => Partial<ConsentChanged>]>([
    ['more than five minutes after the wish', () => ({ obtainedAt: ago(5 * MINUTE_MS) })],
    ['from a list', () => ({ source: 'import' })],
    ['that is only said again', () => ({ by: null })],
    ['whose wish has no time', () => ({ obtainedAt: null })],
    ['that Twilio taught us', () => ({ origin: 'provider', source: '21610', keywordSequence: 1 })],
    ['that the phone texted', () => ({ origin: 'keyword', source: 'STOP', keywordSequence: 1 })],
  ])('%s is not confirmed', async (_, change) => {
    await messaging.arrive(acme, phone, 'Hello');
    await say(optOut(change()));
    expect(await outbound()).toEqual([]);
  });

  test('just within five minutes is', async () => {
    await messaging.arrive(acme, phone, 'Hello');
    await say(optOut({ obtainedAt: ago(4.5 * MINUTE_MS) }));
    expect(await sentBySystem()).toHaveLength(1);
  });

  test('of a number that never heard of the business is not confirmed', async () => {
    await messaging.customer(acme, phone);
    const { body } = await messaging.send(acme.tenantId, { to: phone, body: 'Never granted' });
    await say(optOut());
    expect((await outbound()).map(({ id }) => id)).toEqual([body.id]);
  });

  test('of a number that was texted is', async () => {
    await messaging.customer(acme, phone);
    await messaging.send(acme.tenantId, { to: phone, body: 'On our way' });
    await grantAll();
    await eventually(async () => expect(await arrived()).toEqual(['On our way']));
    await say(optOut());
    expect(await sentBySystem()).toHaveLength(1);
  });

  test.each(['STOP', 'ARRET'])('after %s from the phone is not confirmed again', async (word) => {
    await messaging.arrive(acme, phone, word);
    const before = (await outbound()).length;
    await say(optOut({ keywordSequence: 0 }));
    expect(await outbound()).toHaveLength(before);
  });
});

describe('a confirmation that waits', () => {
  test('gives way to the phone’s own STOP, which has its own answer', async () => {
    await messaging.arrive(acme, phone, 'Hello');
    await say(optOut());
    await messaging.arrive(acme, phone, 'ARRET');
    await grantAll();
    await eventually(async () => expect(await arrived()).toEqual([CONFIRMATION]));
    expect(await sentBySystem()).toMatchObject([
      { status: 'canceled', error: { code: 'recipient_opted_out' } },
    ]);
  });

  test('doesn’t go when the opt-out was lifted meanwhile', async () => {
    await messaging.arrive(acme, phone, 'Hello');
    await say(optOut(), optOut({ state: 'opted_in', basis: 'express', version: 2 }));
    await grantAll();
    await eventually(async () =>
      expect(await sentBySystem()).toMatchObject([
        { status: 'canceled', error: { code: 'opt_out_lifted' } },
      ]),
    );
    expect(await arrived()).toEqual([]);
  });

  test('doesn’t go when its five minutes have passed', async () => {
    await messaging.arrive(acme, phone, 'Hello');
    await say(optOut());
    await messaging.service.admin.query(
      `UPDATE message SET send_before = now() WHERE recipient_id = $1 AND send_before IS NOT NULL`,
      [recipientId],
    );
    await grantAll();
    await eventually(async () =>
      expect(await sentBySystem()).toMatchObject([
        { status: 'canceled', error: { code: 'confirmation_too_late' } },
      ]),
    );
    expect(await arrived()).toEqual([]);
  });
});

describe('the answer to a word that Twilio doesn’t know', () => {
  test('comes within five minutes, or not at all', async () => {
    await messaging.arrive(acme, phone, 'ARRET', { arrivedAt: ago(5 * MINUTE_MS) });
    expect(await outbound()).toEqual([]);
    const { body } = await messaging.send(acme.tenantId, { to: phone, body: 'x' });
    expect(body.code).toBe('recipient_opted_out');
  });

  test('is not the confirmation once more that they have had, until they opt in again', async () => {
    await messaging.arrive(acme, phone, 'Hello');
    await say(optOut());
    await grantAll();
    await eventually(async () => expect(await arrived()).toEqual([CONFIRMATION]));
    await say(optOut({ version: 2 }));
    await messaging.arrive(acme, phone, 'ARRET');
    expect(await outbound()).toHaveLength(1);
    const refused = await messaging.send(acme.tenantId, { to: phone, body: 'x' });
    expect(refused.body.code).toBe('recipient_opted_out');
    const started = { state: 'opted_in', origin: 'keyword', source: 'START' } as const;
    await messaging.arrive(acme, phone, 'START');
    await say(optOut({ ...started, basis: 'express', keywordSequence: 2, version: 3 }));
    await messaging.arrive(acme, phone, 'ARRET');
    expect((await outbound()).map(({ body }) => body)).toEqual([CONFIRMATION, CONFIRMATION]);
  });

  test('comes from a business whose name has to be cut in an emoji', async () => {
    const cut = await messaging.business(`${'x'.repeat(39)}🔧 Plumbing`);
    await messaging.arrive(cut, phone, 'ARRET');
    const { body } = await messaging.send(cut.tenantId, { to: phone, body: 'x' });
    expect(body.code).toBe('recipient_opted_out');
  });

  test('to AIDE has no such hurry', async () => {
    await messaging.arrive(acme, phone, 'AIDE', { arrivedAt: ago(60 * MINUTE_MS) });
    expect(await outbound()).toHaveLength(1);
  });
});
