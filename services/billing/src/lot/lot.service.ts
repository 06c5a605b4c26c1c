import { query, type Transaction } from '@fieldline/database';
import { Outbox } from '@fieldline/events';
import { Injectable } from '@nestjs/common';
import { chargeFacts } from '../ledger/charge.facts.js';
import {
  type Adjustment,
  credit,
  type CreditKind,
  debit,
  isBooked,
} from '../ledger/credit.queries.js';

/** What was bought or granted, or comes back after a reversal. */
export interface PaidLot extends Omit<Adjustment<CreditKind>, 'id'> {
  /** Names the lot. */
  readonly lotId: string;
  readonly paidMicros: number;
}

export interface Reversal extends Omit<Adjustment, 'kind' | 'segments'> {
  readonly lotId: string;
}

/** A lot of which something is left. */
export interface OpenLot {
  readonly lotId: string;
  readonly remaining: number;
}

/** Lots of segments, each at its price. Whoever calls holds the account's lock and announces the balance. */
@Injectable()
export class LotService {
  constructor(private readonly outbox: Outbox) {}

  /** Makes a lot, once. A debt is repaid from it first. @returns whether it was new */
  async credit(tx: Transaction, { lotId, paidMicros, ...lot }: PaidLot): Promise<boolean> {
    const named = { ...lot, id: lotId };
    if (await isBooked(tx, named)) return false;
    const repaid = await credit(tx, named, paidMicros);
    await this.outbox.addAll(tx, await chargeFacts(tx, repaid));
    return true;
  }

  /** Those of some lots of which something is left, oldest first. */
  openOf(tx: Transaction, tenantId: string, lotIds: readonly string[]): Promise<OpenLot[]> {
    return query<OpenLot>(
      tx,
      `SELECT adjustment_id AS "lotId", remaining FROM lot
        WHERE tenant_id = $1 AND adjustment_id = ANY ($2::uuid[]) AND remaining > 0 ORDER BY id`,
      [tenantId, lotIds],
    );
  }

  /**
   * Takes back what is left of a lot, never more than is available, once for each id.
   * @returns segments taken, perhaps none, and what was paid for them
   */
  async reverse(
    tx: Transaction,
    { lotId, ...reversal }: Reversal,
  ): Promise<{ segments: number; micros: number }> {
    const { tenantId, id } = reversal;
    const [done] = await query<{ segments: number; micros: number }>(
      tx,
      `SELECT -segments AS segments, -micros AS micros FROM adjustment WHERE tenant_id = $1 AND id = $2`,
      [tenantId, id],
    );
    if (done) return done;
    const [lot] = await query<{ id: number; left: number }>(
      tx,
      `SELECT l.id, least(l.remaining, a.available) AS left
         FROM lot l JOIN account a USING (tenant_id) WHERE l.tenant_id = $1 AND l.adjustment_id = $2`,
      [tenantId, lotId],
    );
    if (!lot) throw new Error(`no lot ${lotId}`);
    if (lot.left === 0) return { segments: 0, micros: 0 };
    const taken = { ...reversal, kind: 'reversal', segments: lot.left } as const;
    return { segments: lot.left, micros: await debit(tx, taken, lot.id) };
  }
}
