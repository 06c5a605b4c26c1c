import type { Pause } from '../fault/pace.js';
import type { Faults } from '../fault/faults.js';
import type { Store, Table } from '../state/store.js';
import type { PlannedOutcomes, Subject } from './planned-outcomes.js';
import type { Kind, Registration, Review, Reviewed, Verdict } from './review.js';

const APPROVED: Verdict = { stage: 'approved', problems: [] };

const PAUSE_OF: Readonly<Record<Kind, Pause>> = {
  profile: 'bundle',
  trust_product: 'bundle',
  brand: 'brand',
  campaign: 'campaign',
  number: 'number',
};

/** Takes registrations through their review: the steps are stored, so a restart goes on. */
export class Reviews {
  private readonly table: Table<Review>;
  private readonly reviewed = new Map<Kind, Reviewed>();
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private closed = false;

  constructor(
    private readonly store: Store,
    private readonly faults: Faults,
    private readonly planned: PlannedOutcomes,
  ) {
    this.table = store.table<Review>('review');
    faults.onPut(() => this.wake());
  }

  add(reviewed: Reviewed): void {
    for (const kind of reviewed.kinds) this.reviewed.set(kind, reviewed);
  }

  resume(): void {
    this.wake();
  }

  close(): void {
    this.closed = true;
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
  }

  registrations(): Registration[] {
    return [...new Set(this.reviewed.values())].flatMap((reviewed) => reviewed.registrations());
  }

  isRunning(sid: string): boolean {
    return this.table.has(sid);
  }

  /** Starts a review. Unless told otherwise, what was entered well is approved. */
  begin(subject: Subject): void {
    const { sid, kind } = subject;
    const said = this.planned.take(subject);
    const { delayMs } = this.faults.settings.registration;
    const now = Date.now();
    const looked = { stage: 'in_review', problems: [], at: now + delayMs } as const;
    const end = { ...(said ?? APPROVED), at: now + 2 * delayMs };
    const steps = end.stage === 'in_review' ? [looked] : [looked, end];
    this.start({ sid, kind, steps, decided: said !== undefined });
  }

  /** Ends a review at once as it is told to, or opens what was decided before. */
  decide({ sid, kind }: { sid: string; kind: Kind }, verdict: Verdict): void {
    this.drop(sid);
    this.enter(sid, kind, verdict);
  }

  /** Of something that is gone. */
  drop(sid: string): void {
    clearTimeout(this.timers.get(sid));
    this.timers.delete(sid);
    if (this.table.has(sid)) this.table.delete(sid);
  }

  private start(review: Review): void {
    this.drop(review.sid);
    this.schedule(this.table.put(review.sid, review));
  }

  /** Those that wait look again: a pause may be over, or what they hang on decided. */
  private wake(): void {
    for (const review of this.table.values()) {
      if (!this.timers.has(review.sid)) this.schedule(review);
    }
  }

  private schedule({ sid, steps: [next] }: Review): void {
    if (next === undefined || this.closed) return;
    const waitMs = Math.max(0, next.at - Date.now());
    this.timers.set(
      sid,
      setTimeout(() => this.advance(sid), waitMs),
    );
  }

  private advance(sid: string): void {
    this.timers.delete(sid);
    const review = this.table.get(sid);
    const verdict = review && this.nextOf(review);
    if (review === undefined || verdict === undefined) return;
    const rest = review.steps.slice(1);
    this.store.batch(() => {
      if (rest.length > 0) this.schedule(this.table.put(sid, { ...review, steps: rest }));
      else this.table.delete(sid);
      this.enter(sid, review.kind, verdict);
    });
  }

  private enter(sid: string, kind: Kind, verdict: Verdict): void {
    this.store.batch(() => this.reviewed.get(kind)?.enter(sid, verdict));
    this.wake();
  }

  /** Undefined while it is paused or waits. */
  private nextOf({ sid, kind, steps: [next], decided }: Review): Verdict | undefined {
    if (next === undefined || next.stage === 'in_review') return next;
    if (this.faults.settings.registration.pauseAt === PAUSE_OF[kind]) return undefined;
    if (decided || next.stage !== 'approved') return next;
    const problems = this.reviewed.get(kind)?.judge(sid) ?? [];
    if (problems === 'wait') return undefined;
    return problems.length > 0 ? { stage: 'rejected', problems } : next;
  }
}
