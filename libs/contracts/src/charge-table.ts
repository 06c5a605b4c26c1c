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
