/** Aggregates that grow step by step, and the truth about how far each has come. */
import { newId, type EventClass } from '@fieldline/contracts';
import { type Database, query } from '@fieldline/database';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Outbox } from '../../src/index.js';
import { FruitCounted, type Orchard, TreePlanted, TreePruned } from '../orchard.js';
import type { Chooser } from './chooser.js';

const TENANTS = 340;
const TREES_PER_KEY = 3;
/** As many as the pool has connections for, and a few that wait. */
const AT_ONCE = 12;
/** Half of what is said is about these, so that some aggregates get long. */
const BUSY_TREES = 30;

/** What an actor needs of an orchard; a process of its own makes it from addresses. */
export interface Grove {
  readonly name: string;
  readonly database: Database;
  readonly outbox: Outbox;
}

interface Tree {
  readonly treeId: string;
  readonly rowId: string;
  readonly tenantId: string;
  readonly isFruit: boolean;
}

class ChangedItsMind extends Error {}

export type Growth = Awaited<ReturnType<typeof plantGrove>>;

/** Makes 340 businesses with three aggregates of one key each. */
export async function plantGrove(orchard: Orchard) {
  const { admin, database, outbox, name } = orchard;
  await admin.query(`
    CREATE TABLE tree (tree_id text PRIMARY KEY, tenant_id uuid NOT NULL, steps int NOT NULL DEFAULT 0);
    GRANT SELECT, UPDATE ON tree TO ${name}_tenant`);
  const trees: Tree[] = Array.from({ length: TENANTS }, newId).flatMap((tenantId) => {
    const rowId = newId();
    return Array.from({ length: TREES_PER_KEY }, (_, index) => {
      return { treeId: newId(), rowId, tenantId, isFruit: index === 0 };
    });
  });
  await admin.query(`INSERT INTO tree SELECT * FROM unnest($1::text[], $2::uuid[])`, [
    trees.map(({ treeId }) => treeId),
    trees.map(({ tenantId }) => tenantId),
  ]);

  /** One step and its event in one transaction: committed, taken back, or cut off with its connection. */
  async function grow(tree: Tree, end: 'commit' | 'rollback' | 'cut off', holdMs: number) {
    const { treeId, rowId, tenantId } = tree;
    await database.asTenant(tenantId, async (tx) => {
      const [row] = await query<{ step: number }>(
        tx,
        `UPDATE tree SET steps = steps + 1 WHERE tree_id = $1 RETURNING steps - 1 AS step`,
        [treeId],
      );
      const step = row?.step ?? 0;
      await outbox.add(tx, typeOf(tree, step), tenantId, { treeId, rowId, step });
      await sleep(holdMs);
      if (end === 'rollback') throw new ChangedItsMind();
      if (end === 'cut off') await tx.query(`SELECT pg_terminate_backend(pg_backend_pid())`);
    });
  }

  return {
    tenants: TENANTS,
    /** Says `count` things, a dozen at once in transactions that overlap. */
    async say(chooser: Chooser, count: number): Promise<void> {
      for (let left = count; left > 0; left -= AT_ONCE)
        await this.sayAtOnce(chooser, Math.min(left, AT_ONCE));
    },
    async sayAtOnce(chooser: Chooser, count: number): Promise<void> {
      const growing = Array.from({ length: count }, () => {
        const tree = chooser.happens(0.5)
          ? chooser.one(trees.slice(0, BUSY_TREES))
          : chooser.one(trees);
        const end = chooser.one(ENDS);
        const grown = grow(tree, end, chooser.below(15));
        return end === 'commit' ? grown : grown.catch(() => undefined);
      });
      await Promise.all(growing);
    },
  };
}

const ENDS = [...Array<'commit'>(18).fill('commit'), 'rollback', 'cut off'] as const;

function typeOf({ isFruit }: Tree, step: number): EventClass<TreePlanted> {
  if (isFruit) return FruitCounted;
  return step % 2 === 0 ? TreePlanted : TreePruned;
}
