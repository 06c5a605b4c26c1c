/** What an actor touches, with the moments at which it can be struck. */
import type { Database, Transaction } from '@fieldline/database';
import type { OutgoingRecord, Transport } from '../../src/transport.js';
import type { Actor } from './actor.js';

const RELAY_STEPS = [
  ['UPDATE outbox_lease', 'lease'],
  ['SELECT', 'read'],
  ['DELETE FROM outbox', 'delete'],
] as const;
const CONSUMER_STEPS = [
  ['INSERT INTO inbox', 'inbox'],
  ['INSERT INTO effect', 'effect'],
] as const;

/** The first that the statement begins with. */
function stepOf<T>(steps: readonly (readonly [string, T])[], sql: string): T | undefined {
  return steps.find(([start]) => sql.trimStart().startsWith(start))?.[1];
}

export function relayDatabase(database: Database, actor: Actor): Database {
  const query: Database['query'] = (sql, parameters) =>
    actor.whileAlive(async () => {
      const step = stepOf(RELAY_STEPS, sql);
      if (!step) return database.query(sql, parameters);
      await actor.reach(`before ${step}`);
      const rows = await database.query<never>(sql, parameters);
      await actor.reach(`after ${step}`);
      return rows;
    });
  return Object.assign(Object.create(database) as Database, { query });
}

export function relayTransport(
  transport: Transport,
  actor: Actor,
  onProduced: (records: readonly OutgoingRecord[]) => void,
): Transport {
  const produce = async (records: readonly OutgoingRecord[]): Promise<void> => {
    await actor.reach('before produce');
    if (actor.expects('within produce')) {
      await transport.produce(records.slice(0, Math.ceil(records.length / 2)));
      await actor.reach('within produce');
    }
    await transport.produce(records);
    onProduced(records);
    await actor.reach('after produce');
  };
  return Object.assign(Object.create(transport) as Transport, {
    produce: (records: readonly OutgoingRecord[]) => actor.whileAlive(() => produce(records)),
  });
}

export function consumerDatabase(database: Database, actor: Actor): Database {
  const asWorker: Database['asWorker'] = async (work) => {
    const result = await database.asWorker(async (tx) => {
      const lose = watchStatements(tx, actor);
      const answer = await work(tx);
      await actor.reach('before commit', lose);
      return answer;
    });
    await actor.reach('after commit');
    return result;
  };
  return Object.assign(Object.create(database) as Database, { asWorker });
}

/** @returns what ends the transaction's own connection */
function watchStatements(tx: Transaction, actor: Actor): () => Promise<unknown> {
  const query = tx.query.bind(tx);
  const lose = (): Promise<unknown> => query('SELECT pg_terminate_backend(pg_backend_pid())');
  Object.assign(tx, {
    async query(sql: string, parameters?: unknown[]): Promise<unknown> {
      const step = stepOf(CONSUMER_STEPS, sql);
      if (!step) return query(sql, parameters);
      await actor.reach(`before ${step}`, lose);
      const rows: unknown = await query(sql, parameters);
      await actor.reach(`after ${step}`, lose);
      return rows;
    },
  });
  return lose;
}
