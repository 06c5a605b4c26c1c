import { query, type Transaction } from '@fieldline/database';
import type { Outbox, Received } from '@fieldline/events';
import { changedFact } from './conversation.fact.js';
import { addEvents } from './conversation-event.queries.js';
import { advance, type Standing, type Step } from './conversation.status.js';

/** Something that happened to a thread. */
export interface ConversationStep {
  readonly tenantId: string;
  readonly conversationId: string;
  readonly step: Step;
  /** `user:<id>`, `api_key:<id>` or `system:<what>`. */
  readonly by: string;
  readonly cause?: Received;
}

export interface StoredStanding extends Standing {
  tenantId: string;
  id: string;
  recipientId: string;
  lastMessageAt: Date;
  version: number;
}

/** A step that changed something: what the thread was before and is after it. */
export interface TakenStep {
  readonly taken: ConversationStep;
  readonly before: StoredStanding;
  readonly after: StoredStanding;
}

/**
 * Takes some threads a step on: rows locked in one order, behind those of messages and recipients, what
 * changed written by one statement, with its entries and facts. The only writer of a thread's standing.
 * Steps of one thread are taken in their order. Whether they change anything or not, their rows are
 * locked when this returns.
 * @returns the ids of the threads that changed
 */
export async function takeConversationSteps(
  tx: Transaction,
  outbox: Outbox,
  steps: readonly ConversationStep[],
): Promise<Set<string>> {
  if (steps.length === 0) return new Set();
  const standings = await lockStandings(tx, steps);
  const changes: TakenStep[] = [];
  const arrivals = new Set<string>();
  for (const taken of steps) {
    const before = standings.get(taken.conversationId);
    if (!before || before.tenantId !== taken.tenantId) continue;
    if (taken.step.kind === 'inbound') arrivals.add(before.id);
    const standing = advance(before, taken.step);
    if (!standing) continue;
    const after = { ...before, ...standing, version: before.version + 1 };
    standings.set(before.id, after);
    changes.push({ taken, before, after });
  }
  const changed = new Set(changes.map(({ after }) => after.id));
  const touched = [...new Set([...changed, ...arrivals])].flatMap((id) => standings.get(id) ?? []);
  const latest = await store(tx, touched, arrivals);
  await addEvents(tx, changes);
  await outbox.addAll(
    tx,
    changes.map((change) => changedFact(change, latest.get(change.after.id))),
  );
  return changed;
}

/** Messages may be added to a thread while its row is locked so. */
async function lockStandings(
  tx: Transaction,
  steps: readonly ConversationStep[],
): Promise<Map<string, StoredStanding>> {
  const rows = await query<StoredStanding>(
    tx,
    `SELECT tenant_id AS "tenantId", id, recipient_id AS "recipientId", state,
            assignee_id AS "assigneeId", attention, last_message_at AS "lastMessageAt", version
       FROM conversation
      WHERE (tenant_id, id) IN (SELECT * FROM unnest($1::uuid[], $2::uuid[]))
      ORDER BY tenant_id, id FOR NO KEY UPDATE`,
    [steps.map((step) => step.tenantId), steps.map((step) => step.conversationId)],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/**
 * What they wrote puts a thread on top, and is later than whatever was read of it, whichever way the clock goes.
 * @returns when each thread's last message was
 */
async function store(
  tx: Transaction,
  standings: readonly StoredStanding[],
  arrivals: ReadonlySet<string>,
): Promise<Map<string, Date>> {
  if (standings.length === 0) return new Map();
  const rows = standings.map(({ tenantId, id, state, assigneeId, attention, version }) => {
    return { tenantId, id, state, assigneeId, attention, version, arrived: arrivals.has(id) };
  });
  const stored = await query<{ id: string; lastMessageAt: Date }>(
    tx,
    `UPDATE conversation c
        SET state = n.state, assignee_id = n."assigneeId", attention = n.attention, version = n.version,
            assigned_at = CASE WHEN n."assigneeId" IS NULL THEN NULL
                               WHEN n."assigneeId" = c.assignee_id THEN c.assigned_at
                               ELSE clock_timestamp() END,
            last_message_at = CASE WHEN n.arrived
              THEN greatest(clock_timestamp(), c.last_message_at) ELSE c.last_message_at END,
            last_inbound_at = CASE WHEN n.arrived
              THEN greatest(clock_timestamp(), c.last_inbound_at + interval '1 microsecond')
              ELSE c.last_inbound_at END
       FROM jsonb_to_recordset($1::jsonb) AS n ("tenantId" uuid, id uuid, state text, "assigneeId" uuid,
            attention text[], version bigint, arrived boolean)
      WHERE c.tenant_id = n."tenantId" AND c.id = n.id
      RETURNING c.id, c.last_message_at AS "lastMessageAt"`,
    [JSON.stringify(rows)],
  );
  return new Map(stored.map((row) => [row.id, row.lastMessageAt]));
}
