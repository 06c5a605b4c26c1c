import { parseDay, TIE_OUT_PAGE_MAX, TieOutFailed, TieOutPage } from '@fieldline/contracts';
import { Database, type Transaction } from '@fieldline/database';
import { Outbox } from '@fieldline/events';
import { Injectable } from '@nestjs/common';
import { MessagingSettings } from '../config.js';
import { isOutage } from '../twilio/twilio-messages.js';
import { TwilioRecords } from '../twilio/twilio-records.js';
import {
  countLines,
  dropLines,
  findUnlisted,
  joinMessages,
  keepAnswers,
  keepListed,
  type Line,
  linesAfter,
  rememberOpen,
  sortStrangers,
} from './tie-out.lines.js';
import {
  advance,
  endAsFailed,
  isOverdue,
  isStillOurs,
  putOff,
  type RunUnderWay,
} from './tie-out.queries.js';

/** Records of a business's day that are listed; a day with more can't be tied out. */
export const LISTED_MAX = 500_000;
/** Fetched from Twilio by one step. */
const ASKED_AT_ONCE = 10;
const GIVEN_UP_AFTER_SECONDS = 86_400;

/**
 * The steps of a tie-out: Twilio's list page by page, what it doesn't show one by one, then the pages for
 * billing. What a step learned is stored with the place to go on from, so a crash repeats a step at most.
 */
@Injectable()
export class TieOutSteps {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly twilio: TwilioRecords,
    private readonly settings: MessagingSettings,
  ) {}

  async list(run: RunUnderWay): Promise<void> {
    const midnight = parseDay(run.date)!;
    const { records, nextPageUrl } = await this.twilio.page(
      run.accountSid,
      midnight,
      run.nextPageUrl,
    );
    const listed = run.listed + records.length;
    await this.inTurn(run, async (tx) => {
      if (listed > LISTED_MAX)
        return this.fail(tx, run, `Twilio has more than ${LISTED_MAX} records of that day.`);
      await keepListed(tx, run, records);
      if (nextPageUrl !== null) return advance(tx, run, { nextPageUrl, listed });
      const asOf = new Date();
      await joinMessages(tx, run);
      await sortStrangers(tx, run, this.settings.tieOutGraceSeconds);
      return advance(tx, run, { state: 'asking', nextPageUrl, listed, asOf });
    });
  }

  async ask(run: RunUnderWay): Promise<void> {
    const ids = await findUnlisted(this.database, run, ASKED_AT_ONCE);
    const answers = await Promise.all(
      ids.map(async (providerMessageId) => ({
        providerMessageId,
        record: await this.twilio.fetch(run.accountSid, providerMessageId),
      })),
    );
    await this.inTurn(run, async (tx) => {
      if (answers.length > 0) {
        await keepAnswers(tx, run, answers);
        return advance(tx, run, {});
      }
      const pages = Math.max(1, Math.ceil((await countLines(tx, run)) / TIE_OUT_PAGE_MAX));
      return advance(tx, run, { state: 'publishing', pages });
    });
  }

  /** A page's fact and the place behind it are one transaction: each page is said once. */
  async publish(run: RunUnderWay): Promise<void> {
    await this.inTurn(run, async (tx) => {
      const lines = await linesAfter(tx, run, run.lastPosition, TIE_OUT_PAGE_MAX);
      const page = run.published + 1;
      const pages = run.pages ?? 1;
      await this.outbox.add(tx, TieOutPage, run.tenantId, pageOf(run, page, pages, lines));
      const lastPosition = lines.at(-1)?.position ?? run.lastPosition;
      if (page < pages) return advance(tx, run, { published: page, lastPosition });
      await rememberOpen(tx, run);
      await dropLines(tx, run);
      return advance(tx, run, { state: 'done', published: page, lastPosition });
    });
  }

  /** After a step that failed. A list that can't be gone on with is begun anew: it's kept by ids. */
  async putOff(run: RunUnderWay, error: unknown): Promise<void> {
    await this.inTurn(run, async (tx) => {
      if (await isOverdue(tx, run, GIVEN_UP_AFTER_SECONDS))
        return this.fail(tx, run, 'It could not be carried on for a day.');
      return putOff(tx, run, isOutage(error) ? run.nextPageUrl : null);
    });
  }

  private async fail(tx: Transaction, run: RunUnderWay, reason: string): Promise<void> {
    const { tenantId, id, date } = run;
    await dropLines(tx, run);
    await endAsFailed(tx, run, reason);
    await this.outbox.add(tx, TieOutFailed, tenantId, {
      businessId: tenantId,
      run: id,
      date,
      reason,
    });
  }

  private async inTurn(run: RunUnderWay, work: (tx: Transaction) => Promise<void>): Promise<void> {
    await this.database.asWorker(async (tx) => {
      if (await isStillOurs(tx, run)) await work(tx);
    });
  }
}

function pageOf(
  { tenantId, id, date, asOf }: RunUnderWay,
  page: number,
  pages: number,
  lines: readonly Line[],
): TieOutPage {
  return {
    businessId: tenantId,
    run: id,
    date,
    page,
    pages,
    asOf: (asOf ?? new Date()).toISOString(),
    records: lines.map(({ position: _, at, ...record }) => ({ ...record, at: at.toISOString() })),
  };
}
