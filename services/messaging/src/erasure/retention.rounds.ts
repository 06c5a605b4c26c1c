import { Database, type Transaction } from '@fieldline/database';
import { type RoundOutcome, Rounds } from '@fieldline/events';
import { Injectable } from '@nestjs/common';
import { redactMessages, redactNotes } from './redaction.queries.js';
import {
  addLate,
  claimRetention,
  type DueRetention,
  findLate,
  findOld,
  moveOn,
  type Place,
  removeLate,
} from './retention.queries.js';

/** Bodies that one transaction takes away, of each kind. */
const AT_ONCE = 500;
/** A business without anything old is looked at again so much later. */
const WAIT_SECONDS = 15 * 60;

/**
 * Takes away what a business keeps no longer. It goes from the oldest on and remembers how far it has
 * come, so that nothing is looked at twice; what was on its way when its turn came is remembered, too.
 */
@Injectable()
export class RetentionRounds extends Rounds {
  constructor(private readonly database: Database) {
    super({ busyMs: 200, idleMs: 60_000 });
  }

  protected round(): Promise<RoundOutcome> {
    return this.database.asWorker(async (tx) => {
      const due = await claimRetention(tx);
      if (!due) return 'nothing';
      await takeAway(tx, due);
      return 'more';
    });
  }
}

async function takeAway(tx: Transaction, due: DueRetention): Promise<void> {
  const { tenantId } = due;
  const late = await findLate(tx, due, AT_ONCE);
  const ofLate = await redactMessages(tx, tenantId, late, 'retention');
  await removeLate(
    tx,
    due,
    late.filter((id) => !ofLate.waiting.includes(id)),
  );
  const messages = await findOld(tx, 'message', due, messagesPlace(due), AT_ONCE);
  const ofOld = await redactMessages(tx, tenantId, idsOf(messages), 'retention');
  await addLate(tx, due, ofOld.waiting);
  const notes = await findOld(tx, 'note', due, notesPlace(due), AT_ONCE);
  await redactNotes(tx, tenantId, idsOf(notes), 'retention');
  const isFull = [messages, notes].some(({ length }) => length === AT_ONCE);
  await moveOn(
    tx,
    due,
    messages.at(-1) ?? messagesPlace(due),
    notes.at(-1) ?? notesPlace(due),
    isFull ? 0 : WAIT_SECONDS,
  );
}

const messagesPlace = ({ messagesAt: at, messagesId: id }: DueRetention): Place => ({ at, id });
const notesPlace = ({ notesAt: at, notesId: id }: DueRetention): Place => ({ at, id });
const idsOf = (places: readonly Place[]): string[] => places.map(({ id }) => id);
