import type { Client } from 'pg';
import { eventually } from './eventually.js';

/** Waits until so many transactions stand in line for a row. */
export type InLine = (transactions: number) => Promise<void>;

/**
 * Holds the rows that a `SELECT … FOR UPDATE` locks while something is done. Who wants one of them
 * meanwhile stands in line and goes on, in the order of coming, once this is over.
 */
export async function whileLocked<T>(
  admin: Client,
  [sql, ...values]: readonly [sql: string, ...values: unknown[]],
  meanwhile: (inLine: InLine) => Promise<T>,
): Promise<T> {
  await admin.query('BEGIN');
  try {
    const { rowCount } = await admin.query(sql, values);
    if (rowCount === 0) throw new Error('there is nothing to lock');
    return await meanwhile((transactions) => eventually(() => expectInLine(admin, transactions)));
  } finally {
    await admin.query('COMMIT');
  }
}

async function expectInLine(admin: Client, transactions: number): Promise<void> {
  // A transaction sees one picture of what the others do until it asks for a new one.
  await admin.query('SELECT pg_stat_clear_snapshot()');
  const { rowCount } = await admin.query(
    `SELECT FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event IN ('transactionid', 'tuple')`,
  );
  if (rowCount !== transactions) throw new Error(`${rowCount} of ${transactions} stand in line`);
}
