import type { OutboundStatus } from './message-status.js';

/**
 * What a message's status does to the segments held for it.
 * - `hold`: they stay held; the outcome isn't known yet
 * - `post`: the message is paid for, at Twilio's count
 * - `void`: Twilio never had it, so it costs nothing
 * - `expire`: held for a day more (billing's `UNKNOWN_VOID_AFTER_SECONDS`), then voided. If Twilio turns
 *   out to have had it after all, it's posted even then: from what is available, else as a debt
 *
 * Twilio bills what it accepted, whether or not it arrives: `undelivered` costs the same as `delivered`.
 */
export const CHARGE_BY_STATUS = {
  accepted: 'hold',
  reserved: 'hold',
  scheduled: 'hold',
  waiting_window: 'hold',
  dispatching: 'hold',
  submitted: 'hold',
  unknown: 'hold',
  sent: 'post',
  delivered: 'post',
  undelivered: 'post',
  failed: 'post',
  rejected: 'void',
  canceled: 'void',
  unknown_final: 'expire',
} as const satisfies Record<OutboundStatus, 'hold' | 'post' | 'void' | 'expire'>;

/** A line of the published table. */
export interface ChargeRule {
  readonly status: OutboundStatus | 'received';
  readonly effect: (typeof CHARGE_BY_STATUS)[OutboundStatus];
  readonly sentence: string;
}

const HELD = 'Its segments are set aside until it is known what became of it.';
const AS_COUNTED = "It costs Twilio's count of segments, each at the price of its bundle.";

const SENTENCES: Record<OutboundStatus, string> = {
  accepted:
    'Nothing is set aside yet. If the balance does not cover it, it fails and costs nothing.',
  reserved: HELD,
  scheduled: HELD,
  waiting_window: HELD,
  dispatching: HELD,
  submitted: HELD,
  unknown:
    'Twilio has not said whether it has it. Its segments stay set aside; it is never sent again.',
  sent: AS_COUNTED,
  delivered: AS_COUNTED,
  undelivered: `${AS_COUNTED} Twilio bills what a carrier did not deliver or filtered, too.`,
  failed: `${AS_COUNTED} What failed before Twilio had it costs nothing.`,
  rejected:
    'Twilio refused it, for instance because the recipient has opted out: it costs nothing.',
  canceled: 'It was stopped before Twilio had it: it costs nothing.',
  unknown_final:
    'Nobody could find out whether Twilio had it. Its segments come back after a day; should it prove sent, it is charged after all.',
};

/** What each outcome costs, in the words of the API: made from the table that settles messages. */
export const CHARGE_TABLE: readonly ChargeRule[] = [
  ...Object.entries(CHARGE_BY_STATUS).map(([status, effect]) => ({
    status: status as OutboundStatus,
    effect,
    sentence: SENTENCES[status as OutboundStatus],
  })),
  {
    status: 'received',
    effect: 'post',
    sentence: `A text that comes in costs its segments, at least one. What the balance lacks becomes a debt.`,
  },
];
