import { Database, type Transaction } from '@fieldline/database';
import { Outbox, PollInterval, Pulse } from '@fieldline/events';
import { inTrace } from '@fieldline/telemetry';
import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { MessagingSettings } from '../config.js';
import { sendFacts } from '../consent/send-facts.queries.js';
import { type MadeDecision, recordDecisions } from '../decision/decision.queries.js';
import { inboundAddressKey } from '../twilio/callback-url.js';
import { type PostOutcome, TwilioMessages } from '../twilio/twilio-messages.js';
import {
  claimReady,
  findLostAttempts,
  markDispatching,
  POST_WITHIN_MS,
  type ReadyMessage,
} from './dispatch.queries.js';
import { verdictOf } from './dispatch.verdict.js';
import { contextFaults } from './message.about.js';
import type { Step } from './message.status.js';
import { type MessageStep, takeSteps } from './message.steps.js';

/** Attempts under way at once. A message is claimed only for a free place, so that none goes stale waiting. */
const POSTS_AT_ONCE = 64;
const POLL_MS = 200;
const IDLE_POLL_MS = 2_000;
const ERROR_WAIT_MS = 1_000;
const SWEEP_EVERY_MS = 5_000;
const SWEEP_MARGIN_MS = 5_000;
const BACKOFF_MAX_MS = 60_000;

/**
 * Hands messages to Twilio. Transaction A decides and marks, one POST follows, transaction B keeps
 * its outcome. Whatever happens in between, a message that Twilio may have is never posted again.
 */
@Injectable()
export class Dispatcher implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(Dispatcher.name);
  private readonly ready = new Pulse();
  private readonly interval = new PollInterval(POLL_MS, IDLE_POLL_MS);
  private readonly answered = new Pulse();
  private readonly outcomes: MessageStep[] = [];
  private readonly inboundAddress: string;
  private running: Promise<unknown> | undefined;
  private stopping = false;
  /** Until the last claim is posting: one may be under way when the stop comes. */
  private claiming = true;
  private posting = 0;
  private sweepAt = 0;

  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly twilio: TwilioMessages,
    private readonly settings: MessagingSettings,
  ) {
    this.inboundAddress = inboundAddressKey(settings);
  }

  onApplicationBootstrap(): void {
    this.running = Promise.all([this.dispatchAll(), this.keepAll()]);
  }

  /** Attempts under way are waited for, so that their outcomes are kept. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    this.ready.beat();
    this.answered.beat();
    await this.running;
  }

  /** Looks for ready messages as soon as `tx` has committed. */
  wakeAfter(tx: Transaction): void {
    this.database.afterCommit(tx, () => this.ready.beat());
  }

  private async dispatchAll(): Promise<void> {
    while (!this.stopping) {
      try {
        await this.sweep();
        const places = POSTS_AT_ONCE - this.posting;
        const claimed = places > 0 ? await this.dispatch(places) : 0;
        if (claimed > 0) this.interval.found();
        else await this.ready.next(this.interval.ms);
      } catch (error) {
        this.logger.error(error);
        await this.ready.next(ERROR_WAIT_MS);
      }
    }
    this.claiming = false;
    this.answered.beat();
  }

  private async dispatch(places: number): Promise<number> {
    const { claimed, messages, postBy } = await this.decideBatch(places);
    for (const message of messages) {
      this.posting += 1;
      void this.attempt(message, postBy);
    }
    return claimed;
  }

  /** Doesn't reject: what went wrong is its outcome. */
  private async attempt(message: ReadyMessage, postBy: number): Promise<void> {
    const outcome = await this.post(message, postBy);
    this.posting -= 1;
    this.outcomes.push(outcome);
    this.answered.beat();
    this.ready.beat();
  }

  /** Transaction B, over and over: one for all outcomes that came in during the last. */
  private async keepAll(): Promise<void> {
    while (this.claiming || this.posting > 0 || this.outcomes.length > 0) {
      const steps = this.outcomes.splice(0);
      if (steps.length === 0) {
        await this.answered.next(POLL_MS);
        continue;
      }
      try {
        await this.database.asWorker((tx) => takeSteps(tx, this.outbox, steps));
      } catch (error) {
        // Kept in memory and tried again: if we die first, the sweep calls them unknown.
        this.logger.error(error);
        this.outcomes.push(...steps);
        await this.answered.next(ERROR_WAIT_MS);
      }
    }
  }

  /** Transaction A: locks, decides, marks. What may not go any more is ended here, what may not yet waits. */
  private decideBatch(
    places: number,
  ): Promise<{ claimed: number; messages: ReadyMessage[]; postBy: number }> {
    return this.database.asWorker(async (tx) => {
      const ready = await claimReady(tx, places, this.inboundAddress);
      const postBy = performance.now() + POST_WITHIN_MS;
      if (ready.length === 0) return { claimed: 0, messages: [], postBy };
      const facts = await sendFacts(tx, ready, 'share');
      const faults = await contextFaults(tx, ready);
      const now = new Date();
      const allowed: ReadyMessage[] = [];
      const kept: MessageStep[] = [];
      const decisions: MadeDecision[] = [];
      ready.forEach((message, index) => {
        const { tenantId, messageId } = message;
        const { step, made } = verdictOf(message, facts[index]!, now, faults.get(messageId));
        if (made) decisions.push({ tenantId, messageId, moment: 'dispatching', ...made });
        if (step) kept.push({ ...message, step, nextAttemptAt: untilOf(step) });
        else allowed.push(message);
      });
      await takeSteps(tx, this.outbox, kept);
      await markDispatching(tx, allowed);
      await recordDecisions(tx, decisions);
      const messages = allowed.map((message) => ({ ...message, attempt: message.attempt + 1 }));
      return { claimed: ready.length, messages, postBy };
    });
  }

  private async post(message: ReadyMessage, postBy: number): Promise<MessageStep> {
    const { tenantId, messageId, attempt } = message;
    const late = performance.now() > postBy;
    const outcome: PostOutcome = late
      ? { kind: 'refused', reason: 'late' }
      : await inTrace('post to Twilio', message.traceparent, () => this.tryPost(message));
    const waitMs = late ? 0 : backoffMs(attempt);
    const nextAttemptAt = outcome.kind === 'refused' ? new Date(Date.now() + waitMs) : undefined;
    return { tenantId, messageId, step: toStep(outcome, attempt), nextAttemptAt };
  }

  private async tryPost(message: ReadyMessage): Promise<PostOutcome> {
    const outcome = await this.twilio.post(message);
    if (outcome.kind === 'unknown')
      this.logger.warn(`message ${message.messageId}: outcome unknown (${outcome.reason})`);
    return outcome;
  }

  private async sweep(): Promise<void> {
    if (performance.now() < this.sweepAt) return;
    this.sweepAt = performance.now() + SWEEP_EVERY_MS;
    await this.database.asWorker(async (tx) => {
      const lost = await findLostAttempts(tx, this.settings.twilioTimeoutMs + SWEEP_MARGIN_MS);
      const steps = lost.map(({ attempt, ...message }) => ({
        ...message,
        step: { kind: 'lost', attempt } as const,
      }));
      await takeSteps(tx, this.outbox, steps);
    });
  }
}

function untilOf(step: Step): Date | undefined {
  return step.kind === 'deferred' ? step.until : undefined;
}

function toStep(outcome: PostOutcome, attempt: number): Step {
  switch (outcome.kind) {
    case 'submitted':
      return { ...outcome, attempt };
    case 'rejected':
      return { ...outcome, attempt };
    case 'refused':
      return { kind: 'requeued', attempt };
    case 'unknown':
      return { kind: 'lost', attempt };
  }
}

/** Doubles from half a second, with jitter, so that refused senders don't come back in step. */
function backoffMs(attempt: number): number {
  return Math.min(500 * 2 ** (attempt - 1), BACKOFF_MAX_MS) * (0.5 + Math.random());
}
