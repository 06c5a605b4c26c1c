import type { NewConsentChange, NewConsentEvent } from '../consent/consent-event.entity.js';
import type { HoldRow } from './hold.entity.js';

type Release = NewConsentEvent & { readonly action: 'release' };
type OptOut = NewConsentChange & { readonly action: 'opt_out' };

/** A decision of staff in the history. Its proof is the text that asked, and why they decided so. */
export function toDecisionEvent(id: string, hold: HoldRow): Release | OptOut {
  const { tenantId, recipientId, messageId, decidedBy, decidedAt, reason } = hold;
  if (!decidedBy || !decidedAt) throw new Error('a hold that nobody decided');
  const event = {
    tenantId,
    id,
    subjectId: recipientId,
    subjectKind: 'recipient',
    origin: 'staff',
    basis: null,
    source: 'hold',
    proof: reason === null ? messageId : `${messageId}: ${reason}`,
    wording: null,
    impliedReason: null,
    boundRecipientId: null,
    messageId: null,
    keywordSequence: null,
    inFlight: null,
    written: false,
    expiresAt: null,
    recordedBy: decidedBy,
  } as const;
  // Their wish is as old as the text that asked.
  return hold.state === 'confirmed'
    ? { ...event, action: 'opt_out', obtainedAt: hold.openedAt }
    : { ...event, action: 'release', obtainedAt: decidedAt };
}
