import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Numbers are given back: whoever has one next may be of another business. */
export class ReleaseNumbers1766410000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE messaging.number
        DROP CONSTRAINT number_state_check,
        DROP CONSTRAINT number_check,
        DROP CONSTRAINT number_phone_number_key,
        ADD CONSTRAINT number_state_check CHECK (state IN ('buying', 'active', 'released')),
        ADD CONSTRAINT number_check
          CHECK (state <> 'active' OR (phone_number IS NOT NULL AND account_sid IS NOT NULL)),
        ADD COLUMN matched text`);
    await runner.query(
      `CREATE UNIQUE INDEX number_phone_number_key ON messaging.number (phone_number)
        WHERE state <> 'released'`,
    );
    // What comes in is looked up by it, also what was on its way when the number went back.
    await runner.query(
      `CREATE INDEX number_by_phone ON messaging.number (tenant_id, phone_number)`,
    );
  }

  async down(): Promise<void> {
    throw new Error('a number that went back is not ours');
  }
}
