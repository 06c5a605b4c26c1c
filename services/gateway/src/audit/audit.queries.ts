import { query, type Transaction } from '@fieldline/database';
import { PLATFORM_ID } from '../tenant/platform.js';

export interface AuditFilter {
  readonly actors?: readonly string[];
  readonly action?: string;
  readonly subject?: string;
  readonly from?: Date;
  readonly to?: Date;
  /** Sort key of the last entry seen: its time and id. */
  readonly before?: readonly [at: string, id: string];
  readonly limit: number;
}

export interface AuditRow {
  id: string;
  at: Date;
  actor: string;
  action: string;
  subjectKind: string;
  subjectId: string;
  detail: Record<string, unknown>;
  sortKey: string;
}

/** Newest first. An action without a dot is a kind: all between `kind.` and what follows the dot in order. */
export function findAudit(
  tx: Transaction,
  tenantId: string,
  { actors, action, subject, from, to, before, limit }: AuditFilter,
): Promise<AuditRow[]> {
  const parameters: unknown[] = [tenantId];
  const given = (value: unknown): string => `$${parameters.push(value)}`;
  const conditions = [`tenant_id = $1`];
  if (actors) conditions.push(`actor = ANY (${given(actors)}::text[])`);
  if (subject !== undefined) conditions.push(`subject_id = ${given(subject)}`);
  if (from) conditions.push(`at >= ${given(from)}`);
  if (to) conditions.push(`at < ${given(to)}`);
  if (action?.includes('.')) conditions.push(`action = ${given(action)}`);
  else if (action !== undefined)
    conditions.push(`action >= ${given(`${action}.`)} AND action < ${given(`${action}/`)}`);
  if (before)
    conditions.push(`(at, id) < (${given(before[0])}::timestamptz, ${given(before[1])}::uuid)`);
  return query<AuditRow>(
    tx,
    `SELECT id, at, actor, action, subject_kind AS "subjectKind", subject_id AS "subjectId", detail,
            to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "sortKey"
       FROM audit WHERE ${conditions.join(' AND ')}
      ORDER BY at DESC, id DESC LIMIT ${given(limit)}`,
    parameters,
  );
}

export interface Actor {
  readonly name: string | null;
  readonly byOperator: boolean;
}

interface Known {
  tenantId: string;
  actor: string;
  name: string;
}

/** Who those actors are, of a business or of the platform. The platform's people are not named to a business. */
export async function findActors(
  tx: Transaction,
  tenantId: string,
  actors: readonly string[],
): Promise<Map<string, Actor>> {
  const idsOf = (kind: string): string[] =>
    actors.filter((actor) => actor.startsWith(kind)).map((actor) => actor.slice(kind.length));
  const rows = await query<Known>(
    tx,
    `SELECT tenant_id AS "tenantId", 'user:' || id AS actor, name FROM account_user
      WHERE tenant_id = ANY ($1::uuid[]) AND id::text = ANY ($2::text[])
     UNION ALL
     SELECT tenant_id, 'api_key:' || id, name FROM api_key
      WHERE tenant_id = ANY ($1::uuid[]) AND id::text = ANY ($3::text[])`,
    [[tenantId, PLATFORM_ID], idsOf('user:'), idsOf('api_key:')],
  );
  return new Map(
    rows.map((row) => {
      const byOperator = row.tenantId === PLATFORM_ID;
      return [row.actor, { name: byOperator ? null : row.name, byOperator }];
    }),
  );
}
