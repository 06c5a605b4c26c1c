import { ErasureChanged } from '@fieldline/contracts';
import { Database, query, type Transaction } from '@fieldline/database';
import { Outbox, redactLetters, type RoundOutcome, Rounds } from '@fieldline/events';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Recipient } from '../recipient/recipient.entity.js';
import { Erasure } from './erasure.entity.js';
import { findBodies, findNotes, findUnsent } from './erasure.queries.js';
import { cancelErased } from './erasure.steps.js';
import { toErasureChanged } from './erasure.view.js';
import { redactMessages, redactNotes } from './redaction.queries.js';

/** Bodies that one transaction takes away. */
const AT_ONCE = 500;
/** A text on its way is looked at again so much later. */
const WAIT_SECONDS = 30;

/** Takes away what people wrote whose erasure was asked for, some hundred bodies at a time. */
@Injectable()
export class ErasureRounds extends Rounds {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {
    super({ busyMs: 200, idleMs: 15_000 });
  }

  protected round(): Promise<RoundOutcome> {
    return this.database.asWorker(async (tx) => {
      const due = await claimDue(tx);
      if (!due) return 'nothing';
      // Their rows are locked: those of the others are locked by another transaction, in their order.
      if (!(await this.callOff(tx, due))) await this.takeAway(tx, due);
      return 'more';
    });
  }

  /** What was on its way at first and came back to be sent again. */
  private async callOff(tx: Transaction, erasure: Erasure): Promise<boolean> {
    const { tenantId, requestedAt, requestedBy } = erasure;
    const unsent = await findUnsent(tx, tenantId, erasure, requestedAt);
    return (await cancelErased(tx, this.outbox, tenantId, unsent, requestedBy)) > 0;
  }

  private async takeAway(tx: Transaction, erasure: Erasure): Promise<void> {
    const { tenantId, id } = erasure;
    const bodies = await findBodies(tx, erasure, AT_ONCE);
    const { redacted, waiting } = await redactMessages(tx, tenantId, bodies, 'erasure');
    const notes = await redactNotes(tx, tenantId, await findNotes(tx, erasure, AT_ONCE), 'erasure');
    erasure.messages += redacted.length;
    erasure.notes += notes;
    erasure.waiting = waiting.length;
    const isOver = redacted.length === 0 && notes === 0;
    const waitSeconds = isOver && waiting.length > 0 ? WAIT_SECONDS : 0;
    await query(
      tx,
      `UPDATE erasure SET messages = $3, notes = $4, waiting = $5,
              due_at = clock_timestamp() + $6 * interval '1 second'
        WHERE tenant_id = $1 AND id = $2`,
      [tenantId, id, erasure.messages, erasure.notes, erasure.waiting, waitSeconds],
    );
    if (isOver && waiting.length === 0) await this.end(tx, erasure);
  }

  /** What a dead letter still says would come back with its replay. */
  private async end(tx: Transaction, erasure: Erasure): Promise<void> {
    const { tenantId, id, recipientIds } = erasure;
    const recipients = await tx.findBy(Recipient, { tenantId, id: In(recipientIds) });
    const numbers = new Set<unknown>(recipients.map(({ phoneNumber }) => phoneNumber));
    await redactLetters(tx, {
      tenantId,
      topic: 'gateway.telephony',
      isMeant: (said) => numbers.has(said['from']),
      instead: { body: '' },
      words: recipients.map(({ phoneNumber }) => phoneNumber),
    });
    Object.assign(erasure, { state: 'done', doneAt: new Date(), version: erasure.version + 1 });
    await tx.update(
      Erasure,
      { tenantId, id },
      { state: 'done', doneAt: erasure.doneAt, version: erasure.version },
    );
    await this.outbox.add(tx, ErasureChanged, tenantId, toErasureChanged(erasure));
  }
}

/** The erasure whose turn it is, locked: replicas take others. */
async function claimDue(tx: Transaction): Promise<Erasure | undefined> {
  const [due] = await query<{ tenantId: string; id: string }>(
    tx,
    `SELECT tenant_id AS "tenantId", id FROM erasure WHERE state = 'running' AND due_at <= now()
      ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED`,
  );
  return due && tx.findOneByOrFail(Erasure, due);
}
