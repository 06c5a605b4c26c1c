import { Database, type Transaction } from '@fieldline/database';
import { Outbox, type RoundOutcome, Rounds } from '@fieldline/events';
import { counter } from '@fieldline/telemetry';
import { Injectable } from '@nestjs/common';
import { MessagingSettings } from '../config.js';
import { isOutage, type ListedTexts, TwilioMessages } from '../twilio/twilio-messages.js';
import { POST_WITHIN_MS } from './dispatch.queries.js';
import { INQUIRY_PACE } from './inquiry.js';
import { stepsOf } from './message.reports.js';
import { type MessageStep, takeSteps } from './message.steps.js';
import { CLOCK_MARGIN_MS, matchAttempts } from './reconcile.match.js';
import {
  claimUnknown,
  knownIds,
  lockRivals,
  planAsks,
  type Rival,
  type UnknownMessage,
} from './reconcile.queries.js';
import { isDue, nextAskMs, type Schedule, scheduleOf } from './reconcile.schedule.js';

/**
 * Finds out how attempts ended that have no known end: looks for their texts in Twilio's list of what
 * one number sent to another. It never posts. What Twilio doesn't show by the time when it can't send it
 * any more is given up, and looked for now and then.
 */
@Injectable()
export class Reconciler extends Rounds {
  private readonly schedule: Schedule;
  private readonly givenUp = counter('fieldline.message.given_up');

  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly twilio: TwilioMessages,
    private readonly settings: MessagingSettings,
  ) {
    super(INQUIRY_PACE);
    this.schedule = scheduleOf(settings);
  }

  protected async round(): Promise<RoundOutcome> {
    const claimed = await this.database.asWorker((tx) => claimUnknown(tx));
    const early = claimed.filter(({ elapsedMs }) => !isDue(this.schedule, elapsedMs));
    if (early.length > 0) await this.database.asWorker((tx) => this.plan(tx, early));
    const due = claimed.filter((message) => !early.includes(message));
    const threads = Map.groupBy(due, (message) => message.conversationId);
    const answers = await Promise.all([...threads.values()].map((thread) => this.look(thread)));
    if (answers.includes('outage')) return 'failed';
    return claimed.length > 0 ? 'found' : 'nothing';
  }

  /** Without an answer it's asked again once the lease is over. */
  private async look(thread: readonly UnknownMessage[]): Promise<'answered' | 'outage'> {
    const answer = await this.list(thread);
    const listed = typeof answer === 'object' ? answer : undefined;
    const overdue = thread.filter(({ elapsedMs }) => elapsedMs >= 2 * this.schedule.settledMs);
    if (listed) await this.settle(thread, listed);
    else if (overdue.length > 0) await this.settle(overdue, { texts: [], isComplete: true });
    return answer === 'outage' ? 'outage' : 'answered';
  }

  private async list(
    thread: readonly UnknownMessage[],
  ): Promise<ListedTexts | 'outage' | 'refused'> {
    const [first] = thread;
    if (!first) return 'refused';
    const since = Math.min(...thread.map(({ begunAt }) => begunAt.getTime())) - CLOCK_MARGIN_MS;
    // The last time without a date: Twilio has none for what it never got round to sending.
    const isLast = thread.some((message) => this.isSettled(message));
    try {
      return await this.twilio.list(first, isLast ? null : new Date(since));
    } catch (error) {
      this.logger.warn(`Twilio didn't list what it has for a thread (${String(error)})`);
      return isOutage(error) ? 'outage' : 'refused';
    }
  }

  /** Whoever got an id since Twilio was asked is seen: rivals are locked before known ids are read. */
  private settle(thread: readonly UnknownMessage[], listed: ListedTexts): Promise<void> {
    return this.database.asWorker(async (tx) => {
      const [first] = thread;
      if (!first) return;
      const { tenantId } = first;
      const rivals = await lockRivals(tx, first);
      const ids = listed.texts.map((text) => text.providerMessageId);
      const known = await knownIds(tx, tenantId, ids);
      const unclaimed = listed.texts.filter((text) => !known.has(text.providerMessageId));
      const attempts = rivals.map((rival) => this.toAttempt(rival));
      const found = [...matchAttempts(attempts, unclaimed)].flatMap(([messageId, text]) =>
        stepsOf({ tenantId, messageId }, text),
      );
      const lost = thread
        .filter((message) => this.isSettled(message) && covers(listed, message.begunAt))
        .map(({ messageId }): MessageStep => ({ tenantId, messageId, step: { kind: 'given_up' } }));
      await takeSteps(tx, this.outbox, found);
      this.countGivenUp(tx, await takeSteps(tx, this.outbox, lost));
      await this.plan(tx, thread);
    });
  }

  private plan(tx: Transaction, messages: readonly UnknownMessage[]): Promise<void> {
    const asks = messages.map(({ tenantId, messageId, elapsedMs }) => {
      const next = nextAskMs(this.schedule, elapsedMs);
      return { tenantId, messageId, inMs: next === null ? null : next - elapsedMs };
    });
    return planAsks(tx, asks);
  }

  private countGivenUp(tx: Transaction, messageIds: ReadonlySet<string>): void {
    this.database.afterCommit(tx, () => {
      for (const messageId of messageIds) {
        this.givenUp.add(1, { status: 'unknown_final' });
        this.logger.warn(`message ${messageId}: nobody could find out whether it went`);
      }
    });
  }

  private toAttempt({ begunAt, elapsedMs, ...rival }: Rival) {
    const longestMs = POST_WITHIN_MS + this.settings.twilioTimeoutMs;
    const endedBy = new Date(begunAt.getTime() + longestMs);
    return { ...rival, begunAt, endedBy, isSettled: this.isSettled({ elapsedMs }) };
  }

  private isSettled({ elapsedMs }: { readonly elapsedMs: number }): boolean {
    return elapsedMs >= this.schedule.settledMs;
  }
}

/** Whether a list, newest first, goes back to before an attempt. */
function covers({ texts, isComplete }: ListedTexts, begunAt: Date): boolean {
  const oldest = texts.at(-1)?.createdAt.getTime() ?? 0;
  return isComplete || oldest < begunAt.getTime() - CLOCK_MARGIN_MS;
}
