import {
  actorOf,
  parseDay,
  type Principal,
  TieOutBegun,
  type TieOutRequestView,
} from '@fieldline/contracts';
import { Database } from '@fieldline/database';
import { Outbox } from '@fieldline/events';
import { notFound } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { MessagingSettings } from '../config.js';
import { OwnNumber } from '../number/number.entity.js';
import { dateOutOfRange, invalidDate } from './tie-out.errors.js';
import { findRun, insertRequested } from './tie-out.queries.js';
import { TieOutRunner } from './tie-out.runner.js';

const DAY_MS = 86_400_000;
/** Twilio keeps its records for 400 days. */
const DAYS_BACK = 395;

@Injectable()
export class TieOutService {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly runner: TieOutRunner,
    private readonly settings: MessagingSettings,
  ) {}

  /**
   * Begins the tie-out of a day, over or not, unless it's under way. The same id again changes nothing.
   * @throws invalid_date, date_out_of_range, and not_found for a business without a number
   */
  async request(
    tenantId: string,
    caller: Principal,
    id: string,
    date: string,
  ): Promise<TieOutRequestView> {
    checkDate(date);
    const run = await this.database.asTenant(tenantId, async (tx) => {
      const number = await tx.findOneBy(OwnNumber, { tenantId, state: 'active' });
      if (!number?.accountSid) throw notFound('number');
      const { accountSid } = number;
      const by = actorOf(caller);
      const begun = await insertRequested(tx, { tenantId, id, date, accountSid, by });
      if (begun)
        await this.outbox.add(tx, TieOutBegun, tenantId, { businessId: tenantId, run: id, date });
      return begun ?? (await findRun(tx, { tenantId, id, date }));
    });
    const { tieOutGraceSeconds: graceSeconds } = this.settings;
    // It ended between the two looks: as good as asked for and done.
    if (!run) return { id, date, graceSeconds };
    this.runner.wake();
    return { id: run.id, date: run.date, graceSeconds };
  }
}

function checkDate(date: string): void {
  const midnight = parseDay(date);
  if (!midnight) throw invalidDate();
  const ageMs = Date.now() - midnight.getTime();
  if (ageMs < 0 || ageMs > DAYS_BACK * DAY_MS) throw dateOutOfRange(DAYS_BACK);
}
