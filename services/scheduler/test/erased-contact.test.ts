/** Where somebody lives who was erased is kept no longer, and nothing brings it back. */
import {
  ContactChanged,
  eventMeta,
  type ImportLine,
  type JobView,
  newId,
  type Upserted,
} from '@fieldline/contracts';
import { type ServiceUnderTest, startServiceUnderTest } from '@fieldline/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { scheduler } from '../src/index.js';

let service: ServiceUnderTest;
let tenantId: string;
let contactId: string;
beforeAll(async () => {
  service = await startServiceUnderTest(scheduler);
});
afterAll(() => service.stop());

const contact = eventMeta(ContactChanged).example as ContactChanged;
const tell = async (change: Partial<ContactChanged>): Promise<void> => {
  const payload = { ...contact, contactId, externalId: 'C-1', ...change };
  await service.handled(await service.say(ContactChanged, [{ tenantId, payload }]));
};
const put = (ref: string, body: object) =>
  service.call<Upserted<JobView>>(tenantId, ['PUT', `/jobs/${ref}`], { body });
const addressOf = async (ref: string): Promise<string | null> =>
  (await service.call<JobView>(tenantId, ['GET', `/jobs/${ref}`])).body.address;
const visit = {
  contactId: 'ext:C-1',
  jobType: 'drain',
  startsAt: '2026-12-01T09:00:00-06:00',
  timeZone: 'America/Chicago',
};

beforeEach(async () => {
  [tenantId, contactId] = [newId(), newId()];
  await tell({ version: 1 });
});

const erase = () =>
  tell({ version: 2, name: 'Erased contact', erasedAt: new Date().toISOString() });

test('their visits stay, without the address; others’ keep theirs', async () => {
  await put('J-1', { ...visit, address: '1 Main St' });
  const [theirs, ours] = [contactId, newId()];
  contactId = ours;
  await tell({ externalId: 'C-2', version: 1 });
  await put('J-2', { ...visit, contactId: 'ext:C-2', address: '2 Main St' });
  contactId = theirs;
  await erase();
  expect(await addressOf('J-1')).toBeNull();
  expect(await addressOf('J-2')).toBe('2 Main St');
});

test('a visit of theirs takes no address any more, whoever is named', async () => {
  await put('J-1', visit);
  await erase();
  const refused = [
    await put('J-1', { address: '1 Main St' }),
    await put('J-3', { ...visit, address: '1 Main St' }),
  ];
  for (const { status, body } of refused)
    expect([status, body.code]).toEqual([409, 'contact_erased']);
  expect((await put('J-1', { status: 'canceled' })).status).toBe(200);
  const line = JSON.stringify({ externalId: 'J-1', address: '1 Main St' });
  const { body } = await service.call<{ items: ImportLine[] }>(tenantId, ['POST', '/jobs/import'], {
    body: line,
  });
  expect(body.items).toMatchObject([{ outcome: 'error', error: { code: 'contact_erased' } }]);
  expect(await addressOf('J-1')).toBeNull();
});

test('a dead letter doesn’t keep their name', async () => {
  await service.admin.query(
    `INSERT INTO dead_letter (id, topic, partition, "offset", key, subject, headers, payload, reason, error)
     VALUES ($1, 'messaging.contact', 0, '1', 'k', $2, $3, $4, 'malformed', 'x')`,
    [
      newId(),
      newId(),
      { ce_tenantid: tenantId },
      Buffer.from(JSON.stringify({ contactId, name: 'Dana Whitfield', version: 1 })),
    ],
  );
  await erase();
  const { rows } = await service.admin.query<{ payload: Buffer }>(
    'SELECT payload FROM dead_letter',
  );
  expect(rows.map(({ payload }) => JSON.parse(payload.toString()) as unknown)).toEqual([
    { contactId, name: 'Erased contact', version: 1 },
  ]);
});
