/**
 * The record of who did what. What the gateway does itself is written in the same transaction; what the
 * services behind it do is told by their facts, whose ids name the entry, so that each is written once.
 */
import { derivedId, newId } from '@fieldline/contracts';
import type { Transaction } from '@fieldline/database';
import type { AuditAction } from './audit.actions.js';

export interface NewAuditEntry {
  readonly tenantId: string;
  /** What makes it this entry and no other: told again, it is not written again. A new one when omitted. */
  readonly once?: readonly string[];
  /** When it was done, if not now. */
  readonly at?: string;
  /** `user:<id>`, `api_key:<id>`, `system:<what>`, … */
  readonly actor: string;
  readonly action: AuditAction;
  readonly subject: { readonly kind: string; readonly id: string };
  /**
   * Ids, words and figures: never a text, a name, a number or a reason that somebody wrote, but for an
   * operator's why a business as a whole is suspended, closed or paused, a dead letter is resolved or its facts
   * are said again.
   */
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** Adds entries of any businesses by one statement. */
export async function appendAudit(
  tx: Transaction,
  entries: readonly NewAuditEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  await tx.query(
    `INSERT INTO audit (tenant_id, id, at, actor, action, subject_kind, subject_id, detail)
     SELECT tenant_id, id, coalesce(at, clock_timestamp()), actor, action, kind, subject, detail::jsonb
       FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::text[], $5::text[], $6::text[],
                   $7::text[], $8::text[])
         AS e (tenant_id, id, at, actor, action, kind, subject, detail)
     ON CONFLICT DO NOTHING`,
    [
      entries.map(({ tenantId }) => tenantId),
      entries.map(idOf),
      entries.map(({ at }) => at ?? null),
      entries.map(({ actor }) => actor),
      entries.map(({ action }) => action),
      entries.map(({ subject }) => subject.kind),
      entries.map(({ subject }) => subject.id),
      entries.map(({ detail }) => JSON.stringify(detail ?? {})),
    ],
  );
}

function idOf({ tenantId, once, action }: NewAuditEntry): string {
  return once ? derivedId('audit', tenantId, action, ...once) : newId();
}
