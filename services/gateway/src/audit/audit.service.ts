import {
  actorOf,
  type AuditEntryView,
  type ImportLine,
  isId,
  type ListAudit,
  newId,
  type Page,
  parseInstantOrDate,
  type Principal,
  type Upserted,
} from '@fieldline/contracts';
import { Database } from '@fieldline/database';
import { invalidRequest, readCursor, toPage } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import type { AuditAction } from './audit.actions.js';
import {
  type Actor,
  type AuditFilter,
  type AuditRow,
  findActors,
  findAudit,
} from './audit.queries.js';
import { appendAudit, type NewAuditEntry } from './audit.writer.js';

/** Who did what, for those who answer for a business. */
@Injectable()
export class AuditService {
  constructor(private readonly database: Database) {}

  /**
   * What was done in a service which tells nobody of it. Written behind its answer: who dies in between, and
   * whose caller doesn't ask again, leaves it out.
   * @param once what makes it this entry and no other, when the same may be noted again
   */
  async note(
    caller: Principal,
    action: AuditAction,
    subject: NewAuditEntry['subject'],
    { once, detail }: Pick<NewAuditEntry, 'once' | 'detail'> = {},
  ): Promise<void> {
    const { tenantId } = caller;
    if (tenantId === null) return;
    const done = { tenantId, actor: actorOf(caller), action, subject, once, detail };
    await this.database.asTenant(tenantId, (tx) => appendAudit(tx, [done]));
  }

  /**
   * Somebody said what a record is to be: an entry for each version that came of it. Noted also when nothing
   * changed, and says so: perhaps the change was heard, and its answer wasn't. Of an update it has the names of
   * the fields that changed.
   * @param id what the record is told from others by
   */
  noteSet(
    caller: Principal,
    kind: 'contact' | 'employee' | 'job_type' | 'shortcut' | 'template',
    id: string,
    {
      outcome,
      record,
      version,
      changed,
    }: Upserted<{ readonly name: string; readonly createdAt?: string }>,
  ): Promise<void> {
    // One that was taken away and is made anew begins with version 1 again.
    const once = [id, record.createdAt ?? '', `${version}`];
    const detail = { outcome, ...(changed && { changed }) };
    return this.note(caller, `${kind}.set`, { kind, id }, { once, detail });
  }

  /** One entry of an import, with what became of how many lines. Run again it is another. */
  noteImport(
    caller: Principal,
    kind: 'consent' | 'contact' | 'employee' | 'job',
    lines: readonly Pick<ImportLine, 'outcome'>[],
  ): Promise<void> {
    const detail = { lines: lines.length, created: 0, updated: 0, unchanged: 0, error: 0 };
    for (const { outcome } of lines) detail[outcome] += 1;
    return this.note(caller, `${kind}.imported`, { kind: 'import', id: newId() }, { detail });
  }

  /** Newest first. `from` is included, `to` isn't; a bare date is its midnight in UTC. */
  async list(tenantId: string, { limit, ...asked }: ListAudit): Promise<Page<AuditEntryView>> {
    const filter = filterOf(asked, limit + 1);
    const rows = await this.database.asTenant(tenantId, (tx) => findAudit(tx, tenantId, filter));
    const page = toPage(rows, limit, (row) => [row.sortKey, row.id]);
    const named = [...new Set(page.items.map(({ actor }) => actor))];
    // As the worker: the platform's people are no rows of the business.
    const actors = await this.database.asWorker((tx) => findActors(tx, tenantId, named));
    return { ...page, items: page.items.map((row) => toView(row, actors.get(row.actor))) };
  }
}

function filterOf(
  { actor, action, subject, from, to, cursor }: Omit<ListAudit, 'limit'>,
  limit: number,
): AuditFilter {
  return {
    ...(actor !== undefined && { actors: actorsOf(actor) }),
    ...(action !== undefined && { action }),
    ...(subject !== undefined && { subject }),
    from: instantOf('from', from),
    to: instantOf('to', to),
    before: placeOf(cursor),
    limit,
  };
}

/** An id alone is a user's or a key's. */
function actorsOf(actor: string): string[] {
  return actor.includes(':') ? [actor] : [`user:${actor}`, `api_key:${actor}`];
}

function instantOf(field: string, text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const instant = parseInstantOrDate(text);
  if (!instant)
    throw invalidRequest([
      { field, message: `${field} must be a date, or a time with its offset` },
    ]);
  return instant;
}

/** Microseconds as we wrote them: a place that isn't one is refused before Postgres sees it. */
const PLACE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

function placeOf(cursor: string | undefined): readonly [string, string] | undefined {
  const [at, id] = readCursor(cursor, 2);
  if (at === undefined || id === undefined) return undefined;
  if (!PLACE.test(at) || Number.isNaN(Date.parse(at)) || !isId(id))
    throw invalidRequest([{ field: 'cursor', message: 'cursor is not one of ours' }]);
  return [at, id];
}

function toView(row: AuditRow, actor: Actor | undefined): AuditEntryView {
  const { id, at, action, subjectKind, subjectId, detail } = row;
  return {
    id,
    at: at.toISOString(),
    actor: row.actor,
    actorName: actor?.name ?? null,
    byOperator: actor?.byOperator ?? false,
    action,
    subject: { kind: subjectKind, id: subjectId },
    detail,
  };
}
