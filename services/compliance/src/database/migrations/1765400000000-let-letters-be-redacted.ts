import { letRedactLetters } from '@fieldline/events';
import { roleNames } from '@fieldline/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const service = 'compliance';

/** A dead letter doesn't keep the name of somebody who was erased. */
export class LetLettersBeRedacted1765400000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await letRedactLetters(runner, service);
  }

  async down(runner: QueryRunner): Promise<void> {
    const { worker } = roleNames(service);
    await runner.query(`REVOKE UPDATE (payload) ON ${service}.dead_letter FROM ${worker}`);
  }
}
