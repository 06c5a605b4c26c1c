import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was on its way when an opt-out took effect belongs to its record. */
export class AddInFlight1764100000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE compliance.consent_event ADD COLUMN in_flight jsonb
         CHECK (in_flight IS NULL OR action = 'opt_out')`,
    );
  }

  async down(): Promise<void> {
    throw new Error('proof of consent is not taken away');
  }
}
