import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a message is about, and what it was paid from. */
export class ExplainCharges1764300000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE messaging.message ADD COLUMN job_id uuid, ADD COLUMN job_type text,
         ADD COLUMN charged_lots jsonb, ADD CHECK ((job_id IS NULL) = (job_type IS NULL))`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE messaging.message DROP COLUMN job_id, DROP COLUMN job_type, DROP COLUMN charged_lots`,
    );
  }
}
