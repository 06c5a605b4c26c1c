import type { Bundle, PurchaseState } from '../commands/purchase.command.js';
import type { RechargeSuspension } from '../commands/recharge.command.js';

/**
 * `ready`: the next one is made as soon as the balance falls to the threshold · `in_flight`: one is being paid ·
 * `suspended`: the last one wasn't paid, or a purchase was refunded; setting the rule again, or any payment, lifts it ·
 * `paused`: a payment is disputed, or an operator said so · `cap_reached`: another would exceed the month's cap, with its tax ·
 * `no_payment_method`: nothing is saved to pay with · `not_configured`: nothing can be bought here
 */
export type RechargeState =
  | 'off'
  | 'ready'
  | 'in_flight'
  | 'suspended'
  | 'paused'
  | 'cap_reached'
  | 'no_payment_method'
  | 'not_configured';

export interface RechargeView {
  enabled: boolean;
  /** Null, like bundle and cap, until they are set. */
  threshold: number | null;
  bundle: Bundle | null;
  monthlyCapMicros: number | null;
  state: RechargeState;
  suspension: { reason: RechargeSuspension; at: string; purchaseId: string } | null;
  /** Whether the provider keeps something to pay with; we keep only its name there. */
  paymentMethod: { savedAt: string } | null;
  /** Calendar month, UTC. */
  month: string;
  /** Paid this month by itself, with tax, also what was refunded since, and what is being paid. */
  spentMicros: number;
  lastRecharge: {
    purchaseId: string;
    state: PurchaseState;
    bundle: Bundle;
    priceMicros: number;
    createdAt: string;
  } | null;
  /** When the cap lets the next one be made; null while it does. */
  nextPossibleAt: string | null;
}
