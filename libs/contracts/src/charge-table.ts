import type { MessageStatus } from './message-status.js';

/**
 * What an outcome does to the segments held for a message.
 * - `hold`: they stay held; the outcome isn't known yet
 * - `post`: the message is paid for, at Twilio's count
 * - `void`: Twilio never had it, so it costs nothing
 * - `expire`: held for a day more (billing's `UNKNOWN_VOID_AFTER_SECONDS`), then voided. If Twilio turns
 *   out to have had it after all, it's posted even then: from what is available, else as a debt
 */
export type ChargeEffect = 'hold' | 'post' | 'void' | 'expire';

interface OutcomeCharge {
  /** The statuses of messages that come to it: each does the same in all the outcomes that it may mean. */
  readonly statuses: readonly MessageStatus[];
  readonly effect: ChargeEffect;
  readonly sentence: string;
}

const AS_COUNTED = "It costs Twilio's count of segments, each at the price of its bundle.";

/**
 * What each outcome of a message costs: messages are settled by it, the API publishes it, and `docs/charges.md` is it.
 * Twilio bills what it accepted, whether or not it arrives: `undelivered` costs the same as `delivered`.
 */
export const CHARGE_BY_OUTCOME = {
  on_its_way: {
    statuses: ['accepted', 'reserved', 'scheduled', 'waiting_window', 'dispatching', 'submitted'],
    effect: 'hold',
    sentence: 'Its segments are set aside until it is known what became of it.',
  },
  delivered: {
    statuses: ['sent', 'delivered'],
    effect: 'post',
    sentence: `${AS_COUNTED} It is charged once a carrier has it.`,
  },
  undelivered: {
    statuses: ['undelivered'],
    effect: 'post',
    sentence: `${AS_COUNTED} Twilio bills what a carrier did not deliver, too.`,
  },
  filtered: {
    statuses: ['undelivered', 'failed'],
    effect: 'post',
    sentence: `${AS_COUNTED} Twilio bills what a carrier filtered as spam, too.`,
  },
  failed: {
    statuses: ['failed'],
    effect: 'post',
    sentence: `${AS_COUNTED} Twilio had taken it before it failed.`,
  },
  failed_before_sending: {
    statuses: ['rejected'],
    effect: 'void',
    sentence:
      'Twilio refused to take it. Or the balance did not cover it: then its status is failed with insufficient_balance, and nothing was set aside. Twilio never had it: it costs nothing.',
  },
  opted_out: {
    statuses: ['rejected', 'canceled'],
    effect: 'void',
    sentence:
      'The recipient has opted out; it was stopped here, or Twilio refused it: it costs nothing.',
  },
  canceled: {
    statuses: ['canceled'],
    effect: 'void',
    sentence: 'It was stopped before Twilio had it: it costs nothing.',
  },
  unknown: {
    statuses: ['unknown'],
    effect: 'hold',
    sentence:
      'Twilio has not said whether it has it. Its segments stay set aside; it is never sent again.',
  },
  never_known: {
    statuses: ['unknown_final'],
    effect: 'expire',
    sentence:
      'Unknown for good: nobody could find out whether Twilio had it. Its segments come back after a day; should it prove sent, it is charged after all.',
  },
  received: {
    statuses: ['received'],
    effect: 'post',
    sentence:
      'A text that comes in costs its segments, at least one. What the balance lacks becomes a debt.',
  },
} as const satisfies Readonly<Record<string, OutcomeCharge>>;

type Charges = typeof CHARGE_BY_OUTCOME;
export type ChargedOutcome = keyof Charges;

/** What outcomes that a status may mean do: one and the same, or a status would be settled by chance. */
type EffectOf<Status extends MessageStatus> = {
  [Outcome in ChargedOutcome]: Status extends Charges[Outcome]['statuses'][number]
    ? Charges[Outcome]['effect']
    : never;
}[ChargedOutcome];

/** The same by the status of a message, which is what is known of it when it is settled. */
export const CHARGE_BY_STATUS = Object.fromEntries(
  Object.values(CHARGE_BY_OUTCOME).flatMap(({ statuses, effect }) =>
    statuses.map((status) => [status, effect]),
  ),
) as { readonly [Status in MessageStatus]: EffectOf<Status> };

/** A line of the published table. */
export interface ChargeRule extends OutcomeCharge {
  readonly outcome: ChargedOutcome;
}

/** What each outcome costs, as the API answers it. */
export const CHARGE_TABLE: readonly ChargeRule[] = Object.entries(CHARGE_BY_OUTCOME).map(
  ([outcome, charge]) => ({ outcome: outcome as ChargedOutcome, ...charge }),
);
