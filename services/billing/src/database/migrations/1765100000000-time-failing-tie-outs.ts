import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A day that fails is begun anew each day: since when it has come to nothing outlives its runs. */
export class TimeFailingTieOuts1765100000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE billing.tie_out ADD COLUMN failing_since timestamptz`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE billing.tie_out DROP COLUMN failing_since`);
  }
}
