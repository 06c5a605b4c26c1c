import type { Database, Transaction } from '@fieldline/database';
import { counter, type Logger } from '@fieldline/telemetry';
import { type Burial, bury, parkedRecords } from './dead-letter/burial.js';
import { Dispatcher } from './dispatcher.js';
import { fromRecord, MalformedEvent, type Received } from './envelope.js';
import { describeFailure, isTransient } from './failure.js';
import type { HandlerTable } from './handlers.js';
import { admit } from './inbox.js';
import { ConsumerStopped, type ConsumerRun, type IncomingRecord } from './transport.js';

const BACKOFF_MIN_MS = 50;
const BACKOFF_MAX_MS = 10_000;

interface Letter {
  readonly record: IncomingRecord;
  readonly event: Received | undefined;
  readonly fault: MalformedEvent | undefined;
}

/**
 * Exactly once in effect: a batch's inbox rows and its effects are one transaction, and the
 * transport's offset moves only after it. Transient errors wait and try again; an event that can't
 * be handled goes to the dead letters and parks its aggregate, while every other one flows on.
 */
export class EventConsumer {
  private readonly failed = counter('fieldline.consumer.failed');
  private readonly buried = counter('fieldline.consumer.dead_letters');
  readonly dispatcher: Dispatcher;

  constructor(
    private readonly service: string,
    private readonly database: Database,
    table: HandlerTable,
    private readonly logger: Logger,
  ) {
    this.dispatcher = new Dispatcher(service, database, table);
  }

  async handle(records: readonly IncomingRecord[], run: ConsumerRun): Promise<void> {
    const letters = records.map(open);
    try {
      await this.settle(letters, run);
    } catch (error) {
      if (error instanceof ConsumerStopped) throw error;
      for (const letter of letters) await this.settleAlone(letter, run);
    }
  }

  private async settleAlone(letter: Letter, run: ConsumerRun): Promise<void> {
    try {
      await this.settle([letter], run);
    } catch (error) {
      if (error instanceof ConsumerStopped) throw error;
      const where = { type: letter.event?.type, eventId: letter.event?.id };
      this.logger.error(
        { err: error, ...where },
        'event can not be handled, its aggregate is parked',
      );
      await this.transaction([letter], run, (tx) => this.fail(tx, letter, describeFailure(error)));
    }
  }

  private settle(letters: readonly Letter[], run: ConsumerRun): Promise<void> {
    return this.transaction(letters, run, (tx) => this.apply(tx, letters, run));
  }

  private async apply(
    tx: Transaction,
    letters: readonly Letter[],
    run: ConsumerRun,
  ): Promise<void> {
    const admitted = await admit(
      tx,
      letters.flatMap(({ event }) => event?.id ?? []),
    );
    const parked = await parkedRecords(
      tx,
      letters.map(({ record }) => record),
    );
    const burials: Burial[] = [];
    const due: Received[] = [];
    for (const { record, event, fault } of letters) {
      if (!event) {
        burials.push({ record, reason: 'malformed', error: fault?.message ?? 'malformed' });
      } else if (!admitted.delete(event.id) || this.dispatcher.ignores(event.type)) {
        continue;
      } else if (parked.has(record)) {
        burials.push({
          record,
          reason: 'parked',
          error: 'an earlier event of the aggregate is parked',
        });
      } else {
        due.push(event);
      }
    }
    await this.bury(tx, burials);
    await this.dispatcher.dispatch(tx, due, () => giveUpUnlessActive(run));
  }

  private async fail(tx: Transaction, { record, event }: Letter, error: string): Promise<void> {
    // Another consumer, which has the partition by now, may have handled it since.
    if (event && (await admit(tx, [event.id])).size === 0) return;
    await this.bury(tx, [{ record, reason: 'failed', error }]);
  }

  private async bury(tx: Transaction, burials: readonly Burial[]): Promise<void> {
    await bury(tx, burials);
    this.database.afterCommit(tx, () => {
      for (const { record } of burials)
        this.buried.add(1, { service: this.service, topic: record.topic });
    });
  }

  /** Again and again while errors are transient, for as long as the consumer is active. */
  private async transaction(
    letters: readonly Letter[],
    run: ConsumerRun,
    work: (tx: Transaction) => Promise<void>,
  ): Promise<void> {
    for (let backoffMs = BACKOFF_MIN_MS; ; backoffMs = Math.min(backoffMs * 2, BACKOFF_MAX_MS)) {
      giveUpUnlessActive(run);
      try {
        return await this.database.asWorker(work);
      } catch (error) {
        if (!isTransient(error)) throw error;
        const topic = letters[0]?.record.topic;
        this.failed.add(letters.length, { service: this.service, topic });
        this.logger.warn({ err: error, backoffMs }, 'transient error, the batch is tried again');
        await new Promise((resolve) => setTimeout(resolve, backoffMs * (0.5 + Math.random())));
      }
    }
  }
}

/** @throws ConsumerStopped when the partition is no longer ours, or not for long */
function giveUpUnlessActive(run: ConsumerRun): void {
  if (!run.isActive()) throw new ConsumerStopped();
}

function open(record: IncomingRecord): Letter {
  try {
    return { record, event: fromRecord(record), fault: undefined };
  } catch (error) {
    if (!(error instanceof MalformedEvent)) throw error;
    return { record, event: undefined, fault: error };
  }
}
