/**
 * Events a second from the outbox to a transport that takes no time, against the least that any
 * relay must do: claim a batch of rows and delete them, by one statement on one connection.
 *
 *   npm run bench:relay -w bench [-- --rounds=9]
 */
import { createEventTables, Outbox, Relay } from '@fieldline/events';
import { createLogger } from '@fieldline/telemetry';
import { race, rateOf, report } from './harness.mjs';
import { openSchema } from './schema.mjs';

const EVENTS = 20_000;
const BATCH = 1_000;

class CreateOutbox1700000000000 {
  up(runner) {
    return createEventTables(runner, 'bench');
  }
  async down() {}
}

const { database, admin, close } = await openSchema('bench', [CreateOutbox1700000000000]);
const logger = createLogger({ service: 'bench', level: 'fatal' });

/** Events as messaging says them, of 340 businesses. */
async function fill() {
  await admin.query('TRUNCATE outbox');
  await admin.query(`
    INSERT INTO outbox (event_id, shard, topic, type, key, subject, tenant_id, correlation_id, payload)
    SELECT gen_random_uuid(), n % 16, 'messaging.message', 'messaging.message.accepted.v1', key, gen_random_uuid(),
           md5((n % 340)::text)::uuid, gen_random_uuid(),
           format('{"messageId":"%s","conversationId":"%s","recipientId":"%s","contactId":null,"segments":1,"mandatory":false,"sentBy":"user:%s","version":1}', key, key, key, key)
      FROM (SELECT n, md5(n::text)::uuid::text AS key FROM generate_series(1, ${EVENTS}) AS n) AS keys`);
  await admin.query('VACUUM ANALYZE outbox');
}

const raw = async () => {
  await fill();
  return rateOf(async () => {
    for (let count = 0; ;) {
      const rows = await database.query(
        `DELETE FROM outbox WHERE id IN (
           SELECT id FROM outbox ORDER BY id LIMIT ${BATCH} FOR UPDATE SKIP LOCKED) RETURNING *`,
      );
      if (rows.length === 0) return count;
      count += rows.length;
    }
  });
};

const ours = async () => {
  await fill();
  await admin.query(`UPDATE outbox_lease SET owner = NULL, expires_at = '-infinity'`);
  const all = Promise.withResolvers();
  let count = 0;
  const transport = {
    async produce(records) {
      count += records.length;
      if (count === EVENTS) all.resolve(count);
    },
  };
  const relay = new Relay('bench', database, transport, logger, new Outbox(database));
  const rate = await rateOf(async () => {
    relay.start();
    await all.promise;
    // Stopping deletes the last batch: it is part of the work.
    await relay.stop();
    return count;
  });
  return rate;
};

report('Outbox relay, batches of 1,000', await race({ raw, ours, control: ours }), 'raw', [
  { one: 'ours', other: 'raw', least: 0.75 },
]);
await close();
