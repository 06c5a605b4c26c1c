import { canonicalRow, SEALED_TABLES } from '@fieldline/seal';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Records of consent can't be changed, not even by whoever owns the database, short of switching triggers off. Then it
 * shows: each subject's row has the end of a chain of hashes through all of its records, which is told with its consent.
 */
export class ChainConsent1766700000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const [sealed] = SEALED_TABLES.filter(({ table }) => table === 'consent_event');
    if (!sealed) throw new Error('records of consent are not sealed');
    for (const sql of [
      `ALTER TABLE compliance.consent
         ADD COLUMN records bigint NOT NULL DEFAULT 0 CHECK (records >= 0),
         ADD COLUMN records_hash text NOT NULL DEFAULT ''`,
      // Whoever adds a record has locked its subject's row, so that the chain has one order.
      `CREATE FUNCTION compliance.chain_record() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         UPDATE compliance.consent c
            SET records = c.records + 1,
                records_hash = encode(sha256(convert_to(c.records_hash || r.hash, 'UTF8')), 'hex')
           FROM (SELECT encode(sha256(convert_to(${canonicalRow(sealed)}, 'UTF8')), 'hex') AS hash
                   FROM (SELECT NEW.*) AS n) r
          WHERE c.tenant_id = NEW.tenant_id AND c.subject_id = NEW.subject_id;
         RETURN NULL;
       END $$`,
      `CREATE TRIGGER chain_record AFTER INSERT ON compliance.consent_event
         FOR EACH ROW EXECUTE FUNCTION compliance.chain_record()`,
      `CREATE FUNCTION compliance.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         RAISE EXCEPTION 'a record of consent is not changed' USING ERRCODE = 'restrict_violation';
       END $$`,
      `CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON compliance.consent_event
         FOR EACH ROW EXECUTE FUNCTION compliance.refuse_change()`,
      `CREATE TRIGGER refuse_truncation BEFORE TRUNCATE ON compliance.consent_event
         FOR EACH STATEMENT EXECUTE FUNCTION compliance.refuse_change()`,
    ])
      await runner.query(sql);
  }

  async down(): Promise<void> {
    throw new Error('proof of consent is not taken away');
  }
}
