import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { everythingOnTopics } from '@fieldline/testing';
import { localInstallation } from '@fieldline/verify';
import { Client, escapeIdentifier } from 'pg';
import { Seal } from '../../../services/gateway/src/idempotency/idempotency.seal.js';
import type { Needles } from './needles.js';

/** Where something was found, and what: `messaging.message: 123456789 (what it was sent with)`. */
export type Hit = string;

const hitsAt = (place: string, found: readonly string[]): Hit[] =>
  found.map((what) => `${place}: ${what}`);

/** Every row of every table of every schema, system catalogues too: bytes as they are and as hex. */
export async function inTables(dataDir: string, needles: Needles): Promise<Hit[]> {
  return withDatabase(dataDir, async (client) => {
    const { rows } = await client.query<{ schema: string; name: string }>(
      `SELECT schemaname AS schema, tablename AS name FROM pg_tables ORDER BY 1, 2`,
    );
    const hits: Hit[] = [];
    for (const { schema, name } of rows) {
      const table = `${escapeIdentifier(schema)}.${escapeIdentifier(name)}`;
      const { rows: found } = await client.query<{ row: string }>(
        `SELECT t::text AS row FROM ${table} t`,
      );
      for (const { row } of found)
        hits.push(...hitsAt(`table ${schema}.${name}`, needles.foundIn(row)));
    }
    return [...new Set(hits)];
  });
}

/** Answers that are kept for idempotency keys, opened: sealed, they hide what they hold. */
export async function inKeptAnswers(
  dataDir: string,
  secret: string,
  needles: Needles,
): Promise<Hit[]> {
  const seal = new Seal(secret);
  return withDatabase(dataDir, async (client) => {
    const { rows } = await client.query<{ answer: Buffer }>(
      `SELECT answer FROM gateway.idempotency_key WHERE answer IS NOT NULL`,
    );
    return rows.flatMap(({ answer }) => hitsAt('kept answer', needles.foundIn(seal.open(answer))));
  });
}

/** Every record of Kafka's topics. The embedded log is a table. */
export async function onTopics(
  brokers: readonly string[],
  prefix: string,
  needles: Needles,
): Promise<{ records: number; hits: Hit[] }> {
  const records = await everythingOnTopics(brokers, prefix);
  const hits = records.flatMap(({ topic, bytes }) =>
    hitsAt(`topic ${topic.slice(prefix.length)}`, needles.foundIn(bytes)),
  );
  return { records: records.length, hits };
}

/**
 * Every file below a folder: Postgres's tables and indexes, deleted rows in them included, its write-ahead log (what was
 * written and deleted at once stands there), its server log, the simulator's state, whatever else.
 */
export async function inFiles(dataDir: string, needles: Needles): Promise<Hit[]> {
  const entries = await readdir(dataDir, { recursive: true, withFileTypes: true });
  const hits: Hit[] = [];
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile()) continue;
    // Postgres's are a gigabyte at most, and of a story a few megabytes.
    const found = needles.foundIn(await readFile(path));
    hits.push(...hitsAt(`file ${relative(dataDir, path)}`, found));
  }
  return hits;
}

/** What anybody can ask the simulator for. */
export async function inSimulator(url: string, needles: Needles): Promise<Hit[]> {
  const read = async (path: string): Promise<string> => (await fetch(`${url}${path}`)).text();
  const phones = await read('/phones?limit=1000');
  const threads = [...new Set(phones.match(/\+1\d{10}/g))].map(
    (phone) => `/phones/${encodeURIComponent(phone)}/messages`,
  );
  const hits: Hit[] = hitsAt('simulator /phones', needles.foundIn(phones));
  for (const path of ['/requests?limit=1000', '/registrations', '/faults', ...threads])
    hits.push(...hitsAt(`simulator ${path}`, needles.foundIn(await read(path))));
  return hits;
}

async function withDatabase<T>(dataDir: string, work: (client: Client) => Promise<T>): Promise<T> {
  const { databaseUrl } = await localInstallation(dataDir);
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
