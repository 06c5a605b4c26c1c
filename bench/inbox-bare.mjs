/** The least that answers each read of the inbox: one statement, no roles, no policies, no service. */

const THREADS = `
  SELECT v.*, r.phone_number, r.stopped_at, m.id AS message_id, m.direction, m.body, m.created_at AS at, c.names
    FROM (SELECT * FROM conversation v WHERE v.tenant_id = $1 AND WHAT
           ORDER BY v.last_message_at DESC, v.id DESC LIMIT 51) v
    JOIN recipient r ON r.tenant_id = v.tenant_id AND r.id = v.recipient_id
    LEFT JOIN LATERAL (SELECT * FROM message m WHERE m.tenant_id = v.tenant_id AND m.conversation_id = v.id
                        ORDER BY m.created_at DESC, m.id DESC LIMIT 1) m ON true
    LEFT JOIN LATERAL (SELECT jsonb_agg(jsonb_build_object('id', c.id, 'name', c.name)) AS names FROM contact c
                        WHERE c.tenant_id = v.tenant_id AND c.recipient_id = v.recipient_id) c ON true
   ORDER BY v.last_message_at DESC, v.id DESC`;

const VIEWS = {
  list: 'true',
  'list all': `v.state = 'open' AND v.assignee_id IS NULL`,
  'list mine': 'v.assignee_id = $2',
  'list team': 'v.assignee_id IS NOT NULL AND v.assignee_id <> $2',
  'list attention': `v.attention <> '{}'`,
  'list unread': `NOT EXISTS (SELECT FROM conversation_read x WHERE x.tenant_id = $1 AND x.user_id = $2
                    AND x.conversation_id = v.id AND x.read_at >= v.last_inbound_at)`,
};

export const BARE = {
  list: (admin, { tenantId, userId }, _, name) =>
    admin.query(THREADS.replace('WHAT', `${VIEWS[name]} AND ($2::uuid IS NULL OR true)`), [
      tenantId,
      userId,
    ]),
  open: (admin, { tenantId }, { id }) =>
    admin.query(
      `SELECT id, created_at, to_jsonb(m) FROM message m WHERE tenant_id = $1 AND conversation_id = $2
        UNION ALL SELECT id, created_at, to_jsonb(n) FROM note n WHERE tenant_id = $1 AND conversation_id = $2
        UNION ALL SELECT id, created_at, to_jsonb(e) FROM conversation_event e
                   WHERE tenant_id = $1 AND conversation_id = $2
        ORDER BY 2 DESC, 1 DESC LIMIT 51`,
      [tenantId, id],
    ),
  counts: (admin, { tenantId, userId }) =>
    admin.query(
      `SELECT count(*) FILTER (WHERE v.state = 'open' AND v.assignee_id IS NULL) AS all,
              count(*) FILTER (WHERE v.assignee_id = $2) AS mine,
              count(*) FILTER (WHERE v.assignee_id <> $2) AS team,
              count(*) FILTER (WHERE v.attention <> '{}') AS attention,
              count(*) FILTER (WHERE v.state = 'resolved') AS resolved,
              count(*) FILTER (WHERE v.last_inbound_at > coalesce(x.read_at, '-infinity')) AS unread
         FROM conversation v
         LEFT JOIN conversation_read x ON x.tenant_id = v.tenant_id AND x.user_id = $2 AND x.conversation_id = v.id
        WHERE v.tenant_id = $1`,
      [tenantId, userId],
    ),
  search: (admin, { tenantId }, { q }, name) =>
    admin.query(THREADS.replace('WHAT', FOUND[name.split(' ')[1]] ?? WORDS), [
      tenantId,
      parameterOf(q, name),
    ]),
};

const WORDS = `EXISTS (SELECT FROM message_words w WHERE w.tenant_id = $1 AND w.conversation_id = v.id
                AND w.words @@ to_tsquery('plain_words', $2))`;
const FOUND = {
  number: `v.recipient_id IN (SELECT id FROM recipient r WHERE r.tenant_id = $1 AND reverse(r.phone_number) LIKE $2)`,
  name: `v.recipient_id IN (SELECT recipient_id FROM contact c WHERE c.tenant_id = $1 AND c.searched_name LIKE $2)`,
};

function parameterOf(q, name) {
  if (name === 'search number') return `${[...q].toReversed().join('')}%`;
  if (name === 'search name') return `%${q.toLowerCase()}%`;
  return `${q.split(' ').join(' & ')}:*`;
}
