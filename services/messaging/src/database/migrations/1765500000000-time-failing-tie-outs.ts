import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A tie-out is given up when it has failed for a day, however long it goes on before that. */
export class TimeFailingTieOuts1765500000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE messaging.tie_out ADD COLUMN failing_since timestamptz`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE messaging.tie_out DROP COLUMN failing_since`);
  }
}
