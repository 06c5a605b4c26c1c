/** When a business's texts may go: chosen, said, and kept apart from other businesses'. */
import { QuietHoursChanged, type QuietHoursView, newId } from '@fieldline/contracts';
import type { Received } from '@fieldline/events';
import { eventually, type ServiceUnderTest, startServiceUnderTest } from '@fieldline/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { compliance } from '../src/index.js';

let service: ServiceUnderTest;
let heard: Received[];
let tenantId: string;
beforeAll(async () => {
  service = await startServiceUnderTest(compliance);
  heard = await service.listen('compliance.quiet_hours');
});
afterAll(() => service.stop());
beforeEach(() => {
  tenantId = newId();
});

const set = (body: object, tenant = tenantId) =>
  service.call<QuietHoursView>(tenant, ['PUT', '/quiet-hours'], { body, role: 'owner' });
const get = async (tenant = tenantId): Promise<QuietHoursView> =>
  (await service.call<QuietHoursView>(tenant, ['GET', '/quiet-hours'])).body;
const facts = (): QuietHoursChanged[] =>
  heard
    .filter((event) => event.tenantId === tenantId)
    .map(({ payload }) => payload as QuietHoursChanged);

test('are the default until somebody sets them, with names to choose by and their laws', async () => {
  const hours = await get();
  expect(hours).toMatchObject({
    preset: 'default',
    from: '08:00',
    to: '21:00',
    sunday: null,
    version: 0,
  });
  expect(hours.presets.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['default', 'US-FL', 'US-OK', 'US-TX', 'US-WA', 'US-MD']),
  );
  for (const { source, sourceUrl } of hours.presets)
    expect([source.length > 0, sourceUrl.startsWith('https://')]).toEqual([true, true]);
});

test('by a name, then hours of their own: each is a version, and is told', async () => {
  const { presets } = await get();
  const texas = presets.find(({ name }) => name === 'US-TX');
  const { from, to, sunday } = texas ?? {};
  const byName = { preset: 'US-TX', from, to, sunday };
  expect((await set({ preset: 'US-TX' })).body).toMatchObject({ ...byName, version: 1 });
  const own = { from: '10:00', to: '18:00', sunday: { from: '13:00', to: '17:00' } };
  expect((await set(own)).body).toMatchObject({ preset: null, ...own, version: 2 });
  expect(await get()).toMatchObject({ preset: null, ...own, version: 2 });
  await eventually(() =>
    expect(facts()).toEqual([
      { businessId: tenantId, ...byName, by: 'user:u1', version: 1 },
      { businessId: tenantId, preset: null, ...own, by: 'user:u1', version: 2 },
    ]),
  );
  expect(await get(newId())).toMatchObject({ preset: 'default', version: 0 });
});

test('that somebody has changed since are not overwritten', async () => {
  expect((await set({ preset: 'US-FL', version: 0 })).status).toBe(200);
  for (const version of [0, 2])
    expect(await set({ preset: 'US-WA', version })).toMatchObject({
      status: 409,
      body: { code: 'stale_version' },
    });
  expect((await set({ preset: 'US-WA', version: 1 })).body.version).toBe(2);
  expect(await set({ preset: 'US-WA', version: 7 }, newId())).toMatchObject({ status: 409 });
  const answers = await Promise.all([1, 2, 3, 4].map(() => set({ preset: 'US-MD', version: 2 })));
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409, 409]);
});

test.each([
  [{ from: '8:00', to: '21:00' }, 'from'],
  [{ from: '08:00', to: '24:01' }, 'to'],
  [{ from: '08:00', to: '21:00', sunday: { from: '12:00' } }, 'sunday.to'],
  [{ from: '08:00', to: '21:00', sunday: 'closed' }, 'sunday'],
  [{ from: 800, to: '21:00' }, 'from'],
  [{ from: '21:00', to: '08:00' }, 'to'],
  [{ preset: null }, 'preset'],
  [{ preset: 'default', mode: 'x' }, 'mode'],
])('%j are refused', async (body, field) => {
  const answer = await set(body);
  expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
  expect(answer.body.errors?.map((error) => error.field)).toContain(field);
  expect((await get()).version).toBe(0);
});

test('said again they are the same, and nobody has set them', async () => {
  await set({ preset: 'US-OK' });
  await eventually(() => expect(facts()).toHaveLength(1));
  const body = { id: newId(), facts: ['compliance.quiet_hours.changed.v1'], reason: 'a test' };
  await service.call(null, ['POST', '/republications'], { role: 'operator', body });
  await eventually(() => expect(facts()).toHaveLength(2));
  expect(facts()[1]).toEqual({ ...facts()[0], by: null });
});
