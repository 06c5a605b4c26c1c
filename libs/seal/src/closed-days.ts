import type { Database } from '@fieldline/database';

interface Moment {
  /** The last day that ended long enough ago. */
  readonly day: string;
  /** Every transaction with a lower number has ended. */
  readonly oldest: string;
}

/**
 * Says up to which day nothing can be written any more. A row has the time of its writing, by a
 * transaction that had its number then. Once a day is over, the number of a transaction that begins now
 * is noted; when every lower one has ended, whatever they wrote is there to be read. How long that takes,
 * they say: no limit is assumed, no lock is taken and nobody waits.
 */
export class ClosedDays {
  private noted: { readonly day: string; readonly next: bigint } | undefined;

  constructor(
    private readonly database: Database,
    private readonly afterSeconds: number,
  ) {}

  /** @returns the last closed day; undefined while somebody who may have written in it is at work */
  async last(): Promise<string | undefined> {
    const { day, oldest } = await this.look();
    if (day !== this.noted?.day) this.noted = { day, next: await this.nextTransaction() };
    return BigInt(oldest) >= this.noted.next ? day : undefined;
  }

  private async look(): Promise<Moment> {
    const [moment] = await this.database.query<Moment>(
      `SELECT to_char((now() AT TIME ZONE 'UTC' - $1 * interval '1 second')::date - 1, 'YYYY-MM-DD') AS day,
              pg_snapshot_xmin(pg_current_snapshot())::text AS oldest`,
      [this.afterSeconds],
    );
    return moment!;
  }

  /** Not a snapshot's xmax, which knows of nobody who began since the last one ended. */
  private async nextTransaction(): Promise<bigint> {
    const [row] = await this.database.query<{ id: string }>(
      `SELECT pg_current_xact_id()::text AS id`,
    );
    return BigInt(row!.id);
  }
}
