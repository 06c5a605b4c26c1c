/** What a text that is being written would be refused for: as sending it would be, and leaving nothing behind. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ContactView, newId, type TextPreview } from '@fieldline/contracts';
import { type Business, RunningMessaging } from './running-messaging.js';

let messaging: RunningMessaging;
let [acme, pending, closed]: Business[] = [];
let [dana, ben, silent]: ContactView[] = [];
const [DANAS, BENS, STOPPED, HELD, NOBODYS] = [1, 2, 3, 4, 5].map((n) => `+1312555070${n}`);

beforeAll(async () => {
  messaging = await RunningMessaging.start();
  acme = await messaging.business();
  pending = await messaging.business('Pending Pipes', {
    registration: { submitted: true, approved: false },
  });
  closed = await messaging.business('Closed Pipes', { quietHours: { from: '00:00', to: '00:01' } });
  dana = await messaging.customer(acme, DANAS!);
  ben = await messaging.customer(acme, BENS!);
  const { body } = await messaging.putContact(acme.tenantId, newId(), {
    kind: 'customer',
    name: 'Walter',
  });
  silent = body.record;
  await messaging.customer(acme, STOPPED!);
  await messaging.arrive(acme, STOPPED!, 'STOP');
  await messaging.customer(acme, HELD!);
  await messaging.arrive(acme, HELD!, 'please stop texting me');
  await messaging.arrive(acme, NOBODYS!, 'When do you come?');
});
afterAll(() => messaging.stop());

interface Looking {
  readonly of?: () => Business;
  readonly text: () => object;
  readonly codes: readonly string[];
  /** A refusal's further members. */
  readonly says?: object;
}

const look = async (text: object, { tenantId } = acme!) => {
  const path = ['POST', '/messages/preview'] as [string, string];
  const asked = { body: { body: 'We come at 9.', ...text } };
  const { status, body } = await messaging.service.call<TextPreview>(tenantId, path, asked);
  expect([status, body.body]).toEqual([200, 'We come at 9.']);
  return body.refusals;
};
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
const about = (contact: ContactView | undefined) => ({ aboutContactId: contact!.id });
const visitOf = (contact: ContactView | undefined) => ({
  job: { id: newId(), type: 'drain', contactId: contact!.id },
});

const LOOKS: readonly [string, Looking][] = [
  ['to a customer', { text: () => ({ contactId: dana!.id, ...about(dana) }), codes: [] }],
  [
    'to a number that nobody opted in',
    { text: () => ({ to: '+13125550799' }), codes: ['recipient_not_opted_in'] },
  ],
  [
    'to a contact without a number',
    { text: () => ({ contactId: silent!.id }), codes: ['recipient_no_number'] },
  ],
  [
    'after a STOP',
    {
      text: () => ({ to: STOPPED }),
      codes: ['recipient_opted_out'],
      says: { optedOut: { at: expect.any(String), word: 'STOP' } },
    },
  ],
  [
    'on hold',
    {
      text: () => ({ to: HELD }),
      codes: ['recipient_on_hold'],
      says: { hold: { id: expect.any(String), at: expect.any(String) } },
    },
  ],
  [
    'that is promotional',
    {
      // By day where they are: advertising has hours of the law, besides.
      text: () => ({
        contactId: dana!.id,
        textClass: 'promotional',
        sendAt: `${inDays(1).slice(0, 10)}T18:00:00Z`,
      }),
      codes: ['promotional_consent_required'],
    },
  ],
  [
    'about another customer',
    { text: () => ({ contactId: dana!.id, ...about(ben) }), codes: ['context_of_another'] },
  ],
  [
    'about another’s visit',
    { text: () => ({ to: DANAS, ...visitOf(ben) }), codes: ['context_of_another'] },
  ],
  [
    'to a number that no contact has',
    { text: () => ({ to: NOBODYS, ...about(dana) }), codes: ['context_unconfirmed'] },
  ],
  [
    'to one, confirmed',
    { text: () => ({ to: NOBODYS, ...about(dana), confirmContext: true }), codes: [] },
  ],
  [
    'long ago',
    { text: () => ({ contactId: dana!.id, sendAt: inDays(-1) }), codes: ['send_at_past'] },
  ],
  [
    'too far ahead',
    { text: () => ({ contactId: dana!.id, sendAt: inDays(366) }), codes: ['send_at_too_late'] },
  ],
  [
    'to ourselves',
    {
      text: () => ({ to: acme!.phoneNumber }),
      codes: ['invalid_number', 'recipient_not_opted_in'],
    },
  ],
  [
    'of a business that is not approved, to nobody it knows',
    {
      of: () => pending!,
      text: () => ({ to: DANAS }),
      codes: ['registration_not_approved', 'recipient_not_opted_in'],
    },
  ],
  [
    'at night',
    {
      of: () => closed!,
      text: () => ({ to: DANAS, sendAt: `${inDays(1).slice(0, 10)}T18:00:00Z` }),
      codes: ['recipient_not_opted_in', 'quiet_hours_confirm'],
    },
  ],
  [
    'at night, confirmed',
    {
      of: () => closed!,
      text: () => ({
        to: DANAS,
        sendAt: `${inDays(1).slice(0, 10)}T18:00:00Z`,
        confirmQuietHours: true,
      }),
      codes: ['recipient_not_opted_in'],
    },
  ],
];

describe('a text', () => {
  test.each(LOOKS)('%s', async (_, { of = () => acme!, text, codes, says = {} }) => {
    const refusals = await look(text(), of());
    const among = refusals.map(({ code }) => code);
    expect(among).toEqual(codes);
    expect(refusals[0] ?? {}).toMatchObject(says);
    for (const { detail } of refusals) expect(detail).toMatch(/\.$/);
    const sent = await messaging.send(of().tenantId, { body: 'We come at 9.', ...text() });
    expect(sent.body.code).toBe(among[0]);
  });

  test('leaves nothing behind', async () => {
    const count = async () =>
      (
        await messaging.service.admin.query(
          `SELECT (SELECT count(*) FROM message) AS messages, (SELECT count(*) FROM recipient) AS recipients,
                  (SELECT count(*) FROM conversation) AS threads, (SELECT count(*) FROM decision) AS decisions`,
        )
      ).rows[0];
    const before = await count();
    for (const to of [DANAS, STOPPED, HELD, '+13125550798']) await look({ to });
    expect(await count()).toEqual(before);
  });

  test('of a business without a number says so', async () => {
    const tenantId = newId();
    await messaging.tenant(tenantId, {});
    const asked = {
      body: { body: 'Hi', to: DANAS, sendAt: `${inDays(1).slice(0, 10)}T18:00:00Z` },
    };
    const path = ['POST', '/messages/preview'] as [string, string];
    const { body } = await messaging.service.call<TextPreview>(tenantId, path, asked);
    expect(body.refusals.map(({ code }) => code)).toEqual([
      'not_activated',
      'registration_incomplete',
      'recipient_not_opted_in',
    ]);
  });

  test('of a suspended business says so first', async () => {
    const halted = await messaging.business('Halted Pipes');
    await messaging.tenant(halted.tenantId, { state: 'suspended', version: 2 });
    const [first] = await look({ to: DANAS }, halted);
    expect(first).toMatchObject({ code: 'tenant_suspended', detail: expect.any(String) });
  });
});
