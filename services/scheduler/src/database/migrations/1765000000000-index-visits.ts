import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The office looks at a customer's visits beside each thread. */
export class IndexVisits1765000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE INDEX job_of_contact ON scheduler.job (tenant_id, contact_id, starts_at, id)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX scheduler.job_of_contact`);
  }
}
