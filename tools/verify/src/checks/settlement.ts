import { CHARGE_BY_STATUS, type MessageStatus } from '@fieldline/contracts';
import { CROSSED } from './crossed.js';

/** A message as messaging knows it, by the columns that money depends on. */
export interface MessageRow {
  readonly key: string;
  readonly tenantId: string;
  readonly status: MessageStatus;
  readonly mandatory: boolean;
  readonly quotedSegments: number | null;
  readonly providerSegments: number | null;
  readonly chargedSegments: number | null;
  readonly chargedCostMicros: string | null;
  readonly errorCode: string | null;
  /** Its last change is older than the grace. */
  readonly settled: boolean;
  /** It has been as it is for longer than a hold may stay open after it. */
  readonly overdue: boolean;
  /** The same, for an outcome that never became known. */
  readonly unknownOverdue: boolean;
  /** It went to Twilio, or was about to. */
  readonly attempted: boolean;
  /** It is of the window that is looked at; without a window each is. */
  readonly recent: boolean;
}

export interface HoldRow {
  readonly key: string;
  readonly tenantId: string;
  readonly direction: 'outbound' | 'inbound';
  readonly segments: number;
  readonly state: 'open' | 'declined' | 'posted' | 'voided';
  readonly postedSegments: number | null;
  /** Null also while a debt is open: what it will cost is known when it's paid. */
  readonly costMicros: string | null;
  readonly settled: boolean;
}

export const SETTLEMENT_INVARIANTS = {
  'messaging.without-hold': 'A message has no hold, and nothing is on its way to billing.',
  'messaging.outcome': `A message's status and the state of its hold disagree.`,
  'messaging.charge': 'A message shows another charge than billing took.',
  'billing.hold-without-message': `Something is held or charged for a message that isn't there.`,
  'billing.hold-size': `A hold is not of the size of its message's quote.`,
  'billing.count': `A message was posted at another count than Twilio's.`,
  'billing.hold-late': 'A hold is still open 15 minutes after its message ended.',
  'billing.unknown-final-held':
    'A hold is still open an hour after billing should have given it back: its message was given up as unknown.',
  ...CROSSED,
} as const;

export type SettlementInvariant = keyof typeof SETTLEMENT_INVARIANTS;

/**
 * What is wrong between a message and its hold; the most telling thing, when there are several.
 * @param isExplained whether a message may be without a hold: a fact of it is still on its way to billing, or
 *   an operator dropped the one that takes the hold
 */
export function judgeSettlement(
  message: MessageRow | undefined,
  hold: HoldRow | undefined,
  isExplained: (message: MessageRow) => boolean,
): SettlementInvariant | undefined {
  if (!message) return hold?.settled ? 'billing.hold-without-message' : undefined;
  if (!hold) return message.settled && !isExplained(message) ? 'messaging.without-hold' : undefined;
  if (message.tenantId !== hold.tenantId) return 'tenancy.crossed';
  if ((message.status === 'received') !== (hold.direction === 'inbound'))
    return 'messaging.outcome';
  if (hold.direction === 'outbound' && hold.segments !== heldFor(message))
    return 'billing.hold-size';
  if (!message.settled || !hold.settled) return undefined;
  return (
    judgeState(message, hold) ??
    (hold.state === 'posted' && hold.postedSegments !== message.providerSegments
      ? 'billing.count'
      : undefined) ??
    (isShown(message, hold) ? undefined : 'messaging.charge')
  );
}

/** A mandatory reply goes whatever the balance, so nothing is held for it. */
function heldFor({ mandatory, quotedSegments }: MessageRow): number | null {
  return mandatory ? 0 : quotedSegments;
}

function judgeState(message: MessageRow, { state }: HoldRow): SettlementInvariant | undefined {
  if (statesOf(message).includes(state)) {
    if (state !== 'open') return undefined;
    if (message.status === 'unknown_final' && message.unknownOverdue)
      return 'billing.unknown-final-held';
    return hasEnded(message) && message.overdue ? 'billing.hold-late' : undefined;
  }
  return state === 'open' && hasEnded(message) && message.overdue
    ? 'billing.hold-late'
    : 'messaging.outcome';
}

/** The states that a message's hold may have, by the published table. */
function statesOf({ status, errorCode, providerSegments }: MessageRow): HoldRow['state'][] {
  if (status === 'received') return ['posted'];
  // Billing has decided, and messaging has heard nothing of it.
  if (status === 'accepted') return [];
  if (status === 'unknown_final') return ['open', 'voided'];
  if (errorCode === 'insufficient_balance') return ['declined'];
  switch (CHARGE_BY_STATUS[status]) {
    case 'hold':
      return ['open'];
    case 'void':
      return ['voided', 'declined'];
    case 'post':
      return [providerSegments === null ? 'open' : 'posted'];
  }
}

function hasEnded({ status }: MessageRow): boolean {
  if (status === 'received') return false;
  const effect = CHARGE_BY_STATUS[status];
  return effect === 'post' || effect === 'void';
}

function isShown(message: MessageRow, { state, postedSegments, costMicros }: HoldRow): boolean {
  return state === 'posted'
    ? message.chargedSegments === postedSegments &&
        (costMicros === null || message.chargedCostMicros === costMicros)
    : message.chargedSegments === null && message.chargedCostMicros === null;
}
