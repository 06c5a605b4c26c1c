import type { Database, Transaction } from '@fieldline/database';
import type { Logger } from '@fieldline/telemetry';
import { describeFailure, isTransient } from '../failure.js';
import type { Outbox } from '../outbox.js';
import { Pulse } from '../pulse.js';
import {
  advanceRun,
  claimRun,
  failRun,
  isOutboxLong,
  nextRun,
  type RunRow,
} from './republication.queries.js';
import type { Aggregate, StateFact } from './state-fact.js';

/** Aggregates that are locked and said by one transaction. */
const PAGE = 200;
/**
 * Between pages. Nobody says how far consumers have come: what is said again, 400 facts a second, leaves
 * the slowest of them most of its time for what is said for the first time.
 */
const PAUSE_MS = 500;
/** How long a run may wait for a process to take it up after another has died at it. */
const IDLE_MS = 5_000;
const RETRY_MS = 1_000;
/** While so many events wait to be published, none is said again. */
const OUTBOX_LONG = 1_000;
/** A page that waits for somebody's row holds up those who want its others: it lets go, and comes again. */
const LOCK_TIMEOUT = '2s';

/**
 * Says the whole state of aggregates once more, page by page in the order of their keys; a page's facts
 * and the run's place are one transaction, so a crash costs nothing.
 *
 * No copy ever gets older by it. A page reads aggregates FOR SHARE and adds their facts while it holds
 * them; writers lock an aggregate's row before they add its fact. So a writer either committed before we
 * read, and we say its version, behind its fact in the outbox; or it waits until we have committed, and
 * its fact comes behind ours. Facts of one key are published in the outbox's order: those of an aggregate
 * go out in the order of their versions, whoever said them. A snapshot without the lock could be
 * overtaken between the read and the outbox. Beside that, copies ignore what is older than they are.
 */
export class Republisher {
  private readonly pulse = new Pulse();
  private running: Promise<void> | undefined;
  private stopping = false;

  constructor(
    private readonly service: string,
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly facts: ReadonlyMap<string, StateFact>,
    private readonly logger: Logger,
  ) {}

  start(): void {
    if (this.facts.size > 0) this.running ??= this.run();
  }

  /** Ends the page that is under way. Who starts next goes on behind it. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.pulse.beat();
    await this.running;
  }

  /** Something is asked for: don't wait until it is found. */
  wake(): void {
    this.pulse.beat();
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      const pauseMs = await this.step().then(
        (more) => (more ? PAUSE_MS : IDLE_MS),
        (error: unknown) => {
          this.logger.warn({ err: error }, 'not republished, trying again');
          return RETRY_MS;
        },
      );
      if (!this.stopping) await this.pulse.next(pauseMs);
    }
  }

  /**
   * Says one page of the run whose turn it is, unless the outbox is long or another process is at it.
   * What can't be said ends the run as failed, and the next one goes on.
   * @returns whether there is anything to come back for
   * @throws what `isTransient` knows: nothing was said
   */
  async step(): Promise<boolean> {
    const run = await nextRun(this.database);
    if (!run) return false;
    if (await isOutboxLong(this.database, OUTBOX_LONG)) return true;
    try {
      await this.database.asWorker((tx) => this.sayPage(tx, run));
    } catch (error) {
      if (isTransient(error)) throw error;
      this.logger.error({ err: error, type: run.type, republicationId: run.id }, 'not republished');
      await failRun(this.database, run, `${placeOf(run)}: ${describeFailure(error)}`);
    }
    return true;
  }

  private async sayPage(tx: Transaction, turn: RunRow): Promise<void> {
    const run = await claimRun(tx, this.service, turn);
    if (!run) return;
    const fact = this.facts.get(run.type);
    if (!fact) throw new Error(`${this.service} does not say ${run.type} any more`);
    await tx.query(`SET LOCAL lock_timeout = '${LOCK_TIMEOUT}'`);
    const aggregates = await nextAggregates(tx, fact, run);
    await this.outbox.addAll(
      tx,
      aggregates.map((aggregate) => ({
        type: fact.type,
        tenantId: aggregate.tenantId,
        payload: fact.toPayload(aggregate),
      })),
    );
    const last = aggregates.at(-1);
    await advanceRun(tx, run, {
      said: aggregates.length,
      after: last && { tenantId: last.tenantId, id: idOf(last, fact) },
      isLast: aggregates.length < PAGE,
    });
  }
}

/** Where to look for what can't be said: among the next of these. */
function placeOf({ afterTenant, afterId }: RunRow): string {
  return afterId ? `in the ${PAGE} after ${afterId} of ${afterTenant}` : `in the first ${PAGE}`;
}

/** Locked in the order of their keys, as writers of several do it. Those that never said anything are passed over. */
function nextAggregates(
  tx: Transaction,
  { entity, id }: StateFact,
  { ofTenant, afterTenant, afterId }: RunRow,
): Promise<Aggregate[]> {
  const page = tx
    .createQueryBuilder(entity, 'aggregate')
    .where('aggregate.version > 0')
    .orderBy('aggregate.tenantId')
    .addOrderBy(`aggregate.${id}`)
    .limit(PAGE)
    .setLock('pessimistic_read');
  if (ofTenant) page.andWhere('aggregate.tenantId = :ofTenant', { ofTenant });
  if (afterId)
    page.andWhere(`(aggregate.tenantId, aggregate.${id}) > (:afterTenant, :afterId)`, {
      afterTenant,
      afterId,
    });
  return page.getMany();
}

function idOf(aggregate: Aggregate, { id }: StateFact): string {
  return String((aggregate as Aggregate & Record<string, unknown>)[id]);
}
