import type { MigrationInterface, QueryRunner } from 'typeorm';

/** People are told of to the other services: their facts have an order. */
export class VersionUsers1764900000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE gateway.account_user
         ADD COLUMN version bigint NOT NULL DEFAULT 1 CHECK (version > 0)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE gateway.account_user DROP COLUMN version`);
  }
}
