import { Pool } from 'pg';
import type { IncomingRecord, OutgoingRecord } from '../transport.js';

export interface LogRecord extends IncomingRecord {
  readonly position: number;
}

const RETENTION_DAYS = 7;
/** What one read is cut at, so that large events don't fill the memory. */
const READ_BYTES = 8_000_000;

/** The embedded transport's memory: an append-only log per topic and partition, and how far each group has come. */
export class EventLog {
  private readonly pool: Pool;

  constructor(url: string) {
    this.pool = new Pool({ connectionString: url, max: 8 });
    // A lost idle connection is replaced by the pool; without a listener it would end the process.
    this.pool.on('error', () => undefined);
  }

  async open(): Promise<void> {
    await this.pool.query(`
      CREATE TABLE IF NOT EXISTS log (
        topic text, partition smallint, position bigint, key text NOT NULL,
        headers jsonb NOT NULL, value bytea, at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (topic, partition, position))`);
    await this.pool.query(`
      CREATE TABLE IF NOT EXISTS progress (
        consumer_group text, topic text, partition smallint, next_position bigint NOT NULL,
        PRIMARY KEY (consumer_group, topic, partition))`);
  }

  async close(): Promise<void> {
    await this.pool.end();
  }

  /** The first free position of each partition that has records. */
  async ends(): Promise<{ topic: string; partition: number; next: number }[]> {
    const { rows } = await this.pool.query<{ topic: string; partition: number; next: string }>(
      `SELECT topic, partition, max(position) + 1 AS next FROM log GROUP BY 1, 2`,
    );
    return rows.map((row) => ({ ...row, next: Number(row.next) }));
  }

  async append(
    records: readonly (OutgoingRecord & { partition: number; position: number })[],
  ): Promise<void> {
    await this.pool.query(
      `INSERT INTO log (topic, partition, position, key, headers, value)
       SELECT * FROM unnest($1::text[], $2::smallint[], $3::bigint[], $4::text[], $5::jsonb[], $6::bytea[])`,
      [
        records.map((r) => r.topic),
        records.map((r) => r.partition),
        records.map((r) => r.position),
        records.map((r) => r.key),
        records.map((r) => JSON.stringify(r.headers)),
        records.map((r) => r.value),
      ],
    );
  }

  /** At least one record where there is one; `more` when the read was cut. */
  async read(
    topic: string,
    partition: number,
    from: number,
    limit: number,
  ): Promise<{ records: LogRecord[]; more: boolean }> {
    const { rows } = await this.pool.query<{
      position: string;
      key: string;
      headers: Record<string, string>;
      value: Buffer | null;
    }>(
      `SELECT position, key, headers, value
         FROM (SELECT *, sum(bytes) OVER (ORDER BY position) - bytes AS before
                 FROM (SELECT *, coalesce(octet_length(value), 0) AS bytes FROM log
                        WHERE topic = $1 AND partition = $2 AND position >= $3
                        ORDER BY position LIMIT $4) AS batch
              ) AS measured
        WHERE before < $5 ORDER BY position`,
      [topic, partition, from, limit, READ_BYTES],
    );
    const bytes = rows.reduce((sum, { value }) => sum + (value?.length ?? 0), 0);
    const records = rows.map((row) => ({
      topic,
      partition,
      offset: row.position,
      position: Number(row.position),
      key: row.key,
      headers: row.headers,
      value: row.value,
    }));
    return { records, more: rows.length === limit || bytes >= READ_BYTES };
  }

  async progress(group: string): Promise<{ topic: string; partition: number; next: number }[]> {
    const { rows } = await this.pool.query<{ topic: string; partition: number; next: string }>(
      `SELECT topic, partition, next_position AS next FROM progress WHERE consumer_group = $1`,
      [group],
    );
    return rows.map((row) => ({ ...row, next: Number(row.next) }));
  }

  async advance(group: string, topic: string, partition: number, next: number): Promise<void> {
    await this.pool.query(
      `INSERT INTO progress VALUES ($1, $2, $3, $4)
       ON CONFLICT (consumer_group, topic, partition) DO UPDATE SET next_position = excluded.next_position`,
      [group, topic, partition, next],
    );
  }

  /** Deletes what is older than the retention and has been read by every group that reads its partition. */
  async trim(): Promise<void> {
    await this.pool.query(
      `DELETE FROM log USING (
         SELECT topic, partition, min(next_position) AS read FROM progress GROUP BY 1, 2) AS p
        WHERE log.topic = p.topic AND log.partition = p.partition AND log.position < p.read - 1
          AND log.at < now() - $1 * interval '1 day'`,
      [RETENTION_DAYS],
    );
  }
}
