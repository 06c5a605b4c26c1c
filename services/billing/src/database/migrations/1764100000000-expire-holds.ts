import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A hold whose message nobody could find out about is voided after a while. `expires_at` says when;
 * it's set by `unknown_final`, and taken back by any later news of the message.
 */
export class ExpireHolds1764100000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE billing.hold ADD COLUMN expires_at timestamptz`);
    await runner.query(
      `CREATE INDEX hold_expiring ON billing.hold (expires_at)
         WHERE state = 'open' AND expires_at IS NOT NULL`,
    );
  }

  async down(): Promise<void> {
    throw new Error('a ledger is not taken away');
  }
}
