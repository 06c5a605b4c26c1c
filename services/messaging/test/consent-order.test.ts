/** What compliance says of one number, in every order, doubled and from the beginning: one end. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { ConsentChanged, newId, recipientIdOf } from '@fieldline/contracts';
import { type Business, RunningMessaging } from './running-messaging.js';

let messaging: RunningMessaging;
let acme: Business;
let phones = 0;
beforeAll(async () => {
  messaging = await RunningMessaging.start();
});
afterAll(() => messaging.stop());
beforeEach(async () => {
  acme = await messaging.business();
});

/** All orders of some things. */
function orders<T>(things: readonly T[]): T[][] {
  if (things.length < 2) return [[...things]];
  return things.flatMap((thing, index) =>
    orders(things.toSpliced(index, 1)).map((rest) => [thing, ...rest]),
  );
}

type Said = 'STOP' | 'START' | 'staff in' | 'staff out';

/** The facts that compliance says while this happens to a number, in its order. */
function factsOf(recipientId: string, happenings: readonly Said[]): ConsentChanged[] {
  let keywordSequence = 0;
  return happenings.map((said, index) => {
    const isWord = said === 'STOP' || said === 'START';
    if (isWord) keywordSequence += 1;
    const optsIn = said === 'START' || said === 'staff in';
    const at = new Date(Date.now() - 86_400_000 + index * 60_000).toISOString();
    return {
      subjectId: recipientId,
      subjectKind: 'recipient',
      state: optsIn ? 'opted_in' : 'opted_out',
      origin: isWord ? 'keyword' : 'staff',
      basis: optsIn ? 'express' : null,
      source: isWord ? said : 'verbal',
      boundRecipientId: null,
      written: false,
      expiresAt: null,
      eventId: newId(),
      keywordSequence,
      by: isWord ? `recipient:${recipientId}` : 'user:u1',
      obtainedAt: at,
      changedAt: at,
      version: index + 1,
    };
  });
}

const say = async (...facts: ConsentChanged[]): Promise<void> => {
  const { tenantId } = acme;
  const said = facts.map((payload) => ({ tenantId, payload }));
  await messaging.service.handled(await messaging.service.say(ConsentChanged, said));
};

/** Whether a text to the number is refused, and what stands on its row. */
async function endOf(phone: string): Promise<{ code: string | number; stopped: boolean }> {
  const { status, body } = await messaging.send(acme.tenantId, { to: phone, body: 'x' });
  const { rows } = await messaging.service.admin.query<{ stopped: boolean }>(
    'SELECT stopped_at IS NOT NULL AS stopped FROM recipient WHERE tenant_id = $1 AND id = $2',
    [acme.tenantId, recipientIdOf(acme.tenantId, phone)],
  );
  return { code: body.code ?? status, stopped: rows[0]?.stopped ?? false };
}

const newNumber = (): string => `+1312556${String(1_000 + phones++)}`;
const knownTo = (phone: string): Promise<unknown> =>
  messaging.putContact(acme.tenantId, newId(), { kind: 'customer', name: 'D', smsNumber: phone });

const OPTED_OUT = { code: 'recipient_opted_out', stopped: false };
const STOPPED = { code: 'recipient_opted_out', stopped: true };
const OPTED_IN = { code: 202, stopped: false };

/** The last thing that happened decides: what staff are allowed to say stands behind a STOP. */
const STORIES: readonly (readonly [Said[], object])[] = [
  [['staff in', 'STOP'], STOPPED],
  [['STOP', 'START', 'staff in'], OPTED_IN],
  [['STOP', 'START', 'staff out'], OPTED_OUT],
  [['staff out', 'START', 'STOP', 'START'], OPTED_IN],
];

describe.each(STORIES)('%j', (happenings, end) => {
  test('ends the same in every order, doubled, and from the beginning again', async () => {
    for (const order of orders(happenings.map((_, index) => index))) {
      const phone = newNumber();
      await knownTo(phone);
      const facts = factsOf(recipientIdOf(acme.tenantId, phone), happenings);
      await say(...order.flatMap((index) => [facts[index]!, facts[index]!]));
      expect([order, await endOf(phone)]).toEqual([order, end]);
      await say(...facts);
      expect([order, await endOf(phone)]).toEqual([order, end]);
    }
  });

  test('ends the same where messaging heard the texts itself, before or after', async () => {
    for (const early of [true, false]) {
      const phone = newNumber();
      await knownTo(phone);
      const facts = factsOf(recipientIdOf(acme.tenantId, phone), happenings);
      const texts = async (): Promise<void> => {
        for (const said of happenings)
          if (said === 'STOP' || said === 'START') await messaging.arrive(acme, phone, said);
      };
      if (early) await texts();
      await say(...facts.toReversed(), ...facts);
      if (!early) await texts();
      const { stopped } = await endOf(phone);
      expect({ early, stopped }).toMatchObject({ early, stopped: end === STOPPED });
    }
  });
});

test('an older opt-in lifts no STOP, however late and however often it comes', async () => {
  const phone = newNumber();
  await knownTo(phone);
  const recipientId = recipientIdOf(acme.tenantId, phone);
  const [optIn] = factsOf(recipientId, ['staff in']) as [ConsentChanged];
  const [, start] = factsOf(recipientId, ['STOP', 'START']) as [ConsentChanged, ConsentChanged];
  for (const word of ['STOP', 'START', 'STOP']) await messaging.arrive(acme, phone, word);
  await say(optIn, start, optIn, start);
  expect(await endOf(phone)).toEqual(STOPPED);
});

describe('what staff opted out', () => {
  const LONG_AGO = '2020-01-01T00:00:00.000Z';

  /** A customer of whom compliance says this, in this order, again and again. */
  async function toldOf(
    phone: string,
    changes: readonly (Partial<ConsentChanged> & { of: 'contact' | 'number' })[],
  ): Promise<{ contactId: string; again: () => Promise<void> }> {
    const { body } = await messaging.putContact(acme.tenantId, `ext-${phone}`, {
      kind: 'customer',
      name: 'D',
    });
    const contactId = body.record.id;
    const recipientId = recipientIdOf(acme.tenantId, phone);
    const facts = changes.map(({ of, ...change }, index): ConsentChanged => {
      const subjectId = of === 'number' ? recipientId : contactId;
      const [fact] = factsOf(subjectId, ['staff in']) as [ConsentChanged];
      const subjectKind = of === 'number' ? 'recipient' : 'contact';
      const changedAt = new Date(Date.now() - 3_600_000 + index * 60_000).toISOString();
      const when = { obtainedAt: changedAt, changedAt, version: index + 1 };
      return { ...fact, subjectKind, ...when, ...change };
    });
    const again = (): Promise<void> => say(...facts);
    await again();
    await messaging.putContact(acme.tenantId, `ext-${phone}`, {
      kind: 'customer',
      name: 'D',
      smsNumber: phone,
    });
    return { contactId, again };
  }
  const out = { state: 'opted_out', basis: null } as const;

  test.each([
    ['their contact', [{ of: 'contact', ...out }], 'number'],
    ['their number', [{ of: 'number', ...out }], 'contact'],
  ] as const)('as %s, an old list of the other lifts no more', async (_, optOut, other) => {
    for (const [obtainedAt, code] of [
      [LONG_AGO, 'recipient_opted_out'],
      [undefined, 202],
    ] as const) {
      const phone = newNumber();
      const list = { of: other, source: 'import', ...(obtainedAt && { obtainedAt }) };
      const { contactId, again } = await toldOf(phone, [...optOut, list]);
      const expectIt = async (): Promise<void> => {
        expect((await endOf(phone)).code).toBe(code);
        const { status, body } = await messaging.send(acme.tenantId, { contactId, body: 'x' });
        expect(body.code ?? status).toBe(code);
      };
      await expectIt();
      await again();
      await expectIt();
      await messaging.service.admin.query('DELETE FROM consent_copy WHERE tenant_id = $1', [
        acme.tenantId,
      ]);
      await again();
      await expectIt();
    }
  });

  test('holds for their number also when it is said again after they were erased', async () => {
    const phone = newNumber();
    const { contactId } = await toldOf(phone, [{ of: 'contact' }]);
    const optOut = async (version: number): Promise<void> => {
      const [fact] = factsOf(contactId, ['staff out']) as [ConsentChanged];
      const changedAt = new Date().toISOString();
      await say({ ...fact, ...out, subjectKind: 'contact', changedAt, version });
    };
    await optOut(2);
    await messaging.service.admin.query(
      `UPDATE contact SET erased_at = now(), sms_number = NULL, recipient_id = NULL WHERE id = $1`,
      [contactId],
    );
    expect((await endOf(phone)).code).toBe('recipient_opted_out');
    await optOut(3);
    expect((await endOf(phone)).code).toBe('recipient_opted_out');
  });
});
