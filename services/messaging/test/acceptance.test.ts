import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { recipientIdOf } from '@fieldline/contracts';
import { type Business, RunningMessaging } from './running-messaging.js';

let messaging: RunningMessaging;
let acme: Business;

beforeAll(async () => {
  messaging = await RunningMessaging.start();
  acme = await messaging.business();
});
afterAll(() => messaging.stop());

const code = async (addressee: object): Promise<string | number> => {
  const { status, body } = await messaging.send(acme.tenantId, { body: 'x', ...addressee });
  return body.code ?? status;
};

test("the business's own number is refused, even when somebody has opted in with it", async () => {
  const to = acme.phoneNumber;
  const { tenantId } = acme;
  const recipientId = recipientIdOf(tenantId, to);
  await messaging.consent(tenantId, recipientId, { subjectKind: 'recipient' });
  expect(await code({ to })).toBe('invalid_number');
  await messaging.putContact(tenantId, 'ourselves', {
    kind: 'customer',
    name: 'Us',
    smsNumber: to,
  });
  expect(await code({ contactId: 'ext:ourselves' })).toBe('invalid_number');
});

describe('of two contacts with one number, of whom one has opted in', () => {
  const to = '+13125550101';
  let willing: string;
  let silent: string;

  beforeAll(async () => {
    willing = (await messaging.customer(acme, to)).id;
    const contact = { kind: 'customer', name: 'Walter', smsNumber: to };
    silent = (await messaging.putContact(acme.tenantId, 'silent', contact)).body.record.id;
  });

  test('the one may be texted, the other not', async () => {
    expect(await code({ contactId: willing })).toBe(202);
    expect(await code({ contactId: silent })).toBe('recipient_not_opted_in');
  });

  test('the number may be texted', async () => {
    expect(await code({ to })).toBe(202);
  });
});

test('a thread comes on top with each text that is accepted, and with each that comes in', async () => {
  const phones = ['+13125550111', '+13125550112', '+13125550113'];
  const threads = async (): Promise<string[]> => {
    const { body } = await messaging.service.call<{ items: { number: string }[] }>(acme.tenantId, [
      'GET',
      '/conversations',
    ]);
    return body.items.map(({ number }) => number).filter((number) => phones.includes(number));
  };
  for (const to of phones) {
    await messaging.customer(acme, to);
    expect(await code({ to })).toBe(202);
  }
  const [first = '', second = '', third = ''] = phones;
  expect(await threads()).toEqual([third, second, first]);
  expect(await code({ to: first })).toBe(202);
  expect(await threads()).toEqual([first, third, second]);
  await messaging.arrive(acme, second, 'Thanks');
  expect(await threads()).toEqual([second, first, third]);
});
