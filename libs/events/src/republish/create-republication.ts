import { roleNames } from '@fieldline/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The table of a service's republications: a migration of every service that has state facts. */
export function createRepublication(service: string): new () => MigrationInterface {
  return class CreateRepublication1764150000000 implements MigrationInterface {
    async up(runner: QueryRunner): Promise<void> {
      const table = `${service}.republication`;
      const { worker } = roleNames(service);
      await runner.query(`
        CREATE TABLE ${table} (
          id uuid NOT NULL,
          type text NOT NULL,
          -- The order of requests: the first one goes first.
          position bigint GENERATED ALWAYS AS IDENTITY,
          of_tenant uuid,
          reason text NOT NULL,
          requested_by text NOT NULL,
          requested_at timestamptz NOT NULL DEFAULT now(),
          state text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'done', 'failed')),
          after_tenant uuid,
          after_id uuid,
          republished bigint NOT NULL DEFAULT 0,
          error text,
          ended_at timestamptz,
          PRIMARY KEY (id, type),
          CHECK ((state = 'running') = (ended_at IS NULL)),
          CHECK ((state = 'failed') = (error IS NOT NULL)),
          CHECK (num_nulls(after_tenant, after_id) IN (0, 2))
        )`);
      await runner.query(
        `CREATE INDEX republication_running ON ${table} (position) WHERE state = 'running'`,
      );
      // Who asked for what, and why, is never changed.
      await runner.query(`
        GRANT SELECT, INSERT,
          UPDATE (state, after_tenant, after_id, republished, error, ended_at) ON ${table} TO ${worker}`);
    }

    async down(runner: QueryRunner): Promise<void> {
      await runner.query(`DROP TABLE ${service}.republication`);
    }
  };
}
