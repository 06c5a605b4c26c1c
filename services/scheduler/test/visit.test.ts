import { ContactChanged, eventMeta, newId, type VisitsView } from '@fieldline/contracts';
import { eventually, type ServiceUnderTest, startServiceUnderTest } from '@fieldline/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { scheduler } from '../src/index.js';

let service: ServiceUnderTest;
const tenantId = newId();
const dana = newId();
const stranger = newId();
const HOUR_MS = 3_600_000;

const at = (hours: number): string => new Date(Date.now() + hours * HOUR_MS).toISOString();
const job = (externalId: string, hours: number, status = 'scheduled') =>
  service.call(tenantId, ['PUT', `/jobs/${externalId}`], {
    body: {
      contactId: 'ext:C-1',
      jobType: 'drain-cleaning',
      startsAt: at(hours),
      timeZone: 'America/Chicago',
      status,
    },
  });
const visits = (contactIds: string, tenant = tenantId) =>
  service.call<{ items: VisitsView[] }>(tenant, ['GET', `/visits?contactIds=${contactIds}`]);

beforeAll(async () => {
  service = await startServiceUnderTest(scheduler);
  const example = eventMeta(ContactChanged).example as ContactChanged;
  const payload = { ...example, contactId: dana, externalId: 'C-1', version: 1 };
  await service.say(ContactChanged, [{ tenantId, payload }]);
  await eventually(async () => {
    if ((await job('long-ago', -500, 'completed')).status !== 200) throw new Error('not heard of');
  });
  for (const [externalId, hours, status] of [
    ['last-week', -170, 'completed'],
    ['called-off', -2, 'canceled'],
    ['off-tomorrow', 20, 'canceled'],
    ['soon', 30, 'scheduled'],
    ['later', 200, 'scheduled'],
  ] as const)
    await job(externalId, hours, status);
});
afterAll(() => service.stop());

test('the next and the last visit are those on both sides of now that take place', async () => {
  const { body } = await visits(`${dana},${stranger}`);
  expect(body.items).toMatchObject([
    { contactId: dana, next: { externalId: 'soon' }, last: { externalId: 'last-week' } },
    { contactId: stranger, next: null, last: null },
  ]);
});

test("another business's visits are nobody's", async () => {
  const { body } = await visits(dana, newId());
  expect(body.items).toEqual([{ contactId: dana, next: null, last: null }]);
});

test.each(['', 'C-1', `${dana},`, Array.from({ length: 51 }, newId).join(',')])(
  'ids that are none, or too many, are refused: %.20s',
  async (contactIds) => {
    const { status, body } = await visits(contactIds);
    expect([status, body]).toMatchObject([400, { code: 'invalid_request' }]);
  },
);
