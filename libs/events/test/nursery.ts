/** An orchard with aggregates that somebody else keeps copies of: what it takes to republish them. */
import { EventType, newId } from '@fieldline/contracts';
import { createTenantTable, type Database, query, type Transaction } from '@fieldline/database';
import { IsInt, IsString, IsUUID, Min } from 'class-validator';
import { Column, Entity, type MigrationInterface, PrimaryColumn, type QueryRunner } from 'typeorm';
import { EventConsumer } from '../src/event-consumer.js';
import {
  createRepublication,
  type Delivery,
  type Outbox,
  type Received,
  stateFact,
} from '../src/index.js';
import { Republications } from '../src/republish/republications.js';
import { Republisher } from '../src/republish/republisher.js';
import { type StateFact, stateFactsOf } from '../src/republish/state-fact.js';
import { openOrchard } from './orchard.js';
import { logger } from './transports.js';

const example = { saplingId: newId(), name: 'Cox', version: 1 };

@EventType<SaplingChanged>({
  type: 'orchard.sapling.changed.v1',
  key: 'saplingId',
  subject: 'saplingId',
  carriesState: true,
  example,
})
export class SaplingChanged {
  @IsUUID() saplingId!: string;
  @IsString() name!: string;
  @IsInt() @Min(1) version!: number;
}

@Entity('sapling')
export class Sapling {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) tenantId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text') name!: string;
  @Column('bigint') version!: number;
}

export const FACT = 'orchard.sapling.changed.v1';
export const SAPLING_TOPICS = ['orchard.sapling'];
/** What no fact can say: its class wants a string. */
export const UNSAYABLE = 'unsayable';

export const saplingFact: StateFact = stateFact({
  type: SaplingChanged,
  entity: Sapling,
  id: 'id',
  toPayload: ({ id, name, version }) => ({
    saplingId: id,
    name: name === UNSAYABLE ? (1 as unknown as string) : name,
    version,
  }),
});

class CreateSapling1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const columns = `id uuid NOT NULL, name text NOT NULL, version bigint NOT NULL, PRIMARY KEY (tenant_id, id)`;
    for (const table of ['sapling', 'sapling_copy'])
      await createTenantTable(runner, { service: 'orchard', table, columns });
    // Everything that was ever heard, in the order in which it was.
    await createTenantTable(runner, {
      service: 'orchard',
      table: 'hearsay',
      columns: `position bigint GENERATED ALWAYS AS IDENTITY, id uuid NOT NULL, version bigint NOT NULL,
                PRIMARY KEY (tenant_id, position)`,
    });
  }

  async down(): Promise<void> {}
}

export interface Planted {
  readonly tenantId: string;
  readonly id: string;
}

/** As each process of the service has one. */
export function newRepublisher(database: Database, outbox: Outbox): Republisher {
  const facts = stateFactsOf('orchard', [saplingFact]);
  return new Republisher('orchard', database, outbox, facts, logger);
}

export type Nursery = Awaited<ReturnType<typeof openNursery>>;

export async function openNursery() {
  const orchard = await openOrchard({
    entities: [Sapling],
    migrations: [CreateSapling1700000000001, createRepublication('orchard')],
  });
  const { database, outbox, admin } = orchard;
  const republisher = newRepublisher(database, outbox);
  const rowsOf = async <T>(sql: string, values: unknown[] = []): Promise<T[]> =>
    (await admin.query(sql, values)).rows as T[];
  return {
    ...orchard,
    republisher,
    republications: new Republications('orchard', database, [FACT], republisher),
    rowsOf,
    /** Saplings that were there before anybody heard of them, in the order of their keys. */
    plant(count: number, tenantId?: string): Promise<Planted[]> {
      return rowsOf(
        `WITH made AS (
           INSERT INTO sapling SELECT coalesce($2::uuid, gen_random_uuid()), gen_random_uuid(), 'Cox ' || n, 3
             FROM generate_series(1, $1) AS n RETURNING tenant_id AS "tenantId", id)
         SELECT * FROM made ORDER BY 1, 2`,
        [count, tenantId ?? null],
      );
    },
    /** One change as a writer makes it: the row is locked before its fact is added. */
    async change({ tenantId, id }: Planted, beforeCommit?: () => Promise<void>): Promise<void> {
      await database.asTenant(tenantId, async (tx) => {
        const sapling = await tx.findOneOrFail(Sapling, {
          where: { tenantId, id },
          lock: { mode: 'pessimistic_write' },
        });
        sapling.version += 1;
        sapling.name = `Cox at ${sapling.version}`;
        await tx.save(sapling);
        const { name, version } = sapling;
        await outbox.add(tx, SaplingChanged, tenantId, { saplingId: id, name, version });
        await beforeCommit?.();
      });
    },
    /** Has its state facts said again. @returns the id to look by */
    async request(tenantId: string | null = null): Promise<string> {
      const id = newId();
      const asked = { id, facts: [FACT], tenantId, by: 'user:dana', reason: 'a copy is damaged' };
      await this.republications.begin(asked);
      return id;
    },
    /** What waits in the outbox, in the order in which it will go out. */
    waiting: () =>
      rowsOf<{ id: string; version: number }>(
        `SELECT subject AS id, (payload::json->>'version')::int AS version FROM outbox ORDER BY outbox.id`,
      ),
    /** The copies that aren't what their originals are. */
    wrongCopies: async () =>
      (
        await rowsOf<Planted>(
          `SELECT id FROM sapling s FULL JOIN sapling_copy c USING (tenant_id, id)
          WHERE s.version IS DISTINCT FROM c.version OR s.name IS DISTINCT FROM c.name`,
        )
      ).map(({ id }) => id),
    /** Facts of one sapling that came behind a newer one of it. */
    stepsBack: () =>
      rowsOf(
        `SELECT id FROM (SELECT id, version, lag(version) OVER (PARTITION BY id ORDER BY position) AS before
                           FROM hearsay) AS heard WHERE version < before`,
      ),
    consumer: () =>
      new EventConsumer(
        'orchard',
        database,
        {
          topics: SAPLING_TOPICS,
          ignored: new Set(),
          handlers: new Map([
            [
              FACT,
              {
                batch: false,
                handle: (event, { tx }: Delivery) => keep(tx, event as Received<SaplingChanged>),
              },
            ],
          ]),
        },
        logger,
      ),
  };
}

/** A projection as all of ours are: the same version again mends it, an older one changes nothing. */
async function keep(
  tx: Transaction,
  { tenantId, payload: { saplingId, name, version } }: Received<SaplingChanged>,
): Promise<void> {
  await query(tx, `INSERT INTO hearsay (tenant_id, id, version) VALUES ($1, $2, $3)`, [
    tenantId,
    saplingId,
    version,
  ]);
  await query(
    tx,
    `INSERT INTO sapling_copy AS c (tenant_id, id, name, version) VALUES ($1, $2, $3, $4)
     ON CONFLICT (tenant_id, id) DO UPDATE SET name = excluded.name, version = excluded.version
     WHERE c.version <= excluded.version`,
    [tenantId, saplingId, name, version],
  );
}
