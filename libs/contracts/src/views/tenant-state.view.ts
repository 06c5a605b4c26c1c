import type { TenantState } from '../events/tenant.events.js';

/** What became of a business that was suspended, resumed or closed. */
export interface TenantStateView {
  id: string;
  state: TenantState;
  /** Why it is suspended, or is being closed. */
  reason: string | null;
  /** When a closure of which notice was given takes effect, or took it. */
  closesAt: string | null;
  /** Messaging follows within moments. */
  pending?: true;
}

/** A closure's answer says what is left of the balance. */
export interface TenantClosureView extends TenantStateView {
  leftover: { available: number; held: number };
}
