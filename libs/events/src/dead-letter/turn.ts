import type { Database, Transaction } from '@fieldline/database';
import type { Logger } from '@fieldline/telemetry';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Dispatcher } from '../dispatcher.js';
import { fromRecord } from '../envelope.js';
import { describeFailure, isTransient } from '../failure.js';
import { admit, readmit } from '../inbox.js';
import { busy, DeadLetterRefused, decided, waits } from './dead-letter.errors.js';
import {
  claimAggregate,
  firstWaiting,
  lockLetter,
  recordAttempt,
  type Resolution,
  resolveLetter,
} from './dead-letter.queries.js';
import { type DeadLetterRow, recordOf, type WholeDeadLetterRow } from './dead-letter.row.js';

/** Who resolves a letter, and why. Both stay with it. */
export interface Decision {
  /** `user:<id>`, `api_key:<id>`, `system:<service>` */
  readonly by: string;
  readonly reason: string;
}

export interface Attempt {
  readonly outcome: Resolution['outcome'] | 'failed';
  /** It had been resolved before. */
  readonly repeated: boolean;
}

const TRIES = 3;
const RETRY_MS = 200;

/**
 * One letter's turn. A replay takes the way of a live event: inbox, handler and the letter's own end are
 * one transaction. New arrivals of the aggregate wait behind its last open letter; its end and their
 * burial exclude each other by its row's lock, so that none is left behind and none overtakes.
 */
export class Turn {
  private dispatcher: Dispatcher | undefined;

  constructor(
    private readonly service: string,
    private readonly database: Database,
    private readonly logger: Logger,
  ) {}

  handleBy(dispatcher: Dispatcher): void {
    this.dispatcher = dispatcher;
  }

  /**
   * @throws DeadLetterRefused when it isn't its turn, was dropped, or somebody else is at it
   * @throws what `isTransient` knows, after three tries
   */
  async replay(letter: DeadLetterRow, decision: Decision): Promise<Attempt> {
    try {
      return await this.take(letter, async (tx, row) => {
        if (row.state === 'dropped') throw decided('dropped', row.resolvedBy ?? '');
        if (row.resolution) return { outcome: row.resolution, repeated: true };
        const first = await firstWaiting(tx, row);
        if (first && first.position < row.position) throw waits(first.id);
        const outcome = await this.redeliver(tx, row);
        await resolveLetter(tx, row.id, { ...decision, outcome });
        return { outcome, repeated: false };
      });
    } catch (error) {
      if (error instanceof DeadLetterRefused || isTransient(error)) throw error;
      this.logger.error({ err: error, deadLetterId: letter.id }, 'replay failed');
      const attempt = { by: decision.by, error: describeFailure(error) };
      await recordAttempt(this.database, letter.id, attempt);
      return { outcome: 'failed', repeated: false };
    }
  }

  /** @throws DeadLetterRefused when it was replayed, or somebody else is at it */
  drop(letter: DeadLetterRow, decision: Decision): Promise<Attempt> {
    return this.take(letter, async (tx, row) => {
      if (row.state === 'replayed') throw decided('replayed', row.resolvedBy ?? '');
      if (row.state === 'open')
        await resolveLetter(tx, row.id, { ...decision, outcome: 'dropped' });
      return { outcome: 'dropped', repeated: row.state !== 'open' };
    });
  }

  /** Does `work` on the letter as it is now, as the only one at its aggregate. */
  private async take<T>(
    letter: DeadLetterRow,
    work: (tx: Transaction, row: WholeDeadLetterRow) => Promise<T>,
  ): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.database.asWorker(async (tx) => {
          if (!(await claimAggregate(tx, this.service, letter))) throw busy();
          return work(tx, await lockLetter(tx, letter.id));
        });
      } catch (error) {
        if (!isTransient(error) || tries === TRIES) throw error;
        await sleep(RETRY_MS * tries);
      }
    }
  }

  private async redeliver(
    tx: Transaction,
    row: WholeDeadLetterRow,
  ): Promise<Resolution['outcome']> {
    if (!this.dispatcher) throw new Error(`${this.service} does not listen yet`);
    const event = fromRecord(recordOf(row));
    // Its mark says that it was put aside. Nobody marked a malformed one: if it is there, it was handled.
    if (row.reason !== 'malformed') await readmit(tx, event.id);
    if ((await admit(tx, [event.id])).size === 0) return 'already_handled';
    if (this.dispatcher.ignores(event.type)) return 'ignored';
    await this.dispatcher.dispatch(tx, [event]);
    return 'handled';
  }
}
