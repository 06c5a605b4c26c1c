import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Twilio has the address for a number's inbound texts, and keeps it when ours becomes another. */
export class RememberWhatTwilioWasTold1766630000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE messaging.number
         ADD COLUMN inbound_told text,
         ADD COLUMN inbound_tries integer NOT NULL DEFAULT 0,
         ADD COLUMN inbound_tell_at timestamptz NOT NULL DEFAULT now()`,
    );
  }

  async down(): Promise<void> {
    throw new Error('what Twilio was told is not forgotten');
  }
}
