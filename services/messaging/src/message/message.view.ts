import {
  adviceOf,
  type ChargeView,
  type MessageError,
  type MessageView,
} from '@fieldline/contracts';
import type { Message } from './message.entity.js';
import { isCancelable } from './message.status.js';

/** The numbers at both ends, which the row names by their ids. */
export interface Ends {
  readonly ours: string;
  readonly theirs: string;
}

/** @param isPaused whether sending is paused for the business */
export function toMessageView(
  message: Message,
  { ours, theirs }: Ends,
  isPaused: boolean,
): MessageView {
  const outbound = message.direction === 'outbound';
  const { quotedSegments, quotedCostMicros } = message;
  const charge = toCharge(message);
  const error = toError(message);
  return {
    id: message.id,
    conversationId: message.conversationId,
    direction: message.direction,
    status: message.status,
    from: outbound ? ours : theirs,
    to: outbound ? theirs : ours,
    body: message.body,
    encoding: message.encoding,
    ...(quotedSegments === null
      ? {}
      : { quote: { segments: quotedSegments, costMicros: quotedCostMicros ?? 0 } }),
    ...(charge ? { charge } : {}),
    ...(error ? { error } : {}),
    ...(message.mediaDropped ? { mediaDropped: true } : {}),
    ...(message.redactedAt && message.redactedWhy
      ? { redacted: { at: message.redactedAt.toISOString(), why: message.redactedWhy } }
      : {}),
    ...(message.keyword === null ? {} : { keyword: message.keyword }),
    ...(message.textClass === null ? {} : { class: message.textClass }),
    ...(message.sendAt === null ? {} : { sendAt: message.sendAt.toISOString() }),
    ...waitingOf(message, isPaused),
    sentBy: message.sentBy,
    ...(message.employeeId === null ? {} : { employeeId: message.employeeId }),
    ...(message.jobId === null ? {} : { jobId: message.jobId }),
    timeline: message.timeline,
    createdAt: message.createdAt.toISOString(),
  };
}

/** What keeps a text from going that has its time and its balance, or will. */
function waitingOf(
  { status, windowOpensAt, nextAttemptAt }: Message,
  isPaused: boolean,
): Pick<MessageView, 'waitingFor' | 'waitingUntil'> {
  if (!isWaiting(status)) return {};
  const now = new Date();
  if (windowOpensAt && windowOpensAt > now)
    return { waitingFor: 'quiet_hours', waitingUntil: windowOpensAt.toISOString() };
  return isPaused && nextAttemptAt <= now ? { waitingFor: 'sending_paused' } : {};
}

function isWaiting(status: Message['status']): boolean {
  return status !== 'received' && isCancelable(status);
}

function toCharge(message: Message): ChargeView | undefined {
  const { chargedSegments, chargedCostMicros, chargedLots } = message;
  if (chargedSegments === null) return undefined;
  const costMicros = chargedCostMicros ?? 0;
  const note = noteOf(message, { segments: chargedSegments, costMicros });
  return {
    segments: chargedSegments,
    costMicros,
    lots: chargedLots ?? [],
    ...(note === undefined ? {} : { note }),
  };
}

/** A text costs what Twilio counted, which is now and then not what we did, at what its segments were bought for. */
function noteOf(
  { quotedSegments: quoted, quotedCostMicros }: Message,
  { segments: charged, costMicros }: Pick<ChargeView, 'segments' | 'costMicros'>,
): string | undefined {
  if (quoted === null) return undefined;
  if (charged > quoted)
    return `Twilio counted ${charged}, ${quoted} had been quoted: the rest came from the balance, or is owed.`;
  if (charged < quoted)
    return `Twilio counted ${charged}, ${quoted} had been quoted: only what it counted is charged.`;
  return quotedCostMicros === null || costMicros === quotedCostMicros
    ? undefined
    : 'The price of its segments is another than the one that was quoted.';
}

/** What became of a text that has a code, or that nobody could find out about. */
function toError({ errorCode, providerCode, status }: Message): MessageError | undefined {
  const code = errorCode ?? (status === 'unknown_final' ? 'outcome_unknown' : null);
  if (code === null) return undefined;
  const { sentence, nextStep, fix, retry } = adviceOf(code, providerCode);
  return {
    code,
    ...(providerCode === null ? {} : { providerCode }),
    sentence,
    nextStep,
    fix,
    retry,
  };
}
