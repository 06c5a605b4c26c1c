import type { MigrationInterface, QueryRunner } from 'typeorm';

/** On what consent rests and when it ends; and until when the confirmation of an opt-out may go. */
export class CompleteConsent1766110000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE messaging.consent_copy
         ADD COLUMN basis text CHECK (basis IN ('express', 'implied')),
         ADD COLUMN written boolean NOT NULL DEFAULT false,
         ADD COLUMN expires_at timestamptz,
         ADD COLUMN event_id uuid,
         ADD COLUMN records bigint,
         ADD COLUMN records_hash text`,
    );
    await runner.query(`ALTER TABLE messaging.message ADD COLUMN send_before timestamptz`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE messaging.message DROP COLUMN send_before`);
    await runner.query(
      `ALTER TABLE messaging.consent_copy
         DROP COLUMN basis, DROP COLUMN written, DROP COLUMN expires_at, DROP COLUMN event_id,
         DROP COLUMN records, DROP COLUMN records_hash`,
    );
  }
}
