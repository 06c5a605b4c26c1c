import { derivedId, type EventClass, type SealedDay } from '@fieldline/contracts';
import type { Database, Transaction } from '@fieldline/database';
import { type NewEvent, type Outbox, type RoundOutcome, Rounds } from '@fieldline/events';
import { ClosedDays } from './closed-days.js';
import { dayAfter } from './day.js';
import {
  addSeals,
  digestDay,
  firstOpenDay,
  isSealed,
  lastRoots,
  type NewSeal,
  takeTurn,
} from './seal.queries.js';
import { firstLink, FORMAT, rootOf } from './seal.root.js';
import { SEALED_TABLES, type SealedTable } from './sealed-tables.js';

/** After midnight UTC: a clock that was set back by less does no harm. */
const SEAL_AFTER_SECONDS = 5 * 60;
const BUSY_MS = 1_000;
const IDLE_MS = 15_000;

export interface SealerOptions {
  readonly service: SealedTable['service'];
  /** What is said of each seal, so that the evidence also lies outside of the database. */
  readonly fact: EventClass<SealedDay>;
  readonly afterSeconds?: number;
}

/**
 * Seals each closed day of each append-only table of a service: one root for each business, which
 * stands on the last one. All seals of a table's day are one transaction, with their facts, so that a
 * day is sealed for everybody or for nobody; days are sealed in their order, also those that nobody was
 * there for. A day without rows has no seal.
 */
export class Sealer extends Rounds {
  private readonly closed: ClosedDays;
  private readonly tables: readonly SealedTable[];
  /** The first day of a table that this process hasn't seen sealed. */
  private readonly openFrom = new Map<SealedTable, string>();

  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly options: SealerOptions,
  ) {
    super({ busyMs: BUSY_MS, idleMs: IDLE_MS });
    const { service, afterSeconds = SEAL_AFTER_SECONDS } = options;
    this.closed = new ClosedDays(database, afterSeconds);
    this.tables = SEALED_TABLES.filter((each) => each.service === service);
  }

  /** Seals a day that is closed and isn't sealed. `found` while a day is over and may still be written, or another is at it. */
  override async round(): Promise<RoundOutcome> {
    const last = await this.closed.last();
    if (last === undefined) return 'found';
    for (const table of this.tables) {
      const day = this.openFrom.get(table) ?? (await firstOpenDay(this.database, table));
      if (day === null || day > last) continue;
      if (!(await this.sealDay(table, day))) return 'found';
      this.openFrom.set(table, dayAfter(day));
      return 'more';
    }
    return 'nothing';
  }

  /** @returns false when another process is at it */
  private sealDay(table: SealedTable, day: string): Promise<boolean> {
    return this.database.asWorker(async (tx) => {
      if (!(await takeTurn(tx, table.service))) return false;
      if (await isSealed(tx, table, day)) return true;
      const seals = await this.sealsOf(tx, table, day);
      if (seals.length === 0) return true;
      await addSeals(tx, table.service, seals);
      await this.outbox.addAll(
        tx,
        seals.map((seal) => this.factOf(seal)),
      );
      return true;
    });
  }

  private async sealsOf(tx: Transaction, table: SealedTable, day: string): Promise<NewSeal[]> {
    const digests = await digestDay(tx, table, day);
    const tenantIds = digests.map(({ tenantId }) => tenantId);
    const roots = await lastRoots(tx, table, tenantIds);
    return digests.map(({ tenantId, rows, digest }) => {
      const previousRoot = roots.get(tenantId) ?? firstLink(tenantId, table.table);
      const sealed = { previousRoot, day, table: table.table, rows, digest };
      return { ...sealed, tenantId, root: rootOf(sealed) };
    });
  }

  private factOf({ tenantId, ...sealed }: NewSeal): NewEvent<SealedDay> {
    const chainId = derivedId('seal', tenantId, sealed.table);
    const payload = { chainId, format: FORMAT, ...sealed };
    return { type: this.options.fact, tenantId, payload };
  }
}
