import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A text to the crew may say a customer's name and address: it goes when they are erased. */
export class RememberWhomATextIsAbout1766600000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE messaging.message ADD COLUMN about_contact_id uuid`);
    await runner.query(
      `CREATE INDEX message_about_contact ON messaging.message (tenant_id, about_contact_id)
        WHERE about_contact_id IS NOT NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE messaging.message DROP COLUMN about_contact_id`);
  }
}
