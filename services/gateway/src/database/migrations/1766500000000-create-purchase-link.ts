import { createTenantTable } from '@fieldline/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const service = 'gateway';

/** Addresses of purchase pages. The secret in them isn't here. */
export class CreatePurchaseLink1766500000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTenantTable(runner, {
      service,
      table: 'purchase_link',
      tenantMay: ['SELECT', 'INSERT'],
      workerMay: ['SELECT', 'DELETE'],
      columns: `
        token_hash bytea NOT NULL CHECK (length(token_hash) = 32),
        maker_kind text NOT NULL CHECK (maker_kind IN ('user', 'api_key')),
        maker_id uuid NOT NULL,
        expires_at timestamptz(3) NOT NULL,
        PRIMARY KEY (tenant_id, token_hash)`,
    });
    await runner.query(`CREATE INDEX purchase_link_by_token ON gateway.purchase_link (token_hash)`);
    await runner.query(`CREATE INDEX purchase_link_age ON gateway.purchase_link (expires_at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE gateway.purchase_link`);
  }
}
