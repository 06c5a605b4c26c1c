import type { Client } from 'pg';

/** Rows of a batch. */
const FETCH = 5_000;

/** One database in one read-only transaction: everything it answers is of one moment. */
export class Reader {
  private cursors = 0;

  constructor(readonly client: Client) {}

  async rows<T extends object>(sql: string, parameters: readonly unknown[] = []): Promise<T[]> {
    const { rows } = await this.client.query<T>(sql, [...parameters]);
    return rows;
  }

  /** Rows in batches, however many there are. Several may be read side by side. */
  async *batches<T extends object>(
    sql: string,
    parameters: readonly unknown[] = [],
  ): AsyncGenerator<T[], void, undefined> {
    const cursor = `look_${this.cursors++}`;
    await this.client.query(`DECLARE ${cursor} NO SCROLL CURSOR FOR ${sql}`, [...parameters]);
    for (;;) {
      const rows = await this.rows<T>(`FETCH ${FETCH} FROM ${cursor}`);
      yield rows;
      if (rows.length < FETCH) break;
    }
    await this.client.query(`CLOSE ${cursor}`);
  }
}
