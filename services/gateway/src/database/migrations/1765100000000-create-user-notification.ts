import { createTenantTable } from '@fieldline/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const service = 'gateway';

/** What a user is told by colleagues, and about their own texts and threads. */
export class CreateUserNotification1765100000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTenantTable(runner, {
      service,
      table: 'user_notification',
      columns: `
        id uuid NOT NULL,
        user_id uuid NOT NULL,
        kind text NOT NULL CHECK (kind IN ('message', 'mention', 'transfer', 'transfer_away', 'resolved', 'failed_text')),
        text text NOT NULL,
        from_id uuid,
        conversation_id uuid,
        message_id uuid,
        created_at timestamptz NOT NULL DEFAULT now(),
        read_at timestamptz,
        PRIMARY KEY (tenant_id, id),
        FOREIGN KEY (tenant_id, user_id) REFERENCES gateway.account_user`,
    });
    await runner.query(
      `CREATE INDEX user_notification_newest
         ON gateway.user_notification (tenant_id, user_id, created_at DESC, id DESC)`,
    );
    await runner.query(
      `CREATE INDEX user_notification_unread ON gateway.user_notification (tenant_id, user_id)
         WHERE read_at IS NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE gateway.user_notification`);
  }
}
