/** The smallest service that says events and hears them, on a schema as real ones have it. */
import { type EventClass, EventType, eventMeta, newId } from '@fieldline/contracts';
import {
  catalogProblems,
  createTenantTable,
  Database,
  migrate,
  provisionService,
  query,
  roleNames,
  type Transaction,
} from '@fieldline/database';
import { createTestDatabase } from '@fieldline/testing';
import { IsInt, IsOptional, IsString, IsUUID, Min } from 'class-validator';
import { Pool } from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { toRecord } from '../src/envelope.js';
import type { HandlerTable } from '../src/handlers.js';
import {
  createEventTables,
  EVENT_GLOBAL_KEYS,
  EVENT_PLATFORM_TABLES,
  Outbox,
  type Received,
} from '../src/index.js';
import type { OutgoingRecord } from '../src/transport.js';

const SERVICE = 'orchard';
const PASSWORD = 'test';
export const TOPICS = ['orchard.tree', 'orchard.fruit'];

class Step {
  @IsUUID() treeId!: string;
  /** Trees of a row share a key. */
  @IsUUID() rowId!: string;
  @IsInt() @Min(0) step!: number;
  @IsOptional() @IsString() note?: string;
}

const example = { treeId: newId(), rowId: newId(), step: 0 };
const rest = { key: 'rowId', subject: 'treeId', example } as const;

@EventType<TreePlanted>({ type: 'orchard.tree.planted.v1', ...rest })
export class TreePlanted extends Step {}

@EventType<TreePruned>({ type: 'orchard.tree.pruned.v1', ...rest })
export class TreePruned extends Step {}

/** Nobody here has any use for it. */
@EventType<TreeFelled>({ type: 'orchard.tree.felled.v1', ...rest })
export class TreeFelled extends Step {}

/** Handled by the run. */
@EventType<FruitCounted>({ type: 'orchard.fruit.counted.v1', ...rest })
export class FruitCounted extends Step {}

class CreateOrchard1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createEventTables(runner, SERVICE);
    await createTenantTable(runner, {
      service: SERVICE,
      table: 'effect',
      columns: `
        id bigint GENERATED ALWAYS AS IDENTITY,
        event_id text NOT NULL, tree_id text NOT NULL, step int NOT NULL,
        PRIMARY KEY (tenant_id, id)`,
    });
  }

  async down(): Promise<void> {}
}

export interface DeadLetterRow {
  readonly subject: string;
  readonly type: string | null;
  readonly reason: string;
  readonly error: string;
  readonly state: string;
  readonly payload: Buffer | null;
}

export type Orchard = Awaited<ReturnType<typeof openOrchard>>;

interface Grounds {
  readonly entities?: readonly (new () => object)[];
  readonly migrations?: readonly (new () => MigrationInterface)[];
}

/** @param grounds what a test needs beside the events' own tables */
export async function openOrchard({ entities = [], migrations = [] }: Grounds = {}) {
  const created = await createTestDatabase(process.env['TEST_POSTGRES_URL'] ?? '');
  const roles = roleNames(SERVICE);
  const urlOf = (role: keyof typeof roles): string => {
    const url = new URL(created.url);
    url.username = roles[role];
    url.password = PASSWORD;
    return url.href;
  };
  await provisionService(created.url, SERVICE, {
    owner: PASSWORD,
    tenant: PASSWORD,
    worker: PASSWORD,
  });
  await migrate({
    ownerUrl: urlOf('owner'),
    schema: SERVICE,
    migrations: [CreateOrchard1700000000000, ...migrations],
  });
  const settings = { tenantUrl: urlOf('tenant'), workerUrl: urlOf('worker'), poolSize: 10 };
  const database = await new Database(settings, entities).connect();
  const outbox = new Outbox(database);
  const admin = new Pool({
    connectionString: created.url,
    options: `-c search_path=${SERVICE}`,
    max: 4,
  });
  // Dropping the database may overtake the end of a connection.
  admin.on('error', () => undefined);
  return {
    name: SERVICE,
    settings,
    database,
    outbox,
    /** A superuser's eyes on the schema, outside of every transaction under test. */
    admin,
    /** One transaction that says one thing. */
    say<T extends Step>(type: EventClass<T>, payload: T, tenantId = newId()): Promise<void> {
      return database.asTenant(tenantId, (tx) => outbox.add(tx, type, tenantId, payload));
    },
    async stepsOf(treeId: string): Promise<number[]> {
      const { rows } = await admin.query<{ step: number }>(
        `SELECT step FROM effect WHERE tree_id = $1 ORDER BY id`,
        [treeId],
      );
      return rows.map(({ step }) => step);
    },
    async deadLettersOf(key: string): Promise<DeadLetterRow[]> {
      const { rows } = await admin.query<DeadLetterRow>(
        `SELECT subject, type, reason, error, state, payload FROM dead_letter
          WHERE key = $1 ORDER BY position`,
        [key],
      );
      return rows;
    },
    async count(table: 'outbox' | 'inbox' | 'effect' | 'dead_letter', where = 'true') {
      const { rows } = await admin.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM ${table} WHERE ${where}`,
      );
      return rows[0]?.n;
    },
    catalogProblems: (): Promise<string[]> =>
      catalogProblems(admin, SERVICE, {
        platformTables: EVENT_PLATFORM_TABLES,
        globalKeys: EVENT_GLOBAL_KEYS,
      }),
    async close(): Promise<void> {
      await database.close();
      await admin.end();
      await created.drop();
    },
  };
}

/** What every handler here does: it writes down that it happened. */
export async function apply(tx: Transaction, events: readonly Received<Step>[]): Promise<void> {
  await query(
    tx,
    `INSERT INTO effect (tenant_id, event_id, tree_id, step)
     SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::int[])`,
    [
      events.map((event) => event.tenantId),
      events.map((event) => event.id),
      events.map((event) => event.payload.treeId),
      events.map((event) => event.payload.step),
    ],
  );
}

type Act = (events: readonly Received<Step>[], tx: Transaction) => Promise<void>;

/** Handlers whose behaviour a test sets, tree by tree; what isn't set is applied. */
export class Gardener {
  private readonly acts = new Map<string, Act>();
  /** How many events each run of the batch handler had. */
  readonly runs: number[] = [];

  on(treeId: string, act: Act): void {
    this.acts.set(treeId, act);
  }

  async work(events: readonly Received<Step>[], tx: Transaction): Promise<void> {
    const set = events.find(({ payload }) => this.acts.has(payload.treeId));
    const act = set ? this.acts.get(set.payload.treeId) : undefined;
    await (act ? act(events, tx) : apply(tx, events));
  }

  table(): HandlerTable {
    const one: HandlerTable['handlers'] extends ReadonlyMap<string, infer Handler>
      ? Handler
      : never = {
      batch: false,
      handle: (event, { tx }) => this.work([event as Received<Step>], tx),
    };
    return {
      topics: TOPICS,
      ignored: new Set([eventMeta(TreeFelled).type]),
      handlers: new Map([
        [eventMeta(TreePlanted).type, one],
        [eventMeta(TreePruned).type, one],
        [
          eventMeta(FruitCounted).type,
          {
            batch: true,
            handle: async (events, { tx }) => {
              this.runs.push((events as readonly Received<Step>[]).length);
              await this.work(events as readonly Received<Step>[], tx);
            },
          },
        ],
      ]),
    };
  }
}

/** An event as it lies in its topic, with what a test wants different. */
export function recordOf<T extends Step>(
  type: EventClass<T>,
  payload: T,
  { id = newId(), tenantId = newId() } = {},
): OutgoingRecord {
  const meta = eventMeta(type);
  return toRecord({
    id: 0,
    eventId: id,
    topic: meta.topic,
    type: meta.type,
    key: payload.rowId,
    subject: payload.treeId,
    tenantId,
    source: SERVICE,
    correlationId: id,
    causationId: null,
    traceparent: null,
    occurredAt: new Date().toISOString(),
    payload: JSON.stringify(payload),
  });
}
