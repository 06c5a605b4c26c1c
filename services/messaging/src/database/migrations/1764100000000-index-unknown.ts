import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The reconciler's queue: attempts without a known end, however many others wait to be followed up. */
export class IndexUnknown1764100000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE INDEX message_unknown ON messaging.message (follow_up_at)
         WHERE status IN ('unknown', 'unknown_final') AND follow_up_at IS NOT NULL`,
    );
    await runner.query(
      `CREATE INDEX message_of_recipient_in_flight ON messaging.message (tenant_id, recipient_id)
         WHERE status IN ('dispatching', 'unknown')`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `DROP INDEX messaging.message_of_recipient_in_flight, messaging.message_unknown`,
    );
  }
}
