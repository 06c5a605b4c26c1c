import { createTenantTable } from '@fieldline/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const service = 'billing';
const FILLED = ['purchase', 'purchase_dispute', 'refund', 'outside_refund', 'buyer'];

/**
 * Each refund that was made at the provider is kept by its name there, so that ours and theirs are told
 * apart; what all of them come to replaces `purchase.refunded_outside`, which nobody writes any more.
 */
export class AddOutsideRefunds1764600000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTenantTable(runner, {
      service,
      table: 'outside_refund',
      tenantMay: ['SELECT'],
      workerMay: ['SELECT', 'INSERT', 'UPDATE'],
      columns: `
        purchase_id uuid NOT NULL,
        reference text NOT NULL,
        amount_micros bigint NOT NULL CHECK (amount_micros >= 0),
        has_failed boolean NOT NULL,
        at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (tenant_id, purchase_id, reference),
        FOREIGN KEY (tenant_id, purchase_id) REFERENCES billing.purchase`,
    });
    await runner.query(
      `ALTER TABLE billing.refund ADD COLUMN taken_micros bigint NOT NULL DEFAULT 0
         CHECK (taken_micros >= 0)`,
    );
    await runner.query(
      `ALTER TABLE billing.purchase ADD COLUMN reclaims boolean NOT NULL DEFAULT false`,
    );
    await runner.query(
      `CREATE INDEX purchase_reclaiming ON billing.purchase (tenant_id, id) WHERE reclaims`,
    );
    await runner.query(
      `ALTER TABLE billing.buyer ADD COLUMN paused_by_operator boolean NOT NULL DEFAULT false`,
    );
    // Policies hide rows from the owner too, as long as they are forced.
    for (const table of FILLED)
      await runner.query(`ALTER TABLE billing.${table} NO FORCE ROW LEVEL SECURITY`);
    await this.fill(runner);
    for (const table of FILLED)
      await runner.query(`ALTER TABLE billing.${table} FORCE ROW LEVEL SECURITY`);
  }

  async down(): Promise<void> {
    throw new Error('what went back is not taken away');
  }

  private async fill(runner: QueryRunner): Promise<void> {
    await runner.query(
      `INSERT INTO billing.outside_refund (tenant_id, purchase_id, reference, amount_micros, has_failed)
       SELECT tenant_id, id, 'all of it', price_micros + coalesce(tax_micros, 0), false
         FROM billing.purchase WHERE refunded_outside`,
    );
    await runner.query(
      `UPDATE billing.refund r SET taken_micros = p.taken_micros FROM billing.purchase p
        WHERE p.tenant_id = r.tenant_id AND p.id = r.purchase_id AND p.taken_micros IS NOT NULL
          AND r.state <> 'failed'`,
    );
    // The first look at one of which nothing is left takes the mark away.
    await runner.query(
      `UPDATE billing.purchase SET reclaims = true WHERE state = 'disputed' OR refunded_outside`,
    );
    await runner.query(
      `UPDATE billing.buyer b SET paused_by_operator = true WHERE payment_paused AND NOT EXISTS (
         SELECT FROM billing.purchase_dispute d WHERE d.tenant_id = b.tenant_id AND d.state <> 'won')`,
    );
  }
}
