import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A text whose field codes were filled in says something else an hour later: its key is held to what was asked. */
export class RememberWhatWasAsked1765120000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE messaging.message ADD COLUMN asked_hash text`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE messaging.message DROP COLUMN asked_hash`);
  }
}
