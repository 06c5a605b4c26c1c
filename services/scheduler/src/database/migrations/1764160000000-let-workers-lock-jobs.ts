import { roleNames } from '@fieldline/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const { worker } = roleNames('scheduler');

/** Jobs that are said again are locked while they are read, which Postgres allows only who may update. */
export class LetWorkersLockJobs1764160000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`GRANT UPDATE (version) ON scheduler.job TO ${worker}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`REVOKE UPDATE (version) ON scheduler.job FROM ${worker}`);
  }
}
