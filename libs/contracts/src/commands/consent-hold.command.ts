import { IsIn, IsUUID } from 'class-validator';
import { CONSENT_HOLD_STATES, type ConsentHoldState } from '../events/consent-hold.events.js';
import { ListQuery } from './list.command.js';
import { MayBeOmitted } from './may-be-omitted.js';
import { IsReason } from './reason.js';

export class ListConsentHolds extends ListQuery {
  @MayBeOmitted() @IsIn(CONSENT_HOLD_STATES) state?: ConsentHoldState;
  /** Of one thread. */
  @MayBeOmitted() @IsUUID() conversationId?: string;
}

/** Releases a hold, or confirms that they want no texts. */
export class DecideConsentHold {
  /** Kept as proof. */
  @MayBeOmitted() @IsReason(500, 1) reason?: string;
}
