import { query, type Transaction } from '@fieldline/database';
import type { Period } from './statement.period.js';

/** The rows of a period by their ids, the ends not part of it: what was booked within it stays what it is. */
export interface Bounds {
  readonly firstEntry: number;
  readonly endEntry: number;
  readonly firstDraw: number;
  readonly endDraw: number;
  /** By the clock that its rows have their time from. */
  readonly isOpen: boolean;
}

/** Bookings under way hold the account's lock: once we had it, all that were begun before can be read. */
export async function awaitBookings(tx: Transaction, tenantId: string): Promise<void> {
  await tx.query(`SELECT 1 FROM account WHERE tenant_id = $1 FOR SHARE`, [tenantId]);
}

export async function readBounds(
  tx: Transaction,
  tenantId: string,
  { from, to }: Period,
): Promise<Bounds> {
  const [bounds] = await query<Bounds>(
    tx,
    `SELECT first_entry_since($1, $2) AS "firstEntry", first_entry_since($1, $3) AS "endEntry",
            first_draw_since($1, $2) AS "firstDraw", first_draw_since($1, $3) AS "endDraw",
            now() < $3 AS "isOpen"`,
    [tenantId, from, to],
  );
  return bounds!;
}
