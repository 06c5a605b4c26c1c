import type { CarrierStatus, OutboundStatus } from '@fieldline/contracts';

/** The part of an outbound message that its course changes. */
export interface Course {
  readonly status: OutboundStatus;
  readonly attempt: number;
  readonly sendAt: Date | null;
  /** When the hours for texts begin where it goes, if it was to go outside of them. */
  readonly windowOpensAt: Date | null;
  readonly providerMessageId: string | null;
  readonly providerSegments: number | null;
  readonly errorCode: string | null;
  readonly providerCode: number | null;
}

/** What can happen to an outbound message. */
export type Step =
  | { readonly kind: 'granted' }
  | { readonly kind: 'declined' }
  | { readonly kind: 'canceled'; readonly errorCode: string | null }
  | { readonly kind: 'claimed' }
  /** It may not go at this hour. */
  | { readonly kind: 'deferred'; readonly until: Date }
  /** Twilio surely doesn't have it; it waits for another attempt. */
  | { readonly kind: 'requeued'; readonly attempt: number }
  | {
      readonly kind: 'submitted';
      readonly attempt: number;
      readonly providerMessageId: string;
      readonly segments: number | null;
    }
  | { readonly kind: 'rejected'; readonly attempt: number; readonly providerCode: number | null }
  /** Twilio may have it. Never posted again. */
  | { readonly kind: 'lost'; readonly attempt: number }
  /** Asked for as long as Twilio could still have sent it, Twilio never showed it. */
  | { readonly kind: 'given_up' }
  | {
      readonly kind: 'reported';
      readonly status: CarrierStatus;
      readonly providerMessageId: string;
      readonly providerCode: number | null;
    }
  | { readonly kind: 'counted'; readonly segments: number };

/** Twilio's words in ours. */
export const FROM_CARRIER: Record<CarrierStatus, OutboundStatus> = {
  accepted: 'submitted',
  scheduled: 'submitted',
  queued: 'submitted',
  sending: 'submitted',
  sent: 'sent',
  delivered: 'delivered',
  partially_delivered: 'delivered',
  read: 'delivered',
  undelivered: 'undelivered',
  failed: 'failed',
  canceled: 'canceled',
};

/** A message never goes back to a lower rank; the highest is final. */
const RANK: Record<OutboundStatus, number> = {
  accepted: 0,
  reserved: 1,
  scheduled: 1,
  waiting_window: 1,
  dispatching: 2,
  unknown: 3,
  unknown_final: 3,
  submitted: 4,
  sent: 5,
  delivered: 6,
  undelivered: 6,
  failed: 6,
  rejected: 6,
  canceled: 6,
};

const FINAL_RANK = 6;
/** Statuses of what is paid for and waits to be handed to Twilio. */
export const READY = [
  'reserved',
  'scheduled',
  'waiting_window',
] as const satisfies OutboundStatus[];
const WAITING: ReadonlySet<OutboundStatus> = new Set(READY);
const CANCELABLE: ReadonlySet<OutboundStatus> = new Set(['accepted', ...WAITING]);

export function isFinal(status: OutboundStatus): boolean {
  return RANK[status] === FINAL_RANK;
}

/** Statuses of an attempt that has begun and whose end isn't known: Twilio may have it, or get it yet. */
export const IN_FLIGHT = ['dispatching', 'unknown'] as const satisfies OutboundStatus[];

export function isCancelable(status: OutboundStatus): boolean {
  return CANCELABLE.has(status);
}

/**
 * Where a step leads. The only place where a message's status is decided.
 * @returns the new course, or undefined when the step comes too late to change anything
 */
export function advance(course: Course, step: Step, now: Date): Course | undefined {
  const { status } = course;
  switch (step.kind) {
    case 'granted':
      if (status !== 'accepted') return undefined;
      return { ...course, status: waitingStatus(course, now) };
    case 'declined':
      if (status !== 'accepted') return undefined;
      return { ...course, status: 'failed', errorCode: 'insufficient_balance' };
    case 'canceled':
      if (!isCancelable(status)) return undefined;
      return { ...course, status: 'canceled', errorCode: step.errorCode };
    case 'claimed':
      if (!WAITING.has(status)) return undefined;
      return { ...course, status: 'dispatching', attempt: course.attempt + 1 };
    case 'deferred':
      if (!WAITING.has(status)) return undefined;
      return { ...course, status: 'waiting_window', windowOpensAt: step.until };
    case 'requeued':
      return isAttempt(course, step.attempt) ? { ...course, status: 'reserved' } : undefined;
    case 'lost':
      return isAttempt(course, step.attempt) ? { ...course, status: 'unknown' } : undefined;
    case 'given_up':
      return status === 'unknown' ? { ...course, status: 'unknown_final' } : undefined;
    case 'rejected':
      if (!isAttempt(course, step.attempt)) return undefined;
      return {
        ...course,
        status: 'rejected',
        errorCode: rejectionCode(step.providerCode),
        providerCode: step.providerCode,
      };
    case 'submitted':
      return submitted(course, step);
    case 'reported':
      return reported(course, step);
    case 'counted':
      if (course.providerSegments !== null) return undefined;
      return { ...course, providerSegments: step.segments };
  }
}

function waitingStatus({ sendAt, windowOpensAt }: Course, now: Date): OutboundStatus {
  if (windowOpensAt && windowOpensAt > now) return 'waiting_window';
  return sendAt && sendAt > now ? 'scheduled' : 'reserved';
}

/** Our answer to Twilio may come after its own callbacks: then it only fills in what they don't say. */
function submitted(course: Course, step: Extract<Step, { kind: 'submitted' }>): Course | undefined {
  if (course.attempt !== step.attempt || RANK[course.status] < RANK.dispatching) return undefined;
  const status = RANK[course.status] < RANK.submitted ? 'submitted' : course.status;
  const providerMessageId = course.providerMessageId ?? step.providerMessageId;
  const providerSegments = course.providerSegments ?? step.segments;
  return { ...course, status, providerMessageId, providerSegments };
}

/** A report proves that Twilio has the message, whatever we knew; reports come in any order, and twice. */
function reported(course: Course, step: Extract<Step, { kind: 'reported' }>): Course | undefined {
  // Twilio can't know a message that was never on its way to it.
  if (course.attempt === 0) return undefined;
  const status = FROM_CARRIER[step.status];
  const providerMessageId = course.providerMessageId ?? step.providerMessageId;
  const foreign =
    course.providerMessageId !== null && course.providerMessageId !== step.providerMessageId;
  if (foreign || isFinal(course.status) || RANK[status] <= RANK[course.status]) {
    if (foreign || course.providerMessageId !== null) return undefined;
    return { ...course, providerMessageId };
  }
  const failed = status === 'undelivered' || status === 'failed';
  return {
    ...course,
    status,
    providerMessageId,
    errorCode: failed ? 'carrier_error' : null,
    providerCode: failed ? step.providerCode : null,
  };
}

function isAttempt(course: Course, attempt: number): boolean {
  return course.status === 'dispatching' && course.attempt === attempt;
}

function rejectionCode(providerCode: number | null): string {
  return providerCode === OPTED_OUT_AT_PROVIDER ? 'recipient_opted_out' : 'provider_rejected';
}

/** Twilio's "attempt to send to unsubscribed recipient". */
export const OPTED_OUT_AT_PROVIDER = 21610;
