import { createTenantTable } from '@fieldline/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const service = 'messaging';

/** Threads are found by number, by a contact's name and by words of their messages, each by an index. */
export class SearchThreads1765010000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const sql of LANGUAGE) await runner.query(sql);
    await createTenantTable(runner, {
      service,
      table: 'message_words',
      tenantMay: ['SELECT', 'INSERT', 'UPDATE'],
      workerMay: ['SELECT', 'INSERT', 'UPDATE'],
      columns: `
        conversation_id uuid NOT NULL,
        message_id uuid NOT NULL,
        words tsvector NOT NULL,
        PRIMARY KEY (tenant_id, conversation_id, message_id)`,
    });
    for (const sql of [...KEEPING, ...INDEXES]) await runner.query(sql);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TRIGGER keep_words ON messaging.message`);
    await runner.query(`DROP TRIGGER change_words ON messaging.message`);
    await runner.query(`DROP TABLE messaging.message_words`);
  }
}

/** Between words; the parser would make one of "Mon/Tue", of an address or of words in curly quotes. */
const SIGNS = `!"#$%&'()*+,-./:;<=>?@[\\]^_\`{|}~\u00a0¡¿‘’“”«»‹›–—…•·`;
/** Nobody sees them: soft hyphen, zero-width characters, marks of direction, byte order mark. */
const UNSEEN =
  '\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff';

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const spaced = (text: string): string =>
  `translate(${text}, ${quoted(SIGNS + UNSEEN)}, ${quoted(' '.repeat([...SIGNS].length))})`;

const LANGUAGE = [
  `CREATE TEXT SEARCH CONFIGURATION messaging.plain_words (COPY = pg_catalog.simple)`,
  `ALTER TEXT SEARCH CONFIGURATION messaging.plain_words
     ALTER MAPPING FOR word, numword, hword, hword_part, hword_numpart WITH public.unaccent, simple`,
  // Case, accents and signs aside.
  `CREATE FUNCTION messaging.plain(name text) RETURNS text
     LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
     SELECT lower(public.unaccent('public.unaccent', ${spaced('name')})) $$`,
];

const COPIED = ['message', 'message_words'];

/**
 * Words stand beside the messages, not in them: a message is updated a handful of times on its way, and
 * each time all indexes of its row are written again.
 */
const KEEPING = [
  `CREATE FUNCTION messaging.keep_words() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     INSERT INTO messaging.message_words (tenant_id, conversation_id, message_id, words)
     SELECT tenant_id, conversation_id, id, strip(to_tsvector('messaging.plain_words', ${spaced('body')}))
       FROM added ORDER BY tenant_id, conversation_id, id;
     RETURN NULL;
   END $$`,
  `CREATE TRIGGER keep_words AFTER INSERT ON messaging.message REFERENCING NEW TABLE AS added
     FOR EACH STATEMENT EXECUTE FUNCTION messaging.keep_words()`,
  // A body changes once at most: when it is redacted.
  `CREATE FUNCTION messaging.change_words() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     UPDATE messaging.message_words
        SET words = strip(to_tsvector('messaging.plain_words', ${spaced('NEW.body')}))
      WHERE tenant_id = NEW.tenant_id AND conversation_id = NEW.conversation_id AND message_id = NEW.id;
     RETURN NULL;
   END $$`,
  `CREATE TRIGGER change_words AFTER UPDATE OF body ON messaging.message
     FOR EACH ROW WHEN (OLD.body <> NEW.body) EXECUTE FUNCTION messaging.change_words()`,
  // The owner sees no row of a business, but for this statement.
  ...COPIED.map((table) => `ALTER TABLE messaging.${table} NO FORCE ROW LEVEL SECURITY`),
  `INSERT INTO messaging.message_words (tenant_id, conversation_id, message_id, words)
   SELECT tenant_id, conversation_id, id, strip(to_tsvector('messaging.plain_words', ${spaced('body')}))
     FROM messaging.message`,
  ...COPIED.map((table) => `ALTER TABLE messaging.${table} FORCE ROW LEVEL SECURITY`),
];

const INDEXES = [
  // Stored: an index of trigrams has each match looked at again.
  `ALTER TABLE messaging.contact ADD COLUMN searched_name text
     GENERATED ALWAYS AS (' ' || messaging.plain(name)) STORED`,
  `CREATE INDEX message_words_found ON messaging.message_words USING gin (tenant_id, words)`,
  `CREATE INDEX contact_called ON messaging.contact USING gin
     (tenant_id, searched_name public.gin_trgm_ops)`,
  `CREATE INDEX recipient_ends ON messaging.recipient (tenant_id, reverse(phone_number) text_pattern_ops)`,
  `CREATE INDEX conversation_by_recipient ON messaging.conversation (tenant_id, recipient_id)`,
];
