import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An opt-out holds for the number that its contact had, whatever becomes of the contact. */
export class FindOptOutsByNumber1766610000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE INDEX consent_copy_opted_out ON messaging.consent_copy (tenant_id, bound_recipient_id)
        WHERE state = 'opted_out' AND subject_kind = 'contact'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX messaging.consent_copy_opted_out`);
  }
}
