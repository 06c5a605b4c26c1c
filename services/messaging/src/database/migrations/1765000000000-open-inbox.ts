import { createTenantTable, roleNames } from '@fieldline/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const service = 'messaging';
const { tenant, worker } = roleNames(service);

/** Threads have a state, somebody who has them, and reasons to look at them; each user has read some. */
export class OpenInbox1765000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const sql of STANDING) await runner.query(sql);
    await createTenantTable(runner, {
      service,
      table: 'conversation_event',
      tenantMay: ['SELECT', 'INSERT'],
      workerMay: ['SELECT', 'INSERT'],
      columns: `
        id uuid NOT NULL,
        conversation_id uuid NOT NULL,
        kind text NOT NULL,
        by text NOT NULL,
        detail jsonb NOT NULL,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (tenant_id, id),
        FOREIGN KEY (tenant_id, conversation_id) REFERENCES messaging.conversation`,
    });
    await runner.query(
      `CREATE INDEX conversation_event_thread
         ON messaging.conversation_event (tenant_id, conversation_id, created_at DESC, id DESC)`,
    );
    await createTenantTable(runner, {
      service,
      table: 'conversation_read',
      columns: `
        user_id uuid NOT NULL,
        conversation_id uuid NOT NULL,
        read_at timestamptz NOT NULL,
        PRIMARY KEY (tenant_id, user_id, conversation_id),
        FOREIGN KEY (tenant_id, conversation_id) REFERENCES messaging.conversation`,
    });
    await createTenantTable(runner, {
      service,
      table: 'user_copy',
      // A claim locks the user whose the thread becomes, which takes the right to update.
      tenantMay: ['SELECT', 'UPDATE'],
      columns: `
        user_id uuid NOT NULL,
        name text NOT NULL,
        role text NOT NULL,
        status text NOT NULL CHECK (status IN ('active', 'deactivated')),
        created_at timestamptz NOT NULL,
        version bigint NOT NULL,
        PRIMARY KEY (tenant_id, user_id)`,
    });
  }

  async down(): Promise<void> {
    throw new Error('who has which thread is not forgotten');
  }
}

const READ = ['conversation', 'message'];

const STANDING = [
  `ALTER TABLE messaging.conversation
     ADD COLUMN state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'resolved')),
     ADD COLUMN assignee_id uuid,
     ADD COLUMN assigned_at timestamptz,
     ADD COLUMN attention text[] NOT NULL DEFAULT '{}'
       CHECK (attention <@ ARRAY['failed_text', 'may_mean_visit', 'revocation']),
     ADD COLUMN last_inbound_at timestamptz,
     ADD COLUMN version bigint NOT NULL DEFAULT 0,
     ADD CHECK (state = 'open' OR assignee_id IS NULL),
     ADD CHECK ((assignee_id IS NULL) = (assigned_at IS NULL))`,
  // The owner sees no row of a business, but for these statements.
  ...READ.map((table) => `ALTER TABLE messaging.${table} NO FORCE ROW LEVEL SECURITY`),
  `UPDATE messaging.conversation SET attention = '{may_mean_visit}' WHERE may_mean_visit`,
  `UPDATE messaging.conversation v SET last_inbound_at = m.at
     FROM (SELECT tenant_id, conversation_id, max(created_at) AS at FROM messaging.message
            WHERE direction = 'inbound' GROUP BY 1, 2) m
    WHERE v.tenant_id = m.tenant_id AND v.id = m.conversation_id`,
  ...READ.map((table) => `ALTER TABLE messaging.${table} FORCE ROW LEVEL SECURITY`),
  // A process of the release before writes it until it is replaced.
  `COMMENT ON COLUMN messaging.conversation.may_mean_visit IS 'not read any more; goes with the next release'`,
  // Nobody deletes a thread, by whatever mistake.
  `REVOKE DELETE ON messaging.conversation FROM ${tenant}, ${worker}`,
  `REVOKE DELETE ON messaging.message FROM ${tenant}, ${worker}`,
  ...Object.entries({
    all: `WHERE state = 'open' AND assignee_id IS NULL`,
    team: `WHERE assignee_id IS NOT NULL`,
    attention: `WHERE attention <> '{}'`,
    resolved: `WHERE state = 'resolved'`,
  }).map(
    ([view, where]) => `CREATE INDEX conversation_${view} ON messaging.conversation
      (tenant_id, last_message_at DESC, id DESC) ${where}`,
  ),
  `CREATE INDEX conversation_of_user ON messaging.conversation
     (tenant_id, assignee_id, last_message_at DESC, id DESC) WHERE assignee_id IS NOT NULL`,
];
