/** Consents that are said again, and what is heard of contacts again. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type ConsentChanged, ContactChanged, eventMeta, newId } from '@fieldline/contracts';
import type { Received } from '@fieldline/events';
import { eventually, type ServiceUnderTest, startServiceUnderTest } from '@fieldline/testing';
import { compliance } from '../src/index.js';

const tenantId = newId();
const contactId = newId();
const recipientId = newId();
let service: ServiceUnderTest;
let heard: Received[];

beforeAll(async () => {
  service = await startServiceUnderTest(compliance);
  heard = await service.listen('compliance.consent');
  const proof = { basis: 'express', source: 'web_form', proof: 'form 881' };
  const body = { contactId, action: 'opt_in', ...proof };
  await service.call(tenantId, ['POST', '/consents'], { body });
  await saidSoFar(1);
}, 60_000);
afterAll(() => service.stop());

const saidSoFar = (facts: number): Promise<void> =>
  eventually(() => expect(heard).toHaveLength(facts));

async function republish(said: number): Promise<ConsentChanged[]> {
  const body = { id: newId(), facts: ['compliance.consent.changed.v1'], reason: 'a test' };
  await service.call(null, ['POST', '/republications'], { role: 'operator', body });
  const before = heard.length;
  await saidSoFar(before + said);
  return heard.slice(before).map(({ payload }) => payload as ConsentChanged);
}

test('a consent is said as it is; a row that was made only to be locked is not', async () => {
  await service.admin.query(
    `INSERT INTO consent (tenant_id, subject_id, subject_kind) VALUES ($1, $2, 'recipient')`,
    [tenantId, recipientId],
  );
  // Said again, nobody has done anything.
  expect(await republish(1)).toEqual([{ ...heard[0]?.payload, by: null }]);
});

test('a contact that is heard of again binds its consent once, and nothing is said of it', async () => {
  const contact = eventMeta(ContactChanged).example as ContactChanged;
  const tell = async (number: string): Promise<void> => {
    const payload = { ...contact, contactId, recipientId: number };
    await service.handled(await service.say(ContactChanged, [{ tenantId, payload }]));
  };
  const before = heard.length;
  await tell(recipientId);
  await tell(recipientId);
  await tell(newId());
  expect(heard).toHaveLength(before);
  expect(await republish(1)).toMatchObject([{ boundRecipientId: recipientId, version: 1 }]);
  const { rowCount } = await service.admin.query('SELECT FROM consent_event');
  expect(rowCount).toBe(1);
});
