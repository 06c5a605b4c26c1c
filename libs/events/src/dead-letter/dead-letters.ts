import type { DeadLetterDetail, DeadLetterResolved, DeadLetterView } from '@fieldline/contracts';
import type { Database } from '@fieldline/database';
import type { Logger } from '@fieldline/telemetry';
import type { Dispatcher } from '../dispatcher.js';
import { isTransient } from '../failure.js';
import { DeadLetterRefused } from './dead-letter.errors.js';
import {
  countBehind,
  type DeadLetterFilter,
  findLetter,
  firstWaiting,
  listLetters,
  strandedLetters,
} from './dead-letter.queries.js';
import { type DeadLetterRow, toDeadLetterDetail, toDeadLetterView } from './dead-letter.row.js';
import { type Attempt, type Decision, Turn } from './turn.js';

/** How long one call goes on with what waits. What is left, the next `goOn` takes. */
const PATIENCE_MS = 5_000;
const STRANDED_LIMIT = 100;

/** What an operator does with the dead letters of one service. */
export class DeadLetters {
  private readonly turn: Turn;

  constructor(
    private readonly service: string,
    private readonly database: Database,
    logger: Logger,
  ) {
    this.turn = new Turn(service, database, logger);
  }

  /** The handlers are known once the service listens. */
  replayBy(dispatcher: Dispatcher): void {
    this.turn.handleBy(dispatcher);
  }

  /** Newest first, without what their events said. */
  async list(filter: DeadLetterFilter): Promise<DeadLetterView[]> {
    const rows = await listLetters(this.database, filter);
    return rows.map((row) => toDeadLetterView(row, this.service));
  }

  /** A letter with all that it says, which may be personal. Undefined when there is none. */
  async find(id: string): Promise<DeadLetterDetail | undefined> {
    const row = await findLetter(this.database, id);
    return row && toDeadLetterDetail(row, this.service, await countBehind(this.database, row));
  }

  /**
   * Handles a letter's event, then what waits behind it, in order, until one fails. Repeated, it
   * changes nothing but goes on where it was cut short. Undefined when there is no such letter.
   * @throws DeadLetterRefused when it isn't its turn, was dropped, or somebody else is at it
   * @throws what `isTransient` knows, after three tries: the letter stays open
   */
  replay(id: string, decision: Decision): Promise<DeadLetterResolved | undefined> {
    return this.resolve(id, decision, (letter) => this.turn.replay(letter, decision));
  }

  /**
   * Gives a letter up for good, and goes on with what waited for it.
   * @throws DeadLetterRefused when it was replayed, or somebody else is at it
   */
  drop(id: string, decision: Decision): Promise<DeadLetterResolved | undefined> {
    return this.resolve(id, decision, (letter) => this.turn.drop(letter, decision));
  }

  /** Goes on where replays and drops were cut short, by a crash for instance. @returns letters handled */
  async goOn(): Promise<number> {
    let handled = 0;
    const decision = { by: `system:${this.service}`, reason: 'what it waited for is resolved' };
    const deadline = Date.now() + PATIENCE_MS;
    for (const letter of await strandedLetters(this.database, STRANDED_LIMIT))
      handled += await this.goOnWith(letter, decision, deadline);
    return handled;
  }

  private async resolve(
    id: string,
    decision: Decision,
    attempt: (letter: DeadLetterRow) => Promise<Attempt>,
  ): Promise<DeadLetterResolved | undefined> {
    const asked = await findLetter(this.database, id);
    if (!asked) return undefined;
    const { outcome, repeated } = await attempt(asked);
    const deadline = Date.now() + PATIENCE_MS;
    const handledBehind = outcome === 'failed' ? 0 : await this.goOnWith(asked, decision, deadline);
    const letter = (await findLetter(this.database, id)) ?? asked;
    const next = await firstWaiting(this.database, letter);
    return {
      outcome,
      repeated,
      letter: toDeadLetterView(letter, this.service),
      handledBehind,
      waiting: next ? 1 + (await countBehind(this.database, next)) : 0,
      heldUpBy: next?.reason === 'failed' ? next.id : null,
    };
  }

  /** Handles the aggregate's parked letters, the first first, until none is left or one fails. */
  private async goOnWith(
    aggregate: DeadLetterRow,
    decision: Decision,
    deadline: number,
  ): Promise<number> {
    let handled = 0;
    while (Date.now() < deadline) {
      const next = await firstWaiting(this.database, aggregate);
      if (next?.reason !== 'parked') break;
      try {
        const { outcome, repeated } = await this.turn.replay(next, decision);
        if (outcome === 'failed') break;
        if (!repeated) handled++;
      } catch (error) {
        // What was asked for is done; who else is at it goes on, and so does `goOn` after an outage.
        if (error instanceof DeadLetterRefused || isTransient(error)) break;
        throw error;
      }
    }
    return handled;
  }
}
