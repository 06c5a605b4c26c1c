/** The door that every service with state of its own has, on the smallest one there is. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { EventType, newId, type Page, type RepublicationView } from '@fieldline/contracts';
import { createTenantTable } from '@fieldline/database';
import {
  createEventTables,
  createRepublication,
  type Received,
  stateFact,
} from '@fieldline/events';
import { eventually, type ServiceUnderTest, startServiceUnderTest } from '@fieldline/testing';
import { Module } from '@nestjs/common';
import { IsInt, IsUUID, Min } from 'class-validator';
import { Column, Entity, type MigrationInterface, PrimaryColumn, type QueryRunner } from 'typeorm';
import { defineService, ServiceSettings } from '../src/index.js';

const FACT = 'avenue.lamp.changed.v1';
/** Sooner than anybody would look for it who isn't told. */
const SOON = { timeoutMs: 3_000 };

@EventType<LampChanged>({
  type: FACT,
  key: 'lampId',
  subject: 'lampId',
  carriesState: true,
  example: { lampId: newId(), version: 1 },
})
class LampChanged {
  @IsUUID() lampId!: string;
  @IsInt() @Min(1) version!: number;
}

@Entity('lamp')
class Lamp {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) tenantId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('bigint') version!: number;
}

class CreateAvenue1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createEventTables(runner, 'avenue');
    const columns = 'id uuid NOT NULL, version bigint NOT NULL, PRIMARY KEY (tenant_id, id)';
    await createTenantTable(runner, { service: 'avenue', table: 'lamp', columns });
  }
  async down(): Promise<void> {}
}

@Module({})
class AvenueModule {}

const avenue = defineService({
  name: 'avenue',
  Settings: ServiceSettings,
  module: () => AvenueModule,
  entities: [Lamp],
  migrations: [CreateAvenue1700000000000, createRepublication('avenue')],
  states: [
    stateFact({
      type: LampChanged,
      entity: Lamp,
      id: 'id',
      toPayload: ({ id, version }) => ({ lampId: id, version }),
    }),
  ],
});

const tenantId = newId();
let service: ServiceUnderTest;
let heard: Received[];
beforeAll(async () => {
  service = await startServiceUnderTest(avenue);
  heard = await service.listen('avenue.lamp');
  await service.admin.query(
    `INSERT INTO lamp SELECT CASE WHEN n <= 3 THEN $1 ELSE gen_random_uuid() END, gen_random_uuid(), n
       FROM generate_series(1, 10) AS n`,
    [tenantId],
  );
}, 60_000);
afterAll(() => service.stop());

const asOperator = <T>(method: string, path: string, body?: unknown) =>
  service.call<T>(null, [method, path], { role: 'operator', body });
const reason = 'the copies are damaged';

test('what is asked for is taken on, said at once, and shown with who asked and why', async () => {
  const id = newId();
  const begin = () =>
    asOperator<RepublicationView>('POST', '/republications', {
      id,
      facts: [FACT],
      reason,
      tenantId,
    });
  const { status, body } = await begin();
  expect([status, body]).toMatchObject([
    202,
    {
      id,
      state: 'running',
      tenantId,
      reason,
      requestedBy: 'user:u1',
      runs: [{ fact: FACT, service: 'avenue', republished: 0 }],
    },
  ]);
  const done = await eventually(async () => {
    const shown = (await asOperator<RepublicationView>('GET', `/republications/${id}`)).body;
    expect(shown).toMatchObject({ state: 'done', runs: [{ state: 'done', republished: 3 }] });
    return shown;
  }, SOON);
  expect((await begin()).body).toEqual(done);
  await eventually(() => expect(heard).toHaveLength(3));
  expect(new Set(heard.map((event) => event.tenantId))).toEqual(new Set([tenantId]));
});

test('they are listed by the page, newest first', async () => {
  const ids = [newId(), newId(), newId()];
  for (const id of ids) await asOperator('POST', '/republications', { id, facts: [FACT], reason });
  const list = async (query: string) =>
    (await asOperator<Page<RepublicationView>>('GET', `/republications?limit=2${query}`)).body;
  const page = await list('');
  expect(page.items.map(({ id }) => id)).toEqual([ids[2], ids[1]]);
  const next = await list(`&cursor=${page.nextCursor}`);
  expect(next.items[0]?.id).toBe(ids[0]);
  expect((await asOperator('GET', '/republications?cursor=x')).status).toBe(400);
});

test.each<[string, object]>([
  ['a happening', { facts: ['avenue.lamp.lit.v1'] }],
  ['nothing', { facts: [] }],
  ['an id that is none', { id: '1' }],
  ['a business that is none', { tenantId: 'x' }],
  ['no reason', { reason: '' }],
])('%s is not taken on', async (_, over) => {
  const body = { id: newId(), facts: [FACT], reason, ...over };
  const answer = await asOperator('POST', '/republications', body);
  expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
  expect((await asOperator('GET', `/republications/${body.id}`)).status).toBe(404);
});

test.each(['owner', 'admin', 'agent', 'technician', 'readonly'] as const)(
  'they are no business of a %s',
  async (role) => {
    const body = { id: newId(), facts: [FACT], reason };
    const refused = await service.call(tenantId, ['POST', '/republications'], { role, body });
    expect(refused.status).toBe(403);
    for (const path of ['/republications', `/republications/${newId()}`])
      expect((await service.call(tenantId, ['GET', path], { role })).status).toBe(403);
  },
);

test('and no table of theirs shows one business to another', async () => {
  expect(await service.catalogProblems()).toEqual([]);
});
