import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An automatic purchase that its month's cap has no room for, once its tax is known, is not paid: until when
 * none is made stands with the rule, whose suspension it is not.
 */
export class KeepCaps1765000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE billing.recharge_rule ADD COLUMN capped_until timestamptz`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE billing.recharge_rule DROP COLUMN capped_until`);
  }
}
