/** Jobs that are said again, and the copies of contacts and consents that are heard of again. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ConsentChanged, ContactChanged, eventMeta, newId } from '@fieldline/contracts';
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

test('consent ends the same in every order, doubled and said again', async () => {
  const subjectId = newId();
  const example = eventMeta(ConsentChanged).example as ConsentChanged;
  const expiresAt = '2028-01-15T00:00:00.000Z';
  const optIn = { subjectKind: 'contact', state: 'opted_in', basis: 'implied', expiresAt } as const;
  const facts: ConsentChanged[] = [
    { ...example, ...optIn, subjectId, version: 1 },
    { ...example, subjectId, version: 2 },
    { ...example, ...optIn, subjectId, version: 3 },
  ];
  const hear = async (...said: ConsentChanged[]): Promise<unknown> => {
    const payloads = said.map((payload) => ({ tenantId, payload }));
    await service.handled(await service.say(ConsentChanged, payloads));
    const { rows } = await service.admin.query(
      'SELECT state, basis, expires_at, version FROM consent_copy WHERE subject_id = $1',
      [subjectId],
    );
    return rows[0];
  };
  const [first, second, third] = facts as [ConsentChanged, ConsentChanged, ConsentChanged];
  expect(await hear(second, first)).toMatchObject({ state: 'opted_out', version: '2' });
  const end = {
    state: 'opted_in',
    basis: 'implied',
    expires_at: new Date(expiresAt),
    version: '3',
  };
  expect(await hear(third, second, third, first)).toEqual(end);
  await service.admin.query(`UPDATE consent_copy SET state = 'opted_out', basis = NULL`);
  expect(await hear(...facts)).toEqual(end);
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
