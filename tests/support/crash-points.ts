import { eventually } from '@fieldline/testing';
import type { Client } from 'pg';
import { connectAs } from './database.js';

/** Rounds look every ten seconds, and a busy machine is slow. */
const REACHED_WITHIN_MS = 60_000;

/** A moment of a transaction: it has written this, and not committed yet. */
export interface CrashPoint {
  readonly service: 'messaging' | 'billing' | 'gateway' | 'compliance';
  readonly table: string;
  /** `INSERT`, `DELETE`, `UPDATE OF status`, … */
  readonly event: string;
  readonly when?: string;
}

const FIRST_KEY = 7_000;

/**
 * Stops the product's transactions just before they commit, from outside: a trigger waits there for a
 * lock that we hold. So what is killed is the product as it is, with nothing in it made for this.
 */
export class CrashPoints {
  private holder: Client | undefined;

  constructor(
    private readonly dataDir: string,
    private readonly points: readonly CrashPoint[],
  ) {}

  /** Sets the triggers up. They let everything pass until one is armed. */
  async install(): Promise<void> {
    for (const service of new Set(this.points.map((point) => point.service))) {
      const owner = await connectAs(this.dataDir, service, 'owner');
      await owner.query(
        `CREATE FUNCTION ${service}.wait_at_crash_point() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN PERFORM pg_advisory_xact_lock_shared(TG_ARGV[0]::bigint); RETURN NULL; END $$`,
      );
      await owner.query(`GRANT EXECUTE ON FUNCTION ${service}.wait_at_crash_point() TO PUBLIC`);
      for (const [index, { service: of, table, event, when }] of this.points.entries()) {
        if (of !== service) continue;
        const name = `crash_point_${index}`;
        await owner.query(
          `CREATE TRIGGER ${name} AFTER ${event} ON ${service}.${table} FOR EACH ROW
             ${when ? `WHEN (${when})` : ''}
             EXECUTE FUNCTION ${service}.wait_at_crash_point('${FIRST_KEY + index}')`,
        );
      }
      await owner.end();
    }
  }

  /** From now on, whoever comes there waits. */
  async arm(point: CrashPoint): Promise<void> {
    this.holder = await connectAs(this.dataDir, point.service, 'owner');
    await this.holder.query('SELECT pg_advisory_lock($1)', [this.keyOf(point)]);
  }

  /** Resolves once somebody waits there. */
  async reached(point: CrashPoint): Promise<void> {
    await eventually(
      async () => {
        const { rowCount } = await this.held.query(
          `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = $1 AND NOT granted`,
          [this.keyOf(point)],
        );
        if (!rowCount) throw new Error(`nobody came to ${point.event} of ${point.table}`);
      },
      { timeoutMs: REACHED_WITHIN_MS, intervalMs: 5 },
    );
  }

  /** Lets go whoever waits: after a kill nobody is there to commit. */
  async disarm(): Promise<void> {
    await this.held.end();
    this.holder = undefined;
  }

  /** One statement as a service's worker, who sees every business. */
  async asWorker(service: CrashPoint['service'], sql: string): Promise<unknown[]> {
    const worker = await connectAs(this.dataDir, service, 'worker');
    const { rows } = await worker.query(sql);
    await worker.end();
    return rows as unknown[];
  }

  private get held(): Client {
    if (!this.holder) throw new Error('no crash point is armed');
    return this.holder;
  }

  private keyOf(point: CrashPoint): number {
    return FIRST_KEY + this.points.indexOf(point);
  }
}
