/** Jobs that are said again, and the copies of contacts that are heard of again. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ContactChanged, eventMeta, newId } from '@fieldline/contracts';
import type { Received } from '@fieldline/events';
import { eventually, type ServiceUnderTest, startServiceUnderTest } from '@fieldline/testing';
import { scheduler } from '../src/index.js';

const tenantId = newId();
const contact = {
  ...(eventMeta(ContactChanged).example as ContactChanged),
  contactId: newId(),
  externalId: 'C-1',
  version: 5,
};
let service: ServiceUnderTest;
let heard: Received[];

const tell = async (...changes: Partial<ContactChanged>[]): Promise<void> => {
  const facts = changes.map((change) => ({ tenantId, payload: { ...contact, ...change } }));
  await service.handled(await service.say(ContactChanged, facts));
};

beforeAll(async () => {
  service = await startServiceUnderTest(scheduler);
  heard = await service.listen('scheduler.job');
  await tell({});
}, 60_000);
afterAll(() => service.stop());

test('the same version mends a copy, an older one changes nothing, in whichever order they come', async () => {
  const copy = async () =>
    (await service.admin.query('SELECT name, recipient_id, version FROM contact_copy')).rows[0];
  const kept = await copy();
  await service.admin.query(`UPDATE contact_copy SET name = 'x', recipient_id = NULL`);
  await tell({ name: 'of old', version: 4 });
  expect(await copy()).toMatchObject({ name: 'x' });
  await tell({}, { name: 'of old', version: 4 });
  expect(await copy()).toEqual(kept);
  await service.admin.query('DELETE FROM contact_copy');
  await tell({});
  expect(await copy()).toEqual(kept);
});

test('a job is said as it is', async () => {
  const body = {
    contactId: 'ext:C-1',
    jobType: 'drain-cleaning',
    startsAt: '2026-12-01T09:00:00-06:00',
    timeZone: 'America/Chicago',
  };
  await service.call(tenantId, ['PUT', '/jobs/ext:J-1'], { body });
  await service.call(tenantId, ['PUT', '/jobs/ext:J-1'], { body: { ...body, class: 'urgent' } });
  await eventually(() => expect(heard).toHaveLength(2));
  const request = { id: newId(), facts: ['scheduler.job.changed.v1'], reason: 'a test' };
  const asked = { role: 'operator', body: request } as const;
  await service.call(null, ['POST', '/republications'], asked);
  await eventually(() => expect(heard).toHaveLength(3));
  expect(heard[2]?.payload).toEqual(heard[1]?.payload);
});
