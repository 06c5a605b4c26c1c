/** Bugs that others have had, planted: each a part made otherwise, and the faults that bring it to light. */
import type { Database, Transaction } from '@fieldline/database';
import { toRecord, type OutboxRow } from '../../src/envelope.js';
import type { Transport } from '../../src/transport.js';
import { type Craft, type RelayLike, sound } from './craft.js';
import type { Fault } from './faults.js';
import type { Grove } from './grove.js';
import type { Wrong } from './verdict.js';

export interface PlantedBug {
  readonly name: string;
  readonly craft: Craft;
  readonly faults: readonly Fault[];
  readonly expected: Wrong;
}

/** The offset moves while the transaction is still under way. */
const ackBeforeCommit: Craft = {
  ...sound,
  handler(grove, database) {
    const handle = sound.handler(grove, database);
    return async (records, run) => void handle(records, run).catch(() => undefined);
  },
};

/** Whatever happened to the batch, the offset moves. */
const offsetOnError: Craft = {
  ...sound,
  handler(grove, database) {
    const handle = sound.handler(grove, database);
    return (records, run) => handle(records, run).catch(() => undefined);
  },
};

/** Marks what it has seen by a statement of its own, which stays when the effect is taken back. */
const inboxOutside: Craft = {
  ...sound,
  handler(grove, database) {
    const asWorker: Database['asWorker'] = (work) =>
      database.asWorker((tx) => work(withInboxApart(tx, grove.database)));
    return sound.handler(grove, Object.assign(Object.create(database) as Database, { asWorker }));
  },
};

function withInboxApart(tx: Transaction, database: Database): Transaction {
  const query = tx.query.bind(tx);
  return Object.assign(tx, {
    query: (sql: string, parameters?: unknown[]): Promise<unknown> =>
      sql.startsWith('INSERT INTO inbox')
        ? database.query(sql, parameters)
        : query(sql, parameters),
  });
}

/** How far the relays of an outbox have come, as a table would keep it. */
const cursors = new WeakMap<Database, number>();

/** Publishes what has a higher id than the last it saw: what was committed later with a lower one is passed by. */
class CursorRelay implements RelayLike {
  private running: Promise<void> | undefined;
  private stopping = false;

  constructor(
    private readonly grove: Grove,
    private readonly transport: Transport,
  ) {}

  start(): void {
    this.running ??= this.run();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.running;
  }

  private async run(): Promise<void> {
    const { database, name: source } = this.grove;
    while (!this.stopping) {
      const rows = await database.query<OutboxRow>(
        `SELECT id, event_id AS "eventId", topic, type, key, subject, tenant_id AS "tenantId",
                correlation_id AS "correlationId", payload, occurred_at::text AS "occurredAt"
           FROM outbox WHERE id > $1 ORDER BY id`,
        [cursors.get(database) ?? 0],
      );
      const last = rows.at(-1)?.id ?? 0;
      await this.transport.produce(rows.map((row) => toRecord({ ...row, source })));
      cursors.set(database, Math.max(last, cursors.get(database) ?? 0));
      await database.query(`DELETE FROM outbox WHERE id = ANY ($1)`, [rows.map(({ id }) => id)]);
    }
  }
}

const relayByCursor: Craft = {
  ...sound,
  relay: (grove, _, transport) => new CursorRelay(grove, transport),
};

const quick = (moment: Fault['moment'], blow: Fault['blow'] = 'death'): Fault => ({
  victim: 'quick',
  moment,
  blow,
});

export const plantedBugs: readonly PlantedBug[] = [
  {
    name: 'ack before commit',
    craft: ackBeforeCommit,
    faults: [quick('before effect'), quick('before commit')],
    expected: 'lost',
  },
  {
    name: 'relay by cursor',
    craft: relayByCursor,
    faults: [{ victim: 'slow', moment: 'before offset', blow: 'death' }],
    expected: 'lost',
  },
  {
    name: "inbox outside the effect's transaction",
    craft: inboxOutside,
    faults: [quick('after inbox'), quick('before effect', 'lost connection')],
    expected: 'lost',
  },
  {
    name: 'offset commit on error',
    craft: offsetOnError,
    faults: [quick('before effect', 'trouble')],
    expected: 'lost',
  },
];
