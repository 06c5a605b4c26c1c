import { createSeals } from '@fieldline/seal';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Each day of what was recorded about consent is sealed, so that a change of it shows. */
export class CreateSeals1764200000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createSeals(runner, 'compliance');
  }

  async down(): Promise<void> {
    throw new Error('evidence is not taken away');
  }
}
