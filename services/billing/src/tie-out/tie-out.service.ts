import {
  type ListQuery,
  type Page,
  parseDay,
  type TieOutSummary,
  type TieOutView,
} from '@fieldline/contracts';
import { Database } from '@fieldline/database';
import { readCursor, toPage } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import { Finding, TieOut } from './tie-out.entity.js';
import { invalidDate } from './tie-out.errors.js';
import { notRun, toMismatchView, toOpenMessageView, toTieOutSummary } from './tie-out.view.js';

/** What was found of a business's days. */
@Injectable()
export class TieOutService {
  constructor(private readonly database: Database) {}

  /** @throws invalid_date; a day that nobody has looked at is `not_run` */
  get(tenantId: string, date: string): Promise<TieOutView> {
    checkDate(date);
    return this.database.asTenantAtOneMoment(tenantId, async (tx) => {
      const tieOut = await tx.findOneBy(TieOut, { tenantId, date });
      const order = { at: 'ASC', place: 'ASC' } as const;
      const findings = tieOut ? await tx.find(Finding, { where: { tenantId, date }, order }) : [];
      return {
        ...(tieOut ? toTieOutSummary(tieOut) : notRun(date)),
        mismatches: findings.flatMap(toMismatchView),
        open: findings.flatMap(toOpenMessageView),
      };
    });
  }

  /** Newest first, without what was found. */
  list(tenantId: string, { limit, cursor }: ListQuery): Promise<Page<TieOutSummary>> {
    const [before] = readCursor(cursor, 1);
    if (before !== undefined) checkDate(before);
    return this.database.asTenant(tenantId, async (tx) => {
      const rows = await tx.find(TieOut, {
        where: { tenantId, ...(before !== undefined && { date: LessThan(before) }) },
        order: { date: 'DESC' },
        take: limit + 1,
      });
      return toPage(rows.map(toTieOutSummary), limit, ({ date }) => [date]);
    });
  }
}

function checkDate(date: string): void {
  if (!parseDay(date)) throw invalidDate();
}
