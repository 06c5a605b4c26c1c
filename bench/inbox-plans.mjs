/** The plans that Postgres makes for the inbox's own statements, as the roles that run them. */
import pg from 'pg';
import { countConversations } from '../services/messaging/dist/conversation/conversation.counts.js';
import { findConversations } from '../services/messaging/dist/conversation/conversation.rows.js';
import { findEntryKeys } from '../services/messaging/dist/conversation/entry.queries.js';
import { searchConversations } from '../services/messaging/dist/conversation/search.queries.js';
import { readSearch } from '../services/messaging/dist/conversation/search.words.js';

export async function plansOf(schema, { tenantId, userId: viewer }, words) {
  const [tenant, worker] = await Promise.all(
    ['tenant', 'worker'].map((role) => open(schema, role)),
  );
  await tenant.query(`SELECT set_config('app.tenant_id', $1, false)`, [tenantId]);
  const plans = [];
  const explain = async (what, client, work) => {
    const lines = [];
    await work({
      query: async (sql, parameters) => {
        if (sql.startsWith('SET')) return client.query(sql.replaceAll('SET LOCAL', 'SET'));
        const { rows } = await client.query(`EXPLAIN ${sql}`, parameters);
        lines.push(...rows.map((row) => row['QUERY PLAN']));
        return (await client.query(sql, parameters)).rows;
      },
    });
    plans.push({ what, plan: lines.join('\n') });
  };
  const views = [undefined, 'all', 'mine', 'team', 'attention', 'resolved'];
  for (const view of views)
    await explain(`list ${view ?? ''}`, tenant, (tx) =>
      findConversations(tx, tenantId, { viewer, view, limit: 51 }),
    );
  await explain('counts', tenant, (tx) => countConversations(tx, tenantId, viewer));
  const [{ id }] = (
    await tenant.query('SELECT id FROM conversation WHERE tenant_id = $1 LIMIT 1', [tenantId])
  ).rows;
  await explain('open', tenant, (tx) =>
    findEntryKeys(tx, tenantId, { conversationId: id, limit: 51 }),
  );
  const typed = ['3120000042', 'Dana', ...Object.values(words), 'nosuchword'];
  for (const q of typed)
    await explain(`search ${q}`, worker, (tx) =>
      searchConversations(tx, tenantId, { viewer, limit: 51 }, readSearch(q)),
    );
  await Promise.all([tenant.end(), worker.end()]);
  return plans;
}

async function open(schema, role) {
  const client = new pg.Client({ connectionString: schema.urlOf(role) });
  await client.connect();
  return client;
}
