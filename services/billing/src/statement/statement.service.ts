import type {
  AccountStatement,
  QuoteVersusBill,
  StatementMoney,
  StatementMovements,
  StatementPeriod,
} from '@fieldline/contracts';
import { Database, type Transaction } from '@fieldline/database';
import { Injectable, Logger } from '@nestjs/common';
import { Account } from '../account/account.entity.js';
import { awaitBookings, type Bounds, readBounds } from './statement.bounds.js';
import { statementMismatch } from './statement.errors.js';
import { type Period, periodOf } from './statement.period.js';
import { adjustmentWorth, entrySums, type Standing, standingBefore } from './statement.queries.js';
import { disagreements, movementsOf, rowsOf, toStandingView, totalOf } from './statement.sums.js';
import { type Difference, findDifferences, type UsageSum, usageSums } from './usage.queries.js';

/** Texts whose bill differs from their quote, of which so many are listed. */
export const DIFFERENCES_MAX = 200;

/** Enough to add up a busy month without the disk; compiling its plans would take longer than they run. */
const ROOM = `SELECT set_config('work_mem', '32MB', true), set_config('jit', 'off', true)`;

const EMPTY = { available: 0, held: 0, debt: 0, unitPriceMicros: 0 };

interface PeriodSums {
  readonly account: Pick<Account, 'unitPriceMicros'>;
  readonly opening: Standing;
  readonly closing: Standing;
  readonly usage: readonly UsageSum[];
  readonly movements: StatementMovements;
}

/** What a stretch of time did to an account. All of it is read as it was at one moment, and held against itself. */
@Injectable()
export class StatementService {
  private readonly logger = new Logger(StatementService.name);

  constructor(private readonly database: Database) {}

  /** @throws invalid_request, statement_mismatch */
  async statement(tenantId: string, asked: StatementPeriod): Promise<AccountStatement> {
    const period = periodOf(asked);
    await this.database.asTenant(tenantId, (tx) => awaitBookings(tx, tenantId));
    return this.database.asTenantAtOneMoment(tenantId, (tx) => this.read(tx, tenantId, period));
  }

  /**
   * What a period comes to, each of its sums held against the others.
   * @throws statement_mismatch
   */
  async sums(tx: Transaction, tenantId: string, bounds: Bounds): Promise<PeriodSums> {
    await tx.query(ROOM);
    const account = (await tx.findOneBy(Account, { tenantId })) ?? EMPTY;
    const opening = await standingBefore(tx, tenantId, bounds.firstEntry);
    // Not from the opening: the account itself, or what was written down of it since, has to agree.
    const closing = bounds.isOpen ? account : await standingBefore(tx, tenantId, bounds.endEntry);
    const entries = await entrySums(tx, tenantId, bounds);
    const usage = await usageSums(tx, tenantId, bounds);
    const movements = movementsOf(entries, usage);
    this.check(tenantId, disagreements(opening, closing, entries, movements));
    return { account, opening, closing, usage, movements };
  }

  private async read(tx: Transaction, tenantId: string, period: Period): Promise<AccountStatement> {
    const bounds = await readBounds(tx, tenantId, period);
    const { isOpen } = bounds;
    const sums = await this.sums(tx, tenantId, bounds);
    const { account, opening, closing, usage, movements } = sums;
    const sent = totalOf(usage, 'outbound');
    const received = totalOf(usage, 'inbound');
    return {
      from: period.from.toISOString(),
      to: period.to.toISOString(),
      isOpen,
      opening: toStandingView(opening),
      movements,
      closing: toStandingView(closing),
      money: {
        ...(await worth(tx, tenantId, bounds)),
        sentMicros: sent.costMicros,
        receivedMicros: received.costMicros,
        owedMicros: closing.debt * account.unitPriceMicros,
      },
      sent,
      received,
      byUser: rowsOf(usage, 'sent_by'),
      byJobType: rowsOf(usage, 'job_type'),
      byNumber: rowsOf(usage, 'our_number'),
      quoteVersusBill: await differences(tx, tenantId, bounds, usage),
    };
  }

  private check(tenantId: string, wrong: readonly string[]): void {
    if (wrong.length === 0) return;
    const what = `statement of ${tenantId}: ${wrong.join('; ')}`;
    this.logger.error(what);
    throw statementMismatch(what);
  }
}

async function worth(
  tx: Transaction,
  tenantId: string,
  bounds: Bounds,
): Promise<Omit<StatementMoney, 'sentMicros' | 'receivedMicros'>> {
  const rows = await adjustmentWorth(tx, tenantId, bounds);
  const of = (kind: string): number => rows.find((row) => row.kind === kind)?.micros ?? 0;
  return {
    paidMicros: of('purchase'),
    grantedMicros: of('grant'),
    restoredMicros: of('restoration'),
    withdrawnMicros: of('withdrawal'),
    reversedMicros: of('reversal'),
  };
}

async function differences(
  tx: Transaction,
  tenantId: string,
  bounds: Bounds,
  usage: readonly UsageSum[],
): Promise<QuoteVersusBill> {
  const sent = usage.find(({ group, direction }) => group === 'all' && direction === 'outbound');
  const { above = 0, aboveBy = 0, below = 0, belowBy = 0 } = sent ?? {};
  const found =
    above + below === 0 ? [] : await findDifferences(tx, tenantId, bounds, DIFFERENCES_MAX);
  return {
    above: { messages: above, segments: aboveBy },
    below: { messages: below, segments: belowBy },
    items: found.map((each) => ({ ...each, reason: reasonOf(each) })),
  };
}

function reasonOf({ quoted, billed }: Difference): string {
  return billed > quoted
    ? `Twilio counted ${billed - quoted} more than was quoted: they came from the balance, or became a debt.`
    : `Twilio counted ${quoted - billed} fewer than were quoted: only what it counted was charged.`;
}
