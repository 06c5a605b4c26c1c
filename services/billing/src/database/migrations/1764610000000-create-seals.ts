import { createSeals } from '@fieldline/seal';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Each day of entries, draws and adjustments is sealed, so that a change of them shows. */
export class CreateSeals1764610000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createSeals(runner, 'billing');
  }

  async down(): Promise<void> {
    throw new Error('evidence is not taken away');
  }
}
