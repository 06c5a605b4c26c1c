import { roleNames } from '@fieldline/database';
import { letRedactLetters } from '@fieldline/events';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const { worker } = roleNames('scheduler');

/** Somebody who was erased has no address here any more. */
export class EraseAddresses1765400000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE scheduler.contact_copy ADD COLUMN erased_at timestamptz`);
    await runner.query(`GRANT UPDATE (address, updated_at) ON scheduler.job TO ${worker}`);
    await letRedactLetters(runner, 'scheduler');
  }

  async down(): Promise<void> {
    throw new Error('what was erased does not come back');
  }
}
