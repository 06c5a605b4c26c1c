import {
  type EndingConsentView,
  type ListEndingConsents,
  type Page,
  parseInstantOrDate,
} from '@fieldline/contracts';
import { Database, query } from '@fieldline/database';
import { invalidRequest, readCursor, toPage } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import type { ConsentRow } from './consent.queries.js';

type EndingRow = Pick<ConsentRow, 'subjectId' | 'subjectKind' | 'basis'> & {
  readonly changedAt: Date;
  readonly expiresAt: Date;
};

/** Opt-ins that end, so that they can be asked for again in time. */
@Injectable()
export class ConsentEndingService {
  constructor(private readonly database: Database) {}

  /** The next to end first; what has ended is not among them. @throws Problem for a date that isn't one */
  list(
    tenantId: string,
    { endsBefore, limit, cursor }: ListEndingConsents,
  ): Promise<Page<EndingConsentView>> {
    const before = parseInstantOrDate(endsBefore);
    if (!before)
      throw invalidRequest([
        { field: 'endsBefore', message: 'endsBefore must be a date, or a time with its offset' },
      ]);
    const [at = null, id = null] = readCursor(cursor, 2);
    return this.database.asTenant(tenantId, async (tx) => {
      const rows = await query<EndingRow>(
        tx,
        `SELECT subject_id AS "subjectId", subject_kind AS "subjectKind", basis, changed_at AS "changedAt",
                expires_at AS "expiresAt"
           FROM consent
          WHERE tenant_id = $1 AND state = 'opted_in' AND expires_at > now() AND expires_at < $2
            AND ($3::timestamptz IS NULL OR (expires_at, subject_id) > ($3, $4::uuid))
          ORDER BY expires_at, subject_id LIMIT $5`,
        [tenantId, before, at, id, limit + 1],
      );
      const page = toPage(rows, limit, (row) => [row.expiresAt.toISOString(), row.subjectId]);
      return { ...page, items: page.items.map(toView) };
    });
  }
}

function toView({
  subjectId,
  subjectKind,
  basis,
  changedAt,
  expiresAt,
}: EndingRow): EndingConsentView {
  return {
    subject: subjectKind === 'contact' ? { contactId: subjectId } : { recipientId: subjectId },
    basis,
    since: changedAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
  };
}
